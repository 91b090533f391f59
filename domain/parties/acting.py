"""Who may act for whom: owners, officers, the office, the clock."""

from __future__ import annotations

from domain.core.command import Ask, Role

PARTIES = (
    Role.ENTERPRISE,
    Role.BANK,
    Role.DEPARTMENT,
    Role.UNIVERSITY,
    Role.AGENCY,
    Role.SUPPLIER,
    Role.OFFICER,  # for the enterprises that an officer supports
)
OWNERS = (*PARTIES, Role.ORGANIZER)
OFFICE = (Role.ORGANIZER,)
CLOCK = (Role.CLOCK,)


def party_of(ask: Ask) -> str | None:
    """Whose affairs somebody minds: an officer those of the enterprise that they name."""
    return ask.on_behalf_of if ask.role is Role.OFFICER else ask.party


def acts_for(party: str, ask: Ask) -> bool:
    """Owners act for their own party, officers for whom they say; office and clock for all."""
    if ask.role in {Role.ORGANIZER, Role.CLOCK}:
        return True
    return party == party_of(ask)
