"""Signing in and out, changing the password, choosing the language and the size of the type."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.identity import oidc, signin
from services.web.carried import Carried, read_carried, same_site, sign_in_first
from services.web.public import begun, ours
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
    keep,
)
from services.web.translation import LANGUAGES

router = APIRouter(route_class=SnapshotRoute)
ATTEMPT, ATTEMPT_S = "docking_attempt", 600
YEAR_S = 365 * 24 * 3600
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
    form = await http.form(max_files=0, max_fields=20)
    return await run_in_threadpool(_sign_in, http, {k: str(v) for k, v in form.items()})


def _sign_in(http: Request, form: dict[str, str]) -> Response:
    request, next = Open()(http), form.get("next", "/")
    carried = read_carried(form.get("carried", ""))
    user, password = form.get("user", "").strip(), form.get("password", "")
    same_site(http)
    try:
        token = signin.Identity.of(request.house).sign_in(user, password)
    except Refusal as refusal:
        return _sign_in_page(request, next, refusal, carried, user)
    if carried:
        return begun(request, token, next, page=_carry_on(request, token, carried))
    return begun(request, token, next)


def _carry_on(request: PageRequest, token: str, carried: Carried) -> Response:
    """What was filled in when the session was over, to be sent once more in the new one."""
    request.visit = signin.Identity.of(request.house).visit(token)
    return request.page("site/carry_on.html", carried=carried)


@router.get("/oidc/leave")
def oidc_leave(request: Anybody) -> Response:
    """To the issuer, with what its answer will be checked against in a cookie."""
    settings = request.house.settings
    if not settings.oidc_issuer:
        raise NotHere
    attempt = oidc.Attempt.new()
    response = request.go(oidc.leave(settings, attempt, _back(request)))
    keep(request.http, response, ATTEMPT, attempt.text(), ATTEMPT_S)
    return response


@router.get("/oidc/back")
def oidc_back(request: Anybody) -> Response:
    attempt = oidc.Attempt.read(request.http.cookies.get(ATTEMPT, ""))
    if not request.house.settings.oidc_issuer or attempt is None:
        raise NotHere
    came = str(request.http.url.include_query_params())
    user = oidc.who(request.house.settings, attempt, _back(request), came)
    known = request.house.views.users.user(user)
    if known is None or known.status != "active":
        raise Refusal("oidc.unknown", f"没有用户“{user[:64]}”，请联系管理员", "oidc")
    response = begun(request, signin.Identity.of(request.house).begin(user, "oidc"), "/")
    response.delete_cookie(ATTEMPT)
    return response


def _back(request: PageRequest) -> str:
    return request.address("/oidc/back")


@router.post("/demo/{role}")
def demo(http: Request, role: str) -> Response:
    """In the demo county, and nowhere else, a click is enough."""
    if role not in http.app.state.demo:
        raise NotHere
    same_site(http)
    request = Open()(http)
    return begun(request, signin.Identity.of(request.house).begin(f"demo-{role}", "demo"), "/")


@router.get("/demo")
def demo_page(request: Anybody) -> Response:
    if not request.http.app.state.demo:
        raise NotHere
    return request.page("site/demo.html", roles=request.http.app.state.demo)


@router.post("/sign-out")
def sign_out(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    request = submission.request
    assert request.visit is not None
    signin.Identity.of(request.house).sign_out(request.visit)
    response = request.go("/sign-in")
    response.delete_cookie(SESSION)
    return response


@router.get("/password")
def password_page(request: Annotated[PageRequest, Depends(Sees(""))]) -> Response:
    return _password_page(request)


def _password_page(request: PageRequest, refusal: Rejected | None = None) -> Response:
    return request.page("site/password.html", 422 if refusal else 200, refusal=refusal)


@router.post("/password")
def password(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    request, user = submission.request, submission.request.actor.user
    if submission.field("new") != submission.field("again"):
        differs = Malformed("password.again", "两次输入的新密码不一样", field="again")
        return _password_page(request, differs)
    try:
        signin.Identity.of(request.house).change_password(
            user, submission.field("old"), submission.field("new")
        )
    except (Refusal, Malformed) as refusal:
        return _password_page(request, refusal)
    return begun(
        request, signin.Identity.of(request.house).begin(user, "password"), "/", "密码已更改"
    )


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
