"""Which needs and offerings somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.administration.permission import WRITES
from domain.parties.codes import PARTY_ROLES
from domain.postings.posting import LIFECYCLE
from domain.postings.tracks import TRACKS
from projections.matching.reasons import let_meet
from projections.postings.posting_table import PostingHead, PostingRow
from services.web.request import NotHere, PageRequest


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


def allowed_steps(request: PageRequest, row: PostingRow) -> list[str]:
    """The steps that whoever looks may take with a posting now, by their commands."""
    role, seen = request.actor.role, request.actor.sees("posting")
    if request.at is not None or role not in WRITES or (seen is not None and row.party not in seen):
        return []
    return [step.command for step in LIFECYCLE.open_steps(row.status, role, row.side)]
