"""Which needs and offerings somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.administration.offering_changes import A_DAY, OfferingChanges, counted_on
from domain.administration.permission import WRITES
from domain.administration.user import SUPPORTING
from domain.core.command import OFFICE_AND_ADMIN
from domain.parties.codes import PARTY_ROLES
from domain.postings.posting import LIFECYCLE
from domain.postings.tracks import TRACKS
from projections.matching.reasons import let_meet
from projections.postings.posting_table import PostingHead, PostingRow
from services.house.desk import Answer
from services.house.parameters import parameters
from services.web.request import NotHere, PageRequest

WAITS = "今天的发布、修改次数已用完；这条已提交，由助企办发布，或者明天再发布"


def visible_postings(
    request: PageRequest, *, of: Iterable[str] | None = None, **wanted: Any
) -> tuple[list[PostingHead], int]:
    """Of the postings that somebody may see a page as `Market.page` gives it, and how many there
    are; `of` some parties."""
    seen = request.actor.sees("posting")
    parties = seen if of is None else set(of) if seen is None else seen.intersection(of)
    return request.house.views.market.page(parties=parties, as_of=request.at, **wanted)


def own_postings(request: PageRequest) -> list[PostingHead]:
    """All of those for whom whoever looks stands, in the order of their ids."""
    parties = request.actor.parties
    return request.house.views.market.heads(parties, request.at) if parties else []


def postings_by_id(
    request: PageRequest, *, limit: int, text: str = "", after: str = "", **wanted: str
) -> list[PostingRow]:
    """The postings that somebody may see, in the order of their ids, those behind `after`."""
    return request.house.views.market.by_id(
        parties=request.actor.sees("posting"),
        text=text[:80],
        after=after,
        limit=limit,
        as_of=request.at,
        **wanted,
    )


def visible_posting(request: PageRequest, side: str, id: str) -> PostingRow:
    """The posting, for whom it may be shown."""
    row = request.house.views.market.posting(side, id, request.at)
    if row is None:
        raise NotHere
    request.sees("posting", (row.party,))
    return row


def offering_beside(request: PageRequest, need: PostingRow, id: str) -> PostingRow:
    """The offering that a need is held against: what is put up now and isn't for others alone, or
    the own one."""
    row = request.house.views.market.posting("offering", id, request.at)
    if row is None:
        raise NotHere
    if not request.actor.may_see("posting", (row.party,)) and (
        row.status != "published" or not let_meet(need, row)
    ):
        raise NotHere
    return row


def publishes_for(request: PageRequest, side: str, track: str) -> list[str]:
    """For whom whoever looks may publish: the own organization, or one that is supported."""
    if request.actor.role not in WRITES or request.at is not None:
        return []
    wanted = TRACKS[track].roles(side)
    if request.actor.role in PARTY_ROLES and request.actor.role in wanted:
        return sorted(request.actor.parties)
    if request.actor.duty.supports and "enterprise" in wanted:
        return sorted(request.actor.duty.supports)
    return []


def publishes_several(request: PageRequest) -> bool:
    """Whether whoever looks publishes what is submitted, several at once: who supports enterprises
    says each time for which."""
    role = request.actor.role
    steps = LIFECYCLE.open_steps("submitted", role, "offering")
    able = role in WRITES and role not in SUPPORTING and request.at is None
    return able and "publish" in {step.command for step in steps}


def waits_for_office(answer: Answer) -> int:
    """How many postings were submitted, and stay so for now: the day's number was used up."""
    submitted = sum(event.verb == "submitted" for event in answer.events)
    return submitted - published(answer)


def published(answer: Answer) -> int:
    return sum(event.verb == "published" for event in answer.events)


def changes_left(request: PageRequest, row: PostingRow) -> int | None:
    """How often its party may publish or revise today; None where that isn't counted."""
    if row.side == "need" or request.actor.role in OFFICE_AND_ADMIN:
        return None
    desk, today = request.house.desk, request.house.today
    changes = desk.state(counted_on(row.party), OfferingChanges())
    return changes.left(parameters(desk).on(A_DAY, today), today)


def allowed_steps(request: PageRequest, row: PostingRow) -> list[str]:
    """The steps that whoever looks may take with a posting now, by their commands."""
    role, seen = request.actor.role, request.actor.sees("posting")
    if request.at is not None or role not in WRITES or (seen is not None and row.party not in seen):
        return []
    return [step.command for step in LIFECYCLE.open_steps(row.status, role, row.side)]
