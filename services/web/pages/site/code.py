"""The one-time code, between the password and the session of who has a second factor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Refusal
from services.identity.audit import note_at_door
from services.identity.signin import Identity
from services.web.carried import MOST, Carried, carry_on, code_page, read_carried
from services.web.origin import cookie_of
from services.web.public import Public, begun, knock_of, ours
from services.web.request import SESSION, Open, PageRequest, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)


@router.get("/sign-in/code")
def code(request: Annotated[PageRequest, Depends(Open())], next: str = "/") -> Response:
    if Identity.of(request.house).half(cookie_of(request.http, SESSION)) is None:
        return request.go("/sign-in")
    return code_page(request, ours(next), Carried())


@router.post("/sign-in/code")
def show(submission: Annotated[Submission, Depends(Public(largest=4 * MOST))]) -> Response:
    request, next = submission.request, submission.field("next", "/")
    carried = read_carried(submission.field("carried"))
    half, knock = cookie_of(request.http, SESSION), knock_of(request.http)
    identity = Identity.of(request.house)
    user = identity.half(half)
    try:
        token = identity.show_code(half, submission.typed("code"), knock)
    except Refusal as refusal:
        note_at_door("code_wrong", user=user, address=knock.address)
        if refusal.code == "code.late":
            return request.go("/sign-in", str(refusal.message))
        return code_page(request, ours(next), carried, refusal)
    page = carry_on(request, token, carried) if carried else None
    return begun(request, token, next, page=page)
