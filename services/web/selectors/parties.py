"""Which parties somebody may see."""

from __future__ import annotations

from projections.parties.parties import PartyRow
from services.web.request import NotHere, PageRequest


def visible_parties(
    request: PageRequest, *, limit: int, text: str = "", after: str = ""
) -> list[PartyRow]:
    """The parties that somebody may see, in the order of their ids, those behind `after`."""
    return request.house.views.parties.page(
        ids=request.actor.sees("party"),
        text=text.strip()[:80],
        after=after[:64],
        limit=limit,
        as_of=request.at,
    )


def visible_party(request: PageRequest, id: str) -> PartyRow:
    """A party that whoever looks may see. Raises `NotHere`."""
    row = request.house.views.parties.party(id, request.at)
    if row is None:
        raise NotHere
    request.sees("party", (id,))
    return row
