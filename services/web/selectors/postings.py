"""Which needs and offerings somebody may see."""

from __future__ import annotations

from projections.postings.market import PostingRow
from services.web.request import NotHere, PageRequest


def visible_postings(
    request: PageRequest, *, limit: int, text: str = "", after: str = "", **wanted: str
) -> list[PostingRow]:
    """The postings that somebody may see, in the order of their ids."""
    return request.house.views.market.page(
        parties=request.actor.sees("posting"),
        text=text[:80],
        after=after,
        limit=limit,
        as_of=request.at,
        **wanted,
    )


def visible_posting(request: PageRequest, side: str, id: str) -> PostingRow:
    """The posting, for whom it may be shown."""
    found = request.house.views.market.posting(side, id, request.at)
    if found is None:
        raise NotHere
    request.sees("posting", (found.party,))
    return found
