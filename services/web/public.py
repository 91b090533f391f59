"""Public forms: what anybody may send who isn't signed in, and how often from one address.

There is no session yet that a form could be of: where it comes from is looked at instead. Counts
are kept beside the log, for all processes (`services/stores/attempts.py`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.identity.activation import Entrance, Slips
from services.identity.audit import note_at_door
from services.identity.knock import Knock
from services.identity.passwords import check_password
from services.identity.signin import LASTS, Identity
from services.stores.attempts import Rule, Try
from services.web.carried import same_site
from services.web.client_address import client_address, network_of, rough
from services.web.form_reading import form_of
from services.web.forms import Form
from services.web.origin import cookie_of, drop, keep
from services.web.request import SESSION, Open, PageRequest, Rejected, Submission

MOST_FIELDS, LARGEST_FIELD = 40, 16 * 1024  # of a form; bytes
DEVICE, YEAR_S = "docking_device", 365 * 24 * 3600
OFTEN = {  # from one address, behind which a whole office may sit
    "code": Rule(free=20, longest_s=600, forgotten_s=600),  # wrong codes
    "register": Rule(free=30, longest_s=3600, forgotten_s=3600),
    "forgotten": Rule(free=20, longest_s=3600, forgotten_s=3600),
}


class TooOften(Exception):
    """More of these came from one address than anybody needs."""


def knock_of(http: Request) -> Knock:
    """From where somebody comes to the door."""
    address = client_address(http)
    agent = http.headers.get("user-agent", "")
    return Knock(address, network_of(address), rough(address), agent, cookie_of(http, DEVICE))


def check_often(what: str, request: PageRequest) -> None:
    """Raises `TooOften` where it was often enough."""
    now = int(request.house.now().timestamp())
    if request.house.stores.attempts.wait_s([_often(what, request)], now):
        raise TooOften


def count_often(what: str, request: PageRequest) -> None:
    """One more. Raises `TooOften` where it was often enough."""
    now = int(request.house.now().timestamp())
    if request.house.stores.attempts.take([_often(what, request)], now):
        raise TooOften


def _often(what: str, request: PageRequest) -> Try:
    return Try(what, network_of(client_address(request.http)), OFTEN[what])


def entered(request: PageRequest, code: str) -> Entrance:
    """What a code opens. Wrong ones are counted. Raises `Malformed` and `Refusal`."""
    count_often("code", request)  # before it is looked at, so that many at once are many
    counted = _often("code", request)
    try:
        entrance = Slips.of(request.house).look(code)
    except Refusal:  # there is such a code, but it is good no more
        request.house.stores.attempts.give_back(counted)
        raise
    request.house.stores.attempts.give_back(counted)
    return entrance


class Public:
    """A form that anybody may send from a page of ours."""

    def __init__(self, largest: int = LARGEST_FIELD) -> None:
        self._largest = largest

    async def __call__(self, http: Request) -> AsyncIterator[Submission]:
        same_site(http)
        request = await run_in_threadpool(Open(), http)
        limits = {"max_files": 0, "max_fields": MOST_FIELDS, "max_part_size": self._largest}
        async with form_of(http, **limits) as data:
            yield Submission(request, data)


def begun(
    request: PageRequest, token: str, next: str, flash: str = "", page: Response | None = None
) -> Response:
    """A new session in the place of the browser's earlier one, of which whoever planted it has
    nothing. The browser is known from now on, unless a one-time code is still to come."""
    response, http = page or request.go(ours(next), flash), request.http
    identity = Identity.of(request.house)
    identity.end(cookie_of(http, SESSION))
    keep(http, response, SESSION, token, int(LASTS.total_seconds()))
    visit = identity.visit(token)
    if visit is not None:
        device = identity.remember_device(visit, cookie_of(http, DEVICE))
        keep(http, response, DEVICE, device, YEAR_S)
        method, address = visit.session.method, client_address(http)
        note_at_door("signed_in", user=visit.actor.user, address=address, method=method)
    return response


def ours(path: str) -> str:
    """A path of this site, whatever somebody put into a link."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


def own_password(submission: Submission, form: Form, user: str) -> str:
    """The password that somebody chose in a form, which is told what is wrong with it."""
    written, again = (submission.data.get(name) for name in ("password", "again"))
    password = written if isinstance(written, str) else ""
    try:
        check_password(user, password)
    except Malformed as wrong:
        form.refusals["password"] = wrong.at("password")
    if not form.refusals and password != again:
        differs = Malformed("password.again", "两次输入的密码不一样", "请再输一遍", field="again")
        form.refusals["again"] = differs
    return password


def over(request: PageRequest, refusal: Rejected) -> Response | None:
    """To the sign-in page, where a session was ended by too many wrong passwords."""
    if refusal.code != "password.ended":
        return None
    response = request.go("/sign-in", str(refusal.message))
    drop(request.http, response, SESSION)
    return response
