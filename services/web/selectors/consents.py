"""Which consents somebody may see."""

from __future__ import annotations

from projections.leads.consents import Consent
from services.web.request import Look


def visible_consents(look: Look) -> list[Consent]:
    """Of the own needs; the receiver's side sees its leads."""
    parties = look.actor.sees("consent")
    found = look.house.consents.all(as_of=look.at)
    if parties is None:
        return found
    own = {row.id for p in parties for row in look.house.market.postings(party=p, side="need")}
    return [one for one in found if one.need in own]
