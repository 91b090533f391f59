"""What a receiver has of an enterprise by a consent: what was sent of a lead."""

from __future__ import annotations

import json
from typing import Any

from domain.parties.party import Profile
from projections.leads.consents import ConsentRow
from projections.leads.leads import LeadRow
from services.outbound.messages import TELLING, WITHHELD, messages
from services.web.display import profile_facts
from services.web.request import PageRequest
from services.web.selectors.leads import is_receiver


def sent_of(request: PageRequest, lead: LeadRow) -> Any:
    """The messages as they would be sent on the day that is shown, to the receiver itself today,
    whatever day that is; what came later takes the place of what came before. None where no consent
    is live."""
    items = [item for item in request.house.views.outbox.of_lead(lead.id) if item.name in TELLING]
    receives = is_receiver(request, lead)
    day = request.house.today if receives else request.today
    at = None if receives else request.at
    made = messages(request.house.log, request.house.views, items, day.isoformat(), at)
    if not made or any(message["type"] == f"docking.{WITHHELD}" for message in made):
        return None
    return {name: value for message in made for name, value in message["data"].items()}


def may_be_called(request: PageRequest, lead: LeadRow) -> bool:
    sent = sent_of(request, lead)
    return bool(sent and sent["contact"])


def company_facts(sent: Any) -> list[tuple[str, str]]:
    """(label, value) of the company that was sent; nothing where none was."""
    company = sent and sent["company"]
    return list(profile_facts(Profile.model_validate_json(json.dumps(company)))) if company else []


def consent_behind(request: PageRequest, lead: LeadRow) -> ConsentRow | None:
    """The one that a lead stands on, while it is granted."""
    row = request.house.views.consents.consent(lead.need, lead.receiver, request.at)
    return row if row is not None and row.status == "granted" else None
