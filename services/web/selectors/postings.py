"""Which needs and offerings somebody may see."""

from __future__ import annotations

from projections.postings.market import Row
from services.web.request import Look, NotHere


def visible_postings(
    look: Look, *, limit: int, text: str = "", after: str = "", **wanted: str
) -> list[Row]:
    """The postings that somebody may see, in the order of their ids."""
    return look.house.market.page(
        parties=look.actor.sees("posting"),
        text=text[:80],
        after=after,
        limit=limit,
        as_of=look.at,
        **wanted,
    )


def visible_posting(look: Look, side: str, id: str) -> Row:
    """The posting, for whom it may be shown."""
    found = look.house.market.posting(side, id, look.at)
    if found is None:
        raise NotHere
    look.sees("posting", (found.party,))
    return found
