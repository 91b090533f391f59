"""What a form said when its session was over: carried through the sign-in, and offered once more.

Nothing of it is kept here: it travels in the sign-in page, and from there in the page after it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from services.identity.signin import Identity
from services.web.origin import from_our_pages
from services.web.request import Forged, PageRequest, Rejected
from services.web.untrusted import json_of

MOST = 512 * 1024  # letters
PASSWORDS = frozenset({"password", "old", "new", "again", "proof"})  # in which one is typed


@dataclass(frozen=True)
class Carried:
    """Where a form was going, and its fields without the session's own."""

    to: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to)

    def as_text(self) -> str:
        return json.dumps([self.to, self.fields], ensure_ascii=False)


def carried(to: str, data: FormData) -> Carried:
    """What a form said; nothing of one with a password, which is for no page to show."""
    if PASSWORDS.intersection(data):
        return Carried()
    fields = ((name, value) for name, value in data.multi_items() if isinstance(value, str))
    return Carried(to, tuple(field for field in fields if field[0] != "csrf"))


def read_carried(text: str) -> Carried:
    """As our own page sent it; nothing where it is anything else."""
    try:
        to, fields = json_of(text[:MOST])
        read = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return Carried()
    ours = isinstance(to, str) and to.startswith("/") and not to.startswith(("//", "/\\"))
    return Carried(to, read) if ours and to.isprintable() else Carried()


def same_site(http: Request) -> None:
    """Raises `Forged` where a form comes from elsewhere."""
    if http.headers.get("origin") == "null" or not from_our_pages(http):
        raise Forged
    if http.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        raise Forged


def sign_in_first(
    request: PageRequest,
    next: str,
    carried: Carried,
    refusal: Rejected | None = None,
    user: str = "",
) -> Response:
    """The page on which somebody signs in: with what was said of it, or with what is carried."""
    return request.page(
        "site/sign_in.html",
        _status(refusal, carried),
        next=next,
        carried=carried,
        refusal=refusal,
        user=user,
        demo=request.http.app.state.demo,
        oidc=bool(request.house.settings.oidc_issuer),
    )


def code_page(
    request: PageRequest, next: str, carried: Carried, refusal: Rejected | None = None
) -> Response:
    """The page between the password and the session of who has a second factor."""
    status = _status(refusal, Carried())
    return request.page("site/code.html", status, next=next, carried=carried, refusal=refusal)


def carry_on(request: PageRequest, token: str, carried: Carried) -> Response:
    """What was filled in when the session was over, to be sent once more in the new one."""
    request.visit = Identity.of(request.house).visit(token)
    return request.page("site/carry_on.html", carried=carried)


def _status(refusal: Rejected | None, carried: Carried) -> int:
    if refusal and refusal.code.endswith(".wait"):
        return 429
    return 401 if refusal or carried else 200
