"""What is live on the other side of a posting."""

from __future__ import annotations

from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.postings.posting_table import PostingRow

LOOKED_AT = 1000  # postings of the other side, where one is looked at by itself


def beside(proposals: Proposals, posting: PostingRow, as_of: int | None) -> Pairing | None:
    """A live posting, and what is live on the other side; None where its track has no model."""
    others = live_beside(proposals, posting, as_of)
    return proposals.pairing(posting.track, as_of, [posting, *others])


def live_beside(
    proposals: Proposals, posting: PostingRow, as_of: int | None = None
) -> list[PostingRow]:
    """Its rows, in the order of their ids."""
    other = "offering" if posting.side == "need" else "need"
    wanted = {"side": other, "track": posting.track, "status": "published"}
    return proposals.market.by_id(**wanted, limit=LOOKED_AT, as_of=as_of)
