"""Signing in and out, changing the password, choosing the language."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.demo.fill import ROLES
from services.identity import oidc, signin
from services.web.request import (
    LANGUAGE,
    SESSION,
    Deed,
    Does,
    Forged,
    Look,
    NotHere,
    Open,
    Said,
    Sees,
    keep,
)
from services.web.translation import LANGUAGES

router = APIRouter()
ATTEMPT, ATTEMPT_S = "docking_attempt", 600
YEAR_S = 365 * 24 * 3600
Anybody = Annotated[Look, Depends(Open())]


@router.get("/sign-in")
def sign_in_page(look: Anybody, next: str = "/") -> Response:
    return _sign_in_page(look, next)


def _sign_in_page(look: Look, next: str, said: Said | None = None) -> Response:
    demo, oidc = look.request.app.state.demo, bool(look.house.settings.oidc_issuer)
    more = {"next": _ours(next), "said": said, "demo": demo, "oidc": oidc}
    return look.page("site/sign_in.html", 401 if said else 200, **more)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """There is no session yet that a form could be of: where it comes from is looked at."""
    form = await request.form(max_files=0, max_fields=10)
    return await run_in_threadpool(_sign_in, request, {k: str(v) for k, v in form.items()})


def _sign_in(request: Request, form: dict[str, str]) -> Response:
    look, next = Open()(request), form.get("next", "/")
    same_site(request)
    try:
        user, password = form.get("user", "").strip(), form.get("password", "")
        token = signin.sign_in(look.house, user, password)
    except Refusal as said:
        return _sign_in_page(look, next, said)
    return _begun(look, token, next)


@router.get("/oidc/leave")
def oidc_leave(look: Anybody) -> Response:
    """To the issuer, with what its answer will be checked against in a cookie."""
    settings = look.house.settings
    if not settings.oidc_issuer:
        raise NotHere
    attempt = oidc.Attempt.new()
    response = look.go(oidc.leave(settings, attempt, _back(look)))
    keep(look.request, response, ATTEMPT, attempt.text(), ATTEMPT_S)
    return response


@router.get("/oidc/back")
def oidc_back(look: Anybody) -> Response:
    attempt = oidc.Attempt.read(look.request.cookies.get(ATTEMPT, ""))
    if not look.house.settings.oidc_issuer or attempt is None:
        raise NotHere
    came = str(look.request.url.include_query_params())
    user = oidc.who(look.house.settings, attempt, _back(look), came)
    known = look.house.users.user(user)
    if known is None or known.status != "active":
        raise Refusal("oidc.unknown", f"没有用户“{user[:64]}”，请联系管理员", "oidc")
    response = _begun(look, signin.begin(look.house, user, "oidc"), "/")
    response.delete_cookie(ATTEMPT)
    return response


def _back(look: Look) -> str:
    return str(look.request.url_for("oidc_back"))


@router.post("/demo/{role}")
def demo(request: Request, role: str) -> Response:
    """In the demo county, and nowhere else, a click is enough."""
    if not request.app.state.demo or role not in ROLES:
        raise NotHere
    same_site(request)
    look = Open()(request)
    return _begun(look, signin.begin(look.house, f"demo-{role}", "demo"), "/")


@router.get("/demo")
def demo_page(look: Anybody) -> Response:
    if not look.request.app.state.demo:
        raise NotHere
    return look.page("site/demo.html", roles=ROLES)


@router.post("/sign-out")
def sign_out(deed: Annotated[Deed, Depends(Does(""))]) -> Response:
    look = deed.look
    assert look.visit is not None
    signin.sign_out(look.house, look.visit)
    response = look.go("/sign-in")
    response.delete_cookie(SESSION)
    return response


@router.get("/password")
def password_page(look: Annotated[Look, Depends(Sees(""))]) -> Response:
    return _password_page(look)


def _password_page(look: Look, said: Said | None = None) -> Response:
    return look.page("site/password.html", 422 if said else 200, said=said)


@router.post("/password")
def password(deed: Annotated[Deed, Depends(Does(""))]) -> Response:
    look, user = deed.look, deed.look.actor.user
    if deed.one("new") != deed.one("again"):
        differs = Malformed("password.again", "两次输入的新密码不一样", field="again")
        return _password_page(look, differs)
    try:
        signin.change_password(look.house, user, deed.one("old"), deed.one("new"))
    except (Refusal, Malformed) as said:
        return _password_page(look, said)
    return _begun(look, signin.begin(look.house, user, "password"), "/", "密码已更改")


@router.get("/language/{language}")
def language(look: Anybody, language: str, next: str = "/") -> Response:
    if language not in LANGUAGES:
        raise NotHere
    response = look.go(_ours(next))
    keep(look.request, response, LANGUAGE, language, YEAR_S)
    return response


def _begun(look: Look, token: str, next: str, flash: str = "") -> Response:
    """A new session: whoever planted an old one has nothing of it."""
    response = look.go(_ours(next), flash)
    keep(look.request, response, SESSION, token, int(signin.LASTS.total_seconds()))
    return response


def _ours(path: str) -> str:
    """A path of this site, whatever somebody put into a link."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


def same_site(request: Request) -> None:
    """Raises `Forged` where a form comes from elsewhere."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forged
    if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        raise Forged
