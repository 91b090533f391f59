"""未匹配 Unmatched: which of some parties' postings something is proposed for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from projections.core.database import reading
from projections.matching.proposal_table import PROPOSAL
from projections.matching.proposals import Proposals


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
