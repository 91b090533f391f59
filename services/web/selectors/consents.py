"""Which consents somebody may see."""

from __future__ import annotations

from projections.leads.consents import ConsentRow
from services.web.request import PageRequest


def visible_consents(request: PageRequest) -> list[ConsentRow]:
    """Of the own needs; the receiver's side sees its leads."""
    parties = request.actor.sees("consent")
    consents = request.house.views.consents.all(as_of=request.at)
    if parties is None:
        return consents
    own = {
        row.id for p in parties for row in request.house.views.market.postings(party=p, side="need")
    }
    return [consent for consent in consents if consent.need in own]
