"""Which parties somebody may see."""

from __future__ import annotations

from typing import Any

from projections.parties.parties import PartyRow
from services.web.request import NotHere, PageRequest

MOST_CALLED = 200


def visible_parties(request: PageRequest, **wanted: Any) -> tuple[list[PartyRow], int]:
    """Of the parties that somebody may see a page as `Parties.page` gives it, and how many there
    are."""
    seen = request.actor.sees("party")
    return request.house.views.parties.page(ids=seen, as_of=request.at, **wanted)


def parties_called(request: PageRequest, kind: str, text: str) -> set[str] | None:
    """For a list of things of a kind that is narrowed to some parties: those that are called so.
    None where nothing is asked, or somebody sees his own things alone: a list that gets shorter
    with a name would tell whose things those without a name are."""
    if not text or request.actor.sees(kind) is not None:
        return None
    rows, _ = request.house.views.parties.page(text=text, limit=MOST_CALLED, as_of=request.at)
    return {row.id for row in rows}


def visible_party(request: PageRequest, id: str) -> PartyRow:
    """A party that whoever looks may see. Raises `NotHere`."""
    row = request.house.views.parties.party(id, request.at)
    if row is None:
        raise NotHere
    request.sees("party", (id,))
    return row
