"""联系人 Contact: whom to call at a party: one person's name and number, or nobody's."""

from __future__ import annotations

from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.party import SetContact

BOTH = Malformed("field.needed", "联系人和联系电话要一起填", "两项都填，或都留空")


def half_of_contact(name: str | None, phone: str | None) -> Malformed | None:
    """What to say where one of the two is given alone, with the field that is empty."""
    if bool(name) is bool(phone):
        return None
    return BOTH.at("phone" if name else "contact")


def naming_contact(party: str, name: str | None, phone: str | None, person: str) -> list[Command]:
    """The command by which somebody is named; none where neither is given, which leaves what is
    known. Raises `Malformed` for half a contact.

    `person` is the subject: a new one, unless it is known who it is. A successor is another person
    than the predecessor, so that either can be erased alone. It is by chance and not by the name
    and the number, which it would give away to whoever is shown the subject in their place.
    """
    half = half_of_contact(name, phone)
    if half:
        raise half
    if not name or not phone:
        return []
    contact, number = (Personal(subject=person, value=value) for value in (name, phone))
    return [SetContact(id=party, contact=contact, phone=number)]
