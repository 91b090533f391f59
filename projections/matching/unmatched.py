"""未匹配 Unmatched: published needs that nothing is proposed for."""

from __future__ import annotations

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


def _proposed(proposals: Proposals, track: str | None, as_of: int | None) -> set[str]:
    if as_of is not None:
        return {row.need for row in proposals.all(track=track, as_of=as_of)}
    query = select(PROPOSAL.c.need).distinct()
    if track is not None:
        query = query.where(PROPOSAL.c.track == track)
    with reading(proposals.engine) as db:
        return set(db.execute(query).scalars())
