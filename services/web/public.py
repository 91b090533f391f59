"""Public forms: what anybody may send who isn't signed in, and how often from one address.

There is no session yet that a form could be of: where it comes from is looked at instead. Counts
are kept in this process, by the address that connects.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.core.malformed import Malformed
from services.identity import signin
from services.identity.activation import Entrance, Slips
from services.web.carried import same_site
from services.web.forms import Form
from services.web.request import SESSION, Open, PageRequest, Submission, keep

MOST_FIELDS, LARGEST_FIELD = 40, 16 * 1024  # of a form; bytes
OFTEN = {  # from one address, behind which a whole office may sit
    "code": parse("20/10 minute"),  # wrong codes
    "register": parse("30/hour"),
    "forgotten": parse("20/hour"),
}


class TooOften(Exception):
    """More of these came from one address than anybody needs."""


class Turnstile:
    """How often each address did what is in `OFTEN`."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, what: str, http: Request) -> None:
        """Raises `TooOften` where it was often enough."""
        if not self._limiter.test(OFTEN[what], what, _address(http)):
            raise TooOften

    def count(self, what: str, http: Request) -> None:
        self._limiter.hit(OFTEN[what], what, _address(http))


def turnstile(request: PageRequest) -> Turnstile:
    """The application's own."""
    made: Turnstile = request.http.app.state.turnstile
    return made


def entered(request: PageRequest, code: str) -> Entrance:
    """What a code opens. Wrong ones are counted. Raises `Malformed` and `Refusal`."""
    turnstile(request).check("code", request.http)
    try:
        return Slips.of(request.house).look(code)
    except Malformed:
        turnstile(request).count("code", request.http)
        raise


class Public:
    """A form that anybody may send from a page of ours."""

    async def __call__(self, http: Request) -> AsyncIterator[Submission]:
        same_site(http)
        request = await run_in_threadpool(Open(), http)
        limits = {"max_files": 0, "max_fields": MOST_FIELDS, "max_part_size": LARGEST_FIELD}
        async with http.form(**limits) as data:
            yield Submission(request, data)


def _address(http: Request) -> str:
    return http.client.host if http.client else ""


def begun(
    request: PageRequest, token: str, next: str, flash: str = "", page: Response | None = None
) -> Response:
    """A new session: whoever planted an old one has nothing of it."""
    response = page or request.go(ours(next), flash)
    keep(request.http, response, SESSION, token, int(signin.LASTS.total_seconds()))
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
        signin.check_password(user, password)
    except Malformed as wrong:
        form.refusals["password"] = wrong.at("password")
    if not form.refusals and password != again:
        differs = Malformed("password.again", "两次输入的密码不一样", "请再输一遍", field="again")
        form.refusals["again"] = differs
    return password
