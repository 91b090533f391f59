"""The other side: what a posting is held against, one by one, to say why it has no partner.

It costs as much as the live market of a track is wide; in a very wide one the latest stand for all.
"""

from __future__ import annotations

from projections.postings.market import Market
from projections.postings.posting_table import PostingRow

LOOKED_AT = 1000


def live_others(
    market: Market, posting: PostingRow, as_of: int | None = None, most: int = LOOKED_AT
) -> list[PostingRow]:
    """The live postings of the other side of its track, the latest where they are many, in the
    order of their ids."""
    side = "offering" if posting.side == "need" else "need"
    heads, _ = market.page(
        side=side, track=posting.track, status="published", limit=most, as_of=as_of
    )
    rows = market.some(side, (head.id for head in heads), as_of)
    return [rows[id] for id in sorted(rows)]
