"""未匹配 Unmatched: which of some parties' postings something is proposed for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import literal, select

from projections.core.database import reading
from projections.core.temporal import any_of
from projections.matching.proposal_table import PROPOSAL
from projections.matching.proposals import Proposals

NEEDS = select(literal("need"), PROPOSAL.c.need).where(PROPOSAL.c.need_party.in_(any_of("parties")))
OFFERINGS = select(literal("offering"), PROPOSAL.c.offering).where(
    PROPOSAL.c.offering_party.in_(any_of("parties"))
)
MATCHED = NEEDS.union(OFFERINGS)


def matched(
    proposals: Proposals, parties: Iterable[str], as_of: int | None = None
) -> set[tuple[str, str]]:
    """(side, id) of the postings of these parties that something is proposed for."""
    own = sorted(parties)
    if as_of is not None:
        rows = (row for party in own for row in proposals.all(party=party, as_of=as_of))
        return {pair for row in rows for pair in (("need", row.need), ("offering", row.offering))}
    with reading(proposals.engine) as db:
        return {(side, id) for side, id in db.execute(MATCHED, {"parties": own})}
