"""Signing in and out, changing the password, choosing the language and the size of the type.

A wrong password is written down after the answer: it would else tell by its time who is known here.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from services.identity import oidc
from services.identity.audit import note_at_door
from services.identity.bound import bind, user_of
from services.identity.hashing import Busy
from services.identity.knock import Knock
from services.identity.signin import Identity, TriedTooOften
from services.web.carried import (
    Carried,
    carry_on,
    code_page,
    read_carried,
    same_site,
    sign_in_first,
)
from services.web.doorway import Doorway
from services.web.form_reading import form_of
from services.web.oidc_way import ATTEMPT, ATTEMPT_S, back
from services.web.origin import cookie_of, drop, keep, linked_elsewhere
from services.web.public import YEAR_S, begun, knock_of, ours, over
from services.web.reproving import note_not_proven
from services.web.request import (
    LANGUAGE,
    SESSION,
    TYPE,
    Does,
    NotHere,
    Open,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.translation import LANGUAGES

router = APIRouter(route_class=SnapshotRoute)
LEFT = '"cache", "storage"'  # of whoever signs out; cookies stay: the browser is known by one
Anybody = Annotated[PageRequest, Depends(Open())]


@router.get("/sign-in")
def sign_in_page(request: Anybody, next: str = "/") -> Response:
    return _sign_in_page(request, next)


def _sign_in_page(
    request: PageRequest,
    next: str,
    refusal: Rejected | None = None,
    carried: Carried | None = None,
    user: str = "",
) -> Response:
    return sign_in_first(request, ours(next), carried or Carried(), refusal, user[:64])


@router.post("/sign-in")
async def sign_in(http: Request) -> Response:
    """There is no session yet that a form could be of: where it comes from is looked at."""
    doorway: Doorway = http.app.state.doorway
    knock, now = knock_of(http), int(http.app.state.house.now().timestamp())
    if doorway.is_full(knock, now):
        note_at_door("busy", address=knock.address)
        return doorway.no(http)
    if not knock.device and doorway.waits(knock, "", now):
        return await doorway.held(http)
    async with form_of(http, max_files=0, max_fields=20) as form:
        fields = {name: str(value) for name, value in form.items()}
    if not knock.device and doorway.waits(knock, fields.get("user", ""), now):
        return await doorway.held(http)
    return await run_in_threadpool(_sign_in, http, fields, knock) or await doorway.held(http)


def _sign_in(http: Request, form: dict[str, str], knock: Knock) -> Response | None:
    """None: no, as before."""
    request, next = Open()(http), form.get("next", "/")
    carried = read_carried(form.get("carried", ""))
    name, password = form.get("user", "").strip(), form.get("password", "")
    same_site(http)
    identity = Identity.of(request.house)
    try:
        token = identity.sign_in(name, password, knock)
    except TriedTooOften as wait:
        return _waits(request, form, knock, wait)
    except Busy:
        note_at_door("busy", address=knock.address)
        doorway: Doorway = http.app.state.doorway
        return doorway.no(http)
    except Refusal as refusal:
        response = _sign_in_page(request, next, refusal, carried, name)
        if refusal.code == "sign_in.wrong":
            response.background = BackgroundTask(_after_wrong, identity, name, knock)
        else:
            note_at_door("closed", user=_id_of(identity, name), address=knock.address)
        return response
    if carried and identity.half(token):
        return begun(request, token, next, page=code_page(request, next, carried))
    if carried:
        return begun(request, token, next, page=carry_on(request, token, carried))
    return begun(request, token, next)


def _waits(
    request: PageRequest, form: dict[str, str], knock: Knock, wait: TriedTooOften
) -> Response | None:
    """How long to wait: said to an address once a minute; who doesn't wait hears less, later."""
    doorway: Doorway = request.http.app.state.doorway
    house, name = request.house, form.get("user", "")
    now = int(house.now().timestamp())
    first = doorway.first_told(knock, now)
    of_address = house.stores.attempts.wait_s([knock.by_network()], now)
    doorway.remember(knock, "" if of_address else name, wait.wait_s, now)
    note_at_door("waits", address=knock.address)
    if not first:
        return None
    carried = read_carried(form.get("carried", ""))
    return _sign_in_page(request, form.get("next", "/"), wait, carried, name)


def _id_of(identity: Identity, name: str) -> str | None:
    known = identity.users.called(name)
    return known.id if known else None


