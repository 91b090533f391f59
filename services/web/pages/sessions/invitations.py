"""Invitations to a docking session: who covers the most unmet need, why, and what an edit costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.datastructures import ImmutableMultiDict
from starlette.responses import Response

from domain.core.command import Command
from domain.sessions.guests import Register
from domain.sessions.office import Invite
from projections.sessions.sessions import SessionRow
from services.sessions import invitations
from services.web.forms import column
from services.web.lanes import costly
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.picks import pick
from services.web.selectors.sessions import session_shown, visible_session

if TYPE_CHECKING:
    from services.planner.invite import Candidate, Cover, Invitation

router = APIRouter(route_class=SnapshotRoute)
ASKED = ("enterprises", "partners", "theme", "region", "surely", "never")  # kept from page to page
PLACE = column("region", "地区", "region")
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]


@dataclass(frozen=True)
class Guest:
    """Somebody on the list, and why: the needs that they have or answer, best first."""

    party: str
    new: bool
    reasons: list[tuple[str, str, int]]  # need, the other party, score


@router.get("/sessions/{id}/invites")
@costly
def invites(request: Office, id: str) -> Response:
    """Proposed guests, so many of each side; with some surely and some never, what that costs."""
    return _page(request, visible_session(request, id), request.http.query_params)


@router.post("/sessions/{id}/invites")
@costly
def invite(submission: Planning, id: str) -> Response:
    """Invite those who are ticked; or register them, where they said yes on the telephone."""
    request, parties = submission.request, tuple(submission.many("party"))
    visible_session(request, id)
    commands: list[Command] = [Invite(id=id, parties=parties)]
    registers = submission.field("action") == "register"
    if registers:
        commands = [Register(id=id, party=party) for party in parties]
    query = urlencode({name: submission.field(name) for name in ASKED})
    return submission.do(
        lambda: commands,
        then=f"/sessions/{id}/invites?{query}",
        again=lambda refusal: _page(
            request, visible_session(request, id), submission.data, refusal, frozenset(parties)
        ),
        flash="已报名" if registers else "已邀请",
    )


def _page(
    request: PageRequest,
    row: SessionRow,
    query: ImmutableMultiDict[str, Any],
    refusal: Rejected | None = None,
    ticked: frozenset[str] | None = None,
) -> Response:
    """`query` says for how many, of what and with whom; `ticked`: who was chosen, None for those
    who were invited, and for all where nobody was."""
    from services.planner.invite import Wanted, invite  # noqa: PLC0415 (loads scipy)

    state = session_shown(request, row.id)
    most = _most(row.details.capacity, query)
    surely = frozenset(filter(None, query.getlist("surely")))
    never = frozenset(filter(None, query.getlist("never")))
    theme, place = query.get("theme", "")[:80], query.get("region", "")
    picked = pick(request, PLACE, place, query.getlist("region-picked"))
    region = "".join(picked.codes)
    narrowed = {"theme": theme, "region": region, "as_of": request.at}
    asked = invitations.question(request.house.views, row.id, state, **narrowed)
    invited = state.invited - never  # whom the office settled on stays, and stays ticked
    if ticked is None and invited:
        ticked = invited | surely
    meetings = {"enterprise": row.details.most_each, "partner": row.details.partner_most}
    wanted = Wanted(_places(most, asked[0], invited), meetings, state.invited)
    best = invite(*asked, wanted)
    edited = bool(surely or never)
    made = invite(*asked, replace(wanted, surely=surely | invited, never=never)) if edited else best
    new = {candidate.id for candidate in asked[0] if candidate.new}
    guests = {side: _guests(made, side, new, asked) for side in most}
    candidates = [candidate.id for candidate in asked[0]]
    views, track = request.house.views, row.details.track
    waiting = invitations.unconfirmed(views, track, candidates, request.at)
    listed = [guest for some in guests.values() for guest in some]
    others = {other for guest in listed for _, other, _ in guest.reasons}
    request.names({*waiting, *others, *(guest.party for guest in listed)})
    return request.page(
        "sessions/invitations.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        state=state,
        best=best,
        made=made,
        edited=edited,
        needs=len({cover.need for cover in asked[1]}),
        guests=guests,
        waiting=waiting,
        others=sorted(set(candidates) - set(made.guests)),
        most=most,
        theme=theme,
        region=region,
        picker=PLACE,
        picked=picked,
        surely=sorted(surely),
        never=sorted(never),
        ticked=ticked,
        acts=request.at is None and row.status in {"draft", "open"},
        registers=request.at is None and row.status == "open",
    )


def _most(capacity: int, query: ImmutableMultiDict[str, Any]) -> dict[str, int]:
    """How many of each side: as it is asked, else four enterprises to a partner."""
    enterprises = _number(query.get("enterprises"), capacity * 4 // 5)
    return {
        "enterprise": enterprises,
        "partner": _number(query.get("partners"), capacity - enterprises),
    }


def _places(
    most: dict[str, int], candidates: list[Candidate], invited: frozenset[str]
) -> dict[str, int]:
    """At least so many that whoever is invited has one."""
    least = Counter(each.side for each in candidates if each.id in invited)
    return {side: max(most[side], least[side]) for side in most}


def _guests(
    made: Invitation,
    side: str,
    new: set[str],
    asked: tuple[list[Candidate], list[Cover]],
) -> list[Guest]:
    sides = {candidate.id: candidate.side for candidate in asked[0]}
    guests = []
    for party in made.guests:
        if sides.get(party) == side:
            covers = sorted(
                (c for c in made.covered if party in {c.owner, c.partner}),
                key=lambda c: (-c.score, c.need),
            )
            reasons = [
                (c.need, c.partner if party == c.owner else c.owner, c.score) for c in covers
            ]
            guests.append(Guest(party, party in new, reasons))
    return sorted(guests, key=lambda g: (-sum(r[2] for r in g.reasons), g.party))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else otherwise
