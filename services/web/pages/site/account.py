"""One's own account: how one signs in, and from where one is signed in at this moment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Refusal, Role
from domain.values.dates import SHANGHAI
from services.identity import oidc
from services.identity.bound import bound_to
from services.identity.bound import unbind as remove_binding
from services.identity.signin import Identity, Visit
from services.web.browsers import browser_words
from services.web.oidc_way import ATTEMPT, ATTEMPT_S, back
from services.web.origin import keep
from services.web.public import over
from services.web.reproving import proofs_of, reprove
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
SHORT = 16  # letters of a session's digest that name it in the form of its owner


class Session(NamedTuple):
    """A session as its owner sees it."""

    id: str
    began: datetime
    seen: datetime
    place: str
    browser: tuple[str, ...]
    is_this: bool


@router.get("/account")
def account(request: Annotated[PageRequest, Depends(Sees(""))]) -> Response:
    return _page(request)


@router.post("/account/sessions")
def end_sessions(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    """One of the others, or all of them: `session` says which."""
    request, visit = submission.request, submission.request.visit
    assert visit is not None
    identity, wanted = Identity.of(request.house), submission.field("session")
    try:
        reprove(submission, fresh_is_enough=True)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, refusal)
    identity.end_others(visit, "" if wanted == "others" else wanted)
    return request.go("/account", "已退出")


@router.post("/account/oidc")
def bind(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    """On to the other house, to be known there too; a link, for a form may not lead elsewhere."""
    request, visit = submission.request, submission.request.visit
    settings = request.house.settings
    assert visit is not None
    if not settings.oidc_issuer:
        raise NotHere
    attempt = oidc.Attempt.new(visit.digest[:SHORT])
    try:
        reprove(submission)
        onwards = oidc.leave(settings, attempt, back(request))
    except Refusal as refusal:
        return over(request, refusal) or _page(request, refusal)
    response = _page(request, onwards=onwards)
    keep(request.http, response, ATTEMPT, attempt.text(), ATTEMPT_S)
    return response


@router.post("/account/oidc/remove")
def unbind(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    request, house = submission.request, submission.request.house
    try:
        reprove(submission)
        ask = house.ask("door", Role.SYSTEM, source="door")
        remove_binding(house, request.actor.user, ask)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, refusal)
    request.after_command()
    return request.go("/account", "已解除绑定")


def _page(request: PageRequest, refusal: Rejected | None = None, onwards: str = "") -> Response:
    visit, identity = request.visit, Identity.of(request.house)
    assert visit is not None
    user = visit.actor.user
    since = request.house.stores.second_factors.since(user)
    return request.page(
        "site/account.html",
        status_of(refusal) if refusal else 200,
        refusal=refusal,
        sessions=_sessions(request, visit),
        since=_moment(since) if since is not None else None,
        left=request.house.stores.second_factors.recoveries_left(user),
        oidc=bool(request.house.settings.oidc_issuer),
        bound=bool(bound_to(request.house, user)),
        onwards=onwards,
        proofs=proofs_of(request),
        proofs_to_end=proofs_of(request, fresh_is_enough=True),
        demanded=identity.factor.is_demanded(Role(visit.actor.duty.role)),
    )


def _sessions(request: PageRequest, visit: Visit) -> list[Session]:
    return [
        Session(
            digest[:SHORT],
            _moment(session.began),
            _moment(session.seen),
            session.place,
            browser_words(session.agent),
            digest == visit.digest,
        )
        for digest, session in Identity.of(request.house).own_sessions(visit)
    ]


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, SHANGHAI)
