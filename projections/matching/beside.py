"""A posting with the live ones of the other side: what it is held against, one by one."""

from __future__ import annotations

from projections.matching.other_side import live_others
from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.postings.posting_table import PostingRow


def beside(proposals: Proposals, posting: PostingRow, as_of: int | None = None) -> Pairing | None:
    """None where its track has no model yet."""
    others = live_others(proposals.market, posting, as_of)
    return proposals.pairing(posting.track, as_of, [posting, *others])
