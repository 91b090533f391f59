"""Which parties somebody may see."""

from __future__ import annotations

from typing import Any

from domain.core.malformed import Malformed
from projections.parties.parties import PartyRow
from services.house.contacts import Contact, contact_named
from services.web.request import NotHere, PageRequest

MOST_CALLED = 200
MOST_NEAR = 20


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
    return called_so(request, text)


def called_so(request: PageRequest, text: str) -> set[str]:
    """The ids of the parties with this text in their names, for the office. Raises `Malformed`
    where there are too many to tell whose a list is."""
    rows, _ = request.house.views.parties.page(text=text, limit=MOST_CALLED + 1, as_of=request.at)
    if len(rows) > MOST_CALLED:
        advice = "请多写几个字"
        raise Malformed("party.many", "叫这个名称的单位太多", advice, value=text, field="party")
    return {row.id for row in rows}


def names_near(request: PageRequest, title: str, but: str = "") -> list[PartyRow]:
    """For the office, who decides on names: those that a reader may take for this one."""
    if not request.actor.knows("party_office"):
        return []
    rows = request.house.views.parties.near(title, MOST_NEAR, request.at)
    return [row for row in rows if row.id != but]


def keeps_record(request: PageRequest, id: str) -> bool:
    """Whether somebody keeps a party's record up: the party itself, and the office."""
    return request.at is None and request.actor.may_see("party_record", (id,))


def contact_of(request: PageRequest, id: str) -> Contact | None:
    """Whom the party has named, for itself and the office; None for others, and where nobody is."""
    return _contact(request, id) if request.actor.may_see("party_record", (id,)) else None


def contact_of_receiver(request: PageRequest, id: str) -> Contact | None:
    """Whom a receiver has named: whoever is asked for a consent is told who will have the data."""
    return _contact(request, id)


def _contact(request: PageRequest, id: str) -> Contact | None:
    until = request.shown_until(request.house.views.parties)
    return contact_named(request.house.desk, id, until)


def visible_party(request: PageRequest, id: str) -> PartyRow:
    """A party that whoever looks may see. Raises `NotHere`."""
    row = request.house.views.parties.party(id, request.at)
    if row is None:
        raise NotHere
    request.sees("party", (id,))
    return row
