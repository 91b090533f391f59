"""One's own second factor: set up with a code on the screen, confirmed by a first one-time code."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Refusal, Role
from services.identity.signin import ENROL, Identity, Visit
from services.web.public import begun, knock_of, over
from services.web.qr import code_of
from services.web.reproving import proofs_of, reprove
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees(""))]
Doing = Annotated[Submission, Depends(Does(""))]
PATH = "/account/second-factor"
GROUP = 4  # letters of a secret between two blanks, for who types it
DEMANDED = Refusal("second_factor.demanded", "您的岗位必须用动态码，不能停用，可以换一个", "code")


@router.get(PATH)
def second_factor(request: Looking) -> Response:
    return _page(request)


@router.post(f"{PATH}/begin")
def begin(submission: Doing) -> Response:
    """The code on the screen; the one that is in use stays until it is confirmed."""
    request, visit = submission.request, _visit(submission)
    identity = Identity.of(request.house)
    try:
        reprove(submission, fresh_is_enough=True)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, refusal)
    identity.factor.propose(visit.actor.user)
    return _page(request, secret=identity.factor.proposed(visit.actor.user))


@router.post(f"{PATH}/confirm")
def confirm(submission: Doing) -> Response:
    """The recovery codes, shown once. The other sessions of this user are over."""
    request, visit = submission.request, _visit(submission)
    identity, user = Identity.of(request.house), visit.actor.user
    try:
        codes = identity.factor.confirm(user, submission.typed("code"))
    except Refusal as refusal:
        return _page(request, refusal, secret=identity.factor.proposed(user))
    lost = "动态码已启用，但恢复码没能显示，也不会再显示。请重新设置一次。"
    request.after_command(lost=lost)
    token = identity.enrolled(visit, knock_of(request.http))
    request.visit = identity.visit(token)
    page = request.page("site/recovery_codes.html", codes=codes)
    return begun(request, token, "/", page=page)


@router.post(f"{PATH}/remove")
def remove(submission: Doing) -> Response:
    request, visit = submission.request, _visit(submission)
    identity, user = Identity.of(request.house), visit.actor.user
    try:
        if identity.factor.is_demanded(Role(visit.actor.duty.role)):
            raise DEMANDED
        reprove(submission)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, refusal)
    identity.factor.remove(user)
    request.after_command()
    return request.go("/account", "动态码已停用")


def _visit(submission: Submission) -> Visit:
    assert submission.request.visit is not None
    return submission.request.visit


def _page(
    request: PageRequest, refusal: Rejected | None = None, secret: str | None = None
) -> Response:
    visit, identity = request.visit, Identity.of(request.house)
    assert visit is not None
    user = visit.actor.user
    context: dict[str, Any] = {"secret": "", "picture": ""}
    if secret:
        parts = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
        address = identity.factor.address_of(user, secret)
        context = {"secret": " ".join(parts), "picture": code_of(address)}
    return request.page(
        "site/second_factor.html",
        status_of(refusal) if refusal else 200,
        refusal=refusal,
        first=visit.session.stage == ENROL,
        proofs=proofs_of(request, fresh_is_enough=True),
        is_set=identity.factor.is_set(user),
        demanded=identity.factor.is_demanded(Role(visit.actor.duty.role)),
        **context,
    )