def _after_wrong(identity: Identity, name: str, knock: Knock) -> None:
    note_at_door("wrong", user=identity.note_wrong(name), address=knock.address)


@router.get("/oidc/leave")
def oidc_leave(request: Anybody) -> Response:
    """To the issuer, with what its answer will be checked against in a cookie. From a link on
    another site first to the sign-in page: who comes from there hasn't asked to be signed in."""
    settings = request.house.settings
    if not settings.oidc_issuer:
        raise NotHere
    if linked_elsewhere(request.http):
        return request.go("/sign-in")
    attempt = oidc.Attempt.new()
    response = request.go(oidc.leave(settings, attempt, back(request)))
    keep(request.http, response, ATTEMPT, attempt.text(), ATTEMPT_S)
    return response


@router.get("/oidc/back")
def oidc_back(request: Anybody) -> Response:
    attempt = oidc.Attempt.read(cookie_of(request.http, ATTEMPT))
    if not request.house.settings.oidc_issuer or attempt is None:
        raise NotHere
    came = f"{back(request)}?{request.http.url.query}"
    known = oidc.who(request.house.settings, attempt, back(request), came)
    if attempt.session:
        response = _bound(request, attempt, known)
    else:
        user = user_of(request.house, known)
        token = Identity.of(request.house).begin(user, "oidc", knock_of(request.http))
        response = begun(request, token, "/")
    drop(request.http, response, ATTEMPT)
    return response


def _bound(request: PageRequest, attempt: oidc.Attempt, known: oidc.Known) -> Response:
    """Who is signed in here, and was a moment ago when it was begun, is known there too."""
    visit, house = request.visit, request.house
    if visit is None or not visit.digest.startswith(attempt.session):
        raise Refusal("oidc.wrong", "登录已经换了人或到期，请重新登录后再绑定", "oidc")
    ask = house.ask("door", Role.SYSTEM, source="door")
    bind(house, visit.actor.user, known.issuer, known.subject, ask)
    request.after_command()
    return request.go("/account", "已绑定，以后可以用统一身份认证登录")


@router.post("/demo/{role}")
def demo(http: Request, role: str) -> Response:
    """In the demo county, and nowhere else, a click is enough."""
    if role not in http.app.state.demo:
        raise NotHere
    same_site(http)
    request = Open()(http)
    token = Identity.of(request.house).begin(f"demo-{role}", "demo", knock_of(http))
    return begun(request, token, "/")


@router.get("/demo")
def demo_page(request: Anybody) -> Response:
    if not request.http.app.state.demo:
        raise NotHere
    return request.page("site/demo.html", roles=request.http.app.state.demo)


@router.post("/sign-out")
def sign_out(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    request = submission.request
    assert request.visit is not None
    Identity.of(request.house).sign_out(request.visit)
    response = request.go("/sign-in")
    drop(request.http, response, SESSION)
    response.headers["clear-site-data"] = LEFT
    return response


@router.get("/password")
def password_page(request: Annotated[PageRequest, Depends(Sees(""))]) -> Response:
    return _password_page(request)


def _password_page(request: PageRequest, refusal: Rejected | None = None) -> Response:
    return request.page("site/password.html", 422 if refusal else 200, refusal=refusal)


@router.post("/password")
def password(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    """As it is typed, blanks and all."""
    request, visit = submission.request, submission.request.visit
    assert visit is not None
    identity, new = Identity.of(request.house), submission.typed("new")
    if new != submission.typed("again"):
        differs = Malformed("password.again", "两次输入的新密码不一样", field="again")
        return _password_page(request, differs)
    try:
        identity.change_password(visit, submission.typed("old"), new)
    except (Refusal, Malformed) as refusal:
        if refusal.field == "old":
            note_not_proven(request, "password")
        return over(request, refusal) or _password_page(request, refusal)
    token = identity.begin(visit.actor.user, "password", knock_of(request.http))
    return begun(request, token, "/", "密码已更改")


@router.get("/language/{language}")
def language(request: Anybody, language: str, next: str = "/") -> Response:
    if language not in LANGUAGES:
        raise NotHere
    response = request.go(ours(next))
    keep(request.http, response, LANGUAGE, language, YEAR_S)
    return response


@router.get("/type/{size}")
def type_size(request: Anybody, size: str, next: str = "/") -> Response:
    if size not in {"normal", "large"}:
        raise NotHere
    response = request.go(ours(next))
    keep(request.http, response, TYPE, size, YEAR_S)
    return response
