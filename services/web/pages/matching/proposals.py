"""Suggested partners: whom a party should meet, the reason sheet of a pair, and the answers to it.

The need's side sees offerings whole. The offering's side sees of a need what everybody may: bands
that fit several enterprises. Looking at a page writes nothing; that somebody has seen it is said by
opening its form of answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import OFFICE_AND_ADMIN
from domain.core.streams import stream
from domain.leads.policies import PolicyResult
from domain.leads.route import Route
from domain.matching.codes import DECLINE_REASONS
from domain.matching.proposal import LIFECYCLE
from domain.postings.tracks import TRACKS
from projections.matching.near_misses import NearMiss, near_miss
from projections.matching.proposal_table import ProposalRow, Proposed
from projections.matching.reason_sheet import Sheet, reason_sheet
from services.files.cells.column import Column
from services.files.tables.columns import columns
from services.inbound.shorthand import (
    ClaimById,
    DeclineProposalById,
    ExpressInterestById,
    NominateById,
    ViewProposalById,
)
from services.matching.responses import delivery_results
from services.web import forms
from services.web.display import gist
from services.web.export import MOST_ROWS, exported
from services.web.forms import Form, column
from services.web.listing import Listing, Lists
from services.web.losses import LOSSES
from services.web.menu import MenuEntry
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
from services.web.selectors.openings import amend_path, explained, waiting_pairs, without_partner
from services.web.selectors.postings import offering_beside, own_postings, visible_posting
from services.web.selectors.proposals import (
    ANSWERABLE,
    MOST,
    STATES,
    Pair,
    answered_proposals,
    best_proposals,
    sees_whole,
    turn_of,
    visible_pair,
    visible_pairs,
    visible_proposal,
)
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(220, "/proposals", "匹配结果", "proposal", "handshake"),)
Looking = Annotated[PageRequest, Depends(Sees("proposal"))]
Doing = Annotated[Submission, Depends(Does("proposal"))]
DECLINE = (
    column("reason_code", "原因", "choice", choices=DECLINE_REASONS),
    column("note", "说明", "text", needed=False),
)
NOTE = (column("note", "推荐的话", "text"),)
ANSWERS: dict[str, tuple[type[Any], tuple[Column, ...]]] = {  # the shorthand and its form
    "view": (ViewProposalById, ()),
    "interest": (ExpressInterestById, ()),
    "decline": (DeclineProposalById, DECLINE),
    "nominate": (NominateById, NOTE),
    "claim": (ClaimById, ()),
}
DONE = {"interest": "您的意向已提交", "nominate": "已推荐", "claim": "已接单"}
EXPORTED = ("编号", "赛道", "需求", "需求方", "供给", "供给方", "得分", "状态")


@dataclass(frozen=True)
class NearMissShown:
    """A near miss, whether it would be proposed at once, and the form of each side that has to
    change something; "" where whoever looks may not."""

    miss: NearMiss
    enters: bool
    paths: dict[str, str]


LIST = Lists("/proposals", ("side", "id", "track", "grade", "status"))
Asked = Annotated[Listing, Depends(LIST)]


@router.get("/proposals")
def proposals(request: Looking, asked: Asked) -> Response:
    """Best first, a page at a time; of one posting where it is named; of one state, what changed
    last at the top. Of what is seen by teasers the order tells no more than these."""
    position, named = request.house.views.proposals.position, bool(asked["side"] and asked["id"])
    pairs, many = _pairs(request, asked, asked.after, MOST)
    of = visible_posting(request, asked["side"], asked["id"]) if named else None
    return request.page(
        "matching/proposals.html",
        pairs=pairs,
        many=many,
        asked=asked,
        size=MOST,
        named=named,
        gists=_gists(request, pairs),
        states=STATES,
        position=position,
        behind=named and request.at is None and _behind(request),
        turn=lambda pair: turn_of(request, pair),
        answerable=ANSWERABLE,
        explained=explained(request, of) if of and not pairs else None,
        waiting=waiting_pairs(request, of) if of and asked.after == 0 else [],
        unmatched=[]
        if named or asked.narrowed
        else without_partner(request, own_postings(request)),
        of=of,
    )


def _pairs(
    request: PageRequest, asked: Listing, after: int, limit: int
) -> tuple[list[Pair[Any]], int]:
    track, status = asked["track"], asked["status"]
    if asked["side"] and asked["id"]:
        of = visible_posting(request, asked["side"], asked["id"])
        rows, many = best_proposals(request, of=of, after=after, limit=limit)
    elif status in STATES:
        shown, many = answered_proposals(
            request, status, track=track, grade=asked["grade"], after=after, limit=limit
        )
        return visible_pairs(request, shown), many
    else:
        rows, many = best_proposals(request, track, grade=asked["grade"], after=after, limit=limit)
    return visible_pairs(request, rows), many


def _gists(request: PageRequest, pairs: Sequence[Pair[Any]]) -> dict[str, list[tuple[str, str]]]:
    """What the offerings state in figures, by their ids: of those that still stand as the pairs are
    about them."""
    editions = {pair.row.offering: pair.row.offering_edition for pair in pairs}
    offerings = request.house.views.market.some("offering", editions, request.at)
    return {
        id: gist(columns(f"{row.track}.offering"), row.content)
        for id, row in offerings.items()
        if row.edition == editions[id]
    }


@router.post("/proposals/export")
def export(submission: Doing, asked: Asked) -> Response:
    """The list as it is shown, without the limit of a page; a need's name only to its own side,
    and to whom a consent lets have it."""
    request = submission.as_shown()
    pairs, _ = _pairs(request, asked, 0, MOST_ROWS)
    lines = (_exported(request, pair) for pair in pairs)
    return exported(request, "proposals", "匹配结果", EXPORTED, lines)


@router.get("/proposals/{id}")
def proposal(request: Looking, id: str) -> Response:
    return _page(request, visible_proposal(request, id))


@router.get("/proposals/{id}/decline")
def declining(request: Looking, id: str) -> Response:
    return _form(request, visible_proposal(request, id), "decline", forms.blank(DECLINE))


@router.get("/proposals/{id}/nominate")
def nominating(request: Looking, id: str) -> Response:
    return _form(request, visible_proposal(request, id), "nominate", forms.blank(NOTE))


@router.post("/proposals/{id}/{answer}")
def take(submission: Doing, id: str, answer: str) -> Response:
    request, row = submission.request, visible_proposal(submission.request, id)
    if answer not in ANSWERS:
        raise NotHere
    kind, fields = ANSWERS[answer]
    form = forms.read(fields, submission)
    if form.refusals:
        return _form(request, row, answer, form)

    def again(refusal: Rejected) -> Response:
        return (
            _form(request, row, answer, form, refusal) if fields else _page(request, row, refusal)
        )

    return submission.do(
        lambda: kind(id=id, **form.values),
        then=f"/leads/{id}" if answer == "claim" else f"/proposals/{id}",
        again=again,
        flash=DONE.get(answer, "已记下"),
        party=_for(request, row),
    )


@router.get("/pairs/{need}/{offering}")
def pair(request: Looking, need: str, offering: str) -> Response:
    """Why any two are proposed or not, for whoever sees the need."""
    offering_beside(request, visible_posting(request, "need", need), offering)
    return _sheet(request, need, offering, None, None)


def _exported(request: PageRequest, pair: Pair[Any]) -> tuple[Any, ...]:
    row, shown, named = pair.row, pair.teaser, pair.named
    if named:
        need = named.need, named.enterprise
    elif shown:
        need = shown.industry, shown.region
    else:
        need = pair.need_title, request.name(row.need_party)
    return (
        row.id,
        TRACKS[row.track].title,
        *need,
        pair.offering_title,
        request.name(row.offering_party),
        None if shown else row.score / 1_000_000,
        LIFECYCLE.titles[pair.status],
    )


def _for(request: PageRequest, row: Proposed) -> str | None:
    """For whom an officer answers: the enterprise that he supports."""
    return next((party for party in row.parties if party in request.actor.parties), None)


def _behind(request: PageRequest) -> bool:
    return request.house.views.proposals.position < request.house.views.market.position


def _page(request: PageRequest, row: Proposed, refusal: Rejected | None = None) -> Response:
    request.names(row.parties)
    if sees_whole(request, row):
        return _sheet(request, row.need, row.offering, row, refusal)
    pair = visible_pair(request, row)
    offering = request.house.views.market.posting("offering", row.offering, request.at)
    return request.page(
        "matching/proposal_teaser.html",
        status_of(refusal) if refusal else 200,
        pair=pair,
        row=row,
        offering=offering,
        refusal=refusal,
        answers=_answers(request, pair),
        claims=_claims(request, row),
        turn=turn_of(request, pair),
        answerable=ANSWERABLE,
    )


def _sheet(
    request: PageRequest, need: str, offering: str, row: Proposed | None, refusal: Rejected | None
) -> Response:
    sheet = reason_sheet(request.house.views.proposals, need, offering, request.at)
    if sheet is None:
        raise NotHere
    request.names((sheet.need.party, sheet.offering.party))
    pair = visible_pair(request, row) if row else None
    decision = pair.decision if pair else None
    lead = pair.lead if pair else None
    return request.page(
        "matching/proposal.html",
        status_of(refusal) if refusal else 200,
        row=row,
        sheet=sheet,
        decision=decision,
        lead=lead,
        consent=pair.consent if pair else "",
        policy_results=_results(request, row) if row and lead is None else [],
        refusal=refusal,
        near=_near_miss(request, sheet) if sheet.proposal is None and request.at is None else None,
        answers=_answers(request, pair) if pair else [],
        turn=turn_of(request, pair) if pair else "",
        answerable=ANSWERABLE,
        reasons=DECLINE_REASONS,
        timeline=timeline(request, f"proposal-{row.id}", request.house.views.decisions)
        if row
        else [],
    )


def _results(request: PageRequest, row: Proposed) -> list[PolicyResult]:
    """Why this lead does or doesn't leave, for the office."""
    if request.at is not None or request.actor.role not in OFFICE_AND_ADMIN:
        return []
    return delivery_results(
        request.house.desk, request.house.views.market, row, request.house.today
    )


