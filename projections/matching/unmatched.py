"""未匹配 Unmatched: what is published and nothing is proposed for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from projections.core.database import reading
from projections.matching.proposal_table import PROPOSAL
from projections.matching.proposals import Proposals
from projections.postings.posting_table import PostingRow


def unmatched_needs(
    proposals: Proposals, *, track: str | None = None, as_of: int | None = None
) -> list[PostingRow]:
    """In the order of their ids; of one track, or of all."""
    proposed = _proposed(proposals, track, as_of)
    needs = proposals.market.postings(side="need", status="published", track=track, as_of=as_of)
    return [row for row in needs if row.id not in proposed]


def matched(
    proposals: Proposals, parties: Iterable[str], as_of: int | None = None
) -> set[tuple[str, str]]:
    """(side, id) of the postings of these parties that something is proposed for."""
    own = sorted(parties)
    if as_of is not None:
        rows = (row for party in own for row in proposals.all(party=party, as_of=as_of))
        return {pair for row in rows for pair in (("need", row.need), ("offering", row.offering))}
    c = PROPOSAL.c
    with reading(proposals.engine) as db:
        needs = db.execute(select(c.need).where(c.need_party.in_(own)).distinct()).scalars()
        pairs = {("need", id) for id in needs}
        offered = select(c.offering).where(c.offering_party.in_(own)).distinct()
        return pairs | {("offering", id) for id in db.execute(offered).scalars()}


def _proposed(proposals: Proposals, track: str | None, as_of: int | None) -> set[str]:
    if as_of is not None:
        return {row.need for row in proposals.all(track=track, as_of=as_of)}
    query = select(PROPOSAL.c.need).distinct()
    if track is not None:
        query = query.where(PROPOSAL.c.track == track)
    with reading(proposals.engine) as db:
        return set(db.execute(query).scalars())
