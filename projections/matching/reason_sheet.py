"""The reason sheet of any pair, proposed or not: its score in parts, every rule's verdict, and what
stands between it and a proposal."""

from __future__ import annotations

from dataclasses import dataclass

from projections.matching.proposal_table import ProposalRow
from projections.matching.proposals import Proposals
from projections.matching.reasons import Reasons, no_pair, obstacles, reasons
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class Sheet:
    """`proposal` where the pair is proposed; else `obstacles`, the gravest first."""

    need: PostingRow
    offering: PostingRow
    reasons: Reasons
    proposal: ProposalRow | None
    obstacles: tuple[str, ...]


def reason_sheet(
    proposals: Proposals, need_id: str, offering_id: str, as_of: int | None = None
) -> Sheet | None:
    """None where one of the two isn't there."""
    need = proposals.market.posting("need", need_id, as_of)
    offering = proposals.market.posting("offering", offering_id, as_of)
    if need is None or offering is None:
        return None
    model = proposals.model(need.track, as_of)
    if need.track != offering.track or model is None:
        return Sheet(need, offering, Reasons(0, 0, [], ()), None, no_pair(need, offering))
    proposed = proposals.all(track=need.track, need=need_id, offering=offering_id, as_of=as_of)
    sheet = reasons(need, offering, model)
    left = () if proposed else obstacles(need, offering, sheet, model)
    return Sheet(need, offering, sheet, proposed[0] if proposed else None, left)