def _near_miss(request: PageRequest, sheet: Sheet) -> NearMissShown | None:
    """What would bring this very pair in, where both stand."""
    if {sheet.need.status, sheet.offering.status} != {"published"}:
        return None
    pairing = request.house.views.proposals.pairing(sheet.need.track)
    miss = near_miss(pairing, sheet.need, sheet.offering, "need") if pairing else None
    if pairing is None or miss is None:
        return None
    paths = {side: amend_path(request, miss, side) for side in miss.sides}
    return NearMissShown(miss, pairing.enters(*miss.then), paths)


def _answers(request: PageRequest, pair: Pair[Any]) -> list[str]:
    """What whoever looks may answer now; nothing once a lead came of it."""
    row, decision = pair.row, pair.decision
    if request.at is not None or request.actor.role not in WRITES or pair.lead is not None:
        return []
    status = decision.status if decision else "absent"
    own = set(row.parties) & request.actor.parties
    shown = {"interest", "decline"} if own else {"nominate"}
    interested = set(decision.interested) if decision else set()
    if own & interested:
        shown -= {"interest"}
    steps = LIFECYCLE.open_steps(status, request.actor.role)
    return [step.command for step in steps if step.command in shown]


def _claims(request: PageRequest, row: Proposed) -> bool:
    """Whether whoever looks may take the need: the first of those whom the enterprise let in."""
    if request.at is not None or row.offering_party not in request.actor.parties:
        return False
    consent = request.house.views.consents.consent(row.need, row.offering_party)
    if consent is None or consent.status != "granted":
        return False
    route = request.house.desk.state(stream("route", row.need), Route())
    return route.mode == "open_claim" and request.house.views.leads.one(row.id) is None


def _form(
    request: PageRequest, row: Proposed, answer: str, form: Form, refusal: Rejected | None = None
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading=LIFECYCLE.step(answer).title,
        about=row.offering_title if isinstance(row, ProposalRow) else "",
        action=f"/proposals/{row.id}/{answer}",
        back=f"/proposals/{row.id}",
        warning=LOSSES["decline_proposal"].lost if answer == "decline" else "",
    )
