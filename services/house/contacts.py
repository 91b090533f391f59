"""Whom a party has named to be called: personal data, which is read from the log and in no view."""

from __future__ import annotations

from typing import NamedTuple

from domain.core.streams import stream
from domain.parties.party import Party
from services.house.desk import Desk


class Contact(NamedTuple):
    """Who is called: personal data, for the party itself and the office."""

    name: str
    phone: str


def contact_named(desk: Desk, party: str, until: int | None = None) -> Contact | None:
    """Name and number as of a position; None where nobody is named. The caller knows who asks."""
    contact = desk.state(stream("party", party), Party(), until).contact
    if contact is None:
        return None
    name, phone = contact
    return Contact(name.reveal(), phone.reveal())
