"""Messages: what goes to a receiver, as CloudEvents 1.0 in JSON.

A message is made at the moment it is sent. Where the consent is no longer live by then, what goes
out under that number says only that it is withheld: the numbers stay without a gap, and nothing new
leaves after a revocation.
"""

from __future__ import annotations

import json
from typing import Any

from domain.entry import Entry
from domain.lead import LeadDelivered
from domain.personal import Personal
from projections.outbox import Item
from projections.view import canonical
from services.house import House

SOURCE = "/docking"
WITHHELD = "lead.withheld"


def message(house: House, item: Item, day: str) -> dict[str, Any]:
    """The CloudEvent of an outbox item, sent on a day (YYYY-MM-DD). The views must have caught up.

    `id` and `sequence` are the receiver's number, so a repetition is known by either.
    """
    [line] = house.ledger.after(item.position - 1, 1)
    entry = line.entry()
    name, data = item.name, {"lead": item.lead}  # no id of the need: anything may stand in one
    if isinstance(entry.event, LeadDelivered):
        if house.consents.live(item.need, item.receiver, day):
            data |= _delivered(house, entry.event)
        else:
            name = WITHHELD
    return {
        "specversion": "1.0",
        "id": f"{item.receiver}/{item.number}",
        "source": SOURCE,
        "type": f"docking.{name}",
        "time": entry.recorded_at.isoformat(),
        "subject": item.lead,
        "datacontenttype": "application/json",
        "sequence": str(item.number),
        "data": data,
    }


def as_bytes(event: dict[str, Any]) -> bytes:
    """The message as it is sent and signed: the same one always gives the same bytes."""
    return canonical(event)


def feed_event(entry: Entry) -> dict[str, Any]:
    """A line of the log for integrators, personal values masked."""
    return {
        "specversion": "1.0",
        "id": entry.id,
        "source": SOURCE,
        "type": f"docking.{entry.event.name}",
        "time": entry.recorded_at.isoformat(),
        "subject": entry.stream,
        "datacontenttype": "application/json",
        "sequence": str(entry.position),
        "data": _masked(entry.event.model_dump(mode="json")),
    }


def _delivered(house: House, sent: LeadDelivered) -> dict[str, Any]:
    """What the consent lets the receiver have, contact included where it names it."""
    offering = house.market.posting("offering", sent.offering)
    return {
        "track": sent.track,
        "need_edition": sent.need_edition,
        "offering": sent.offering,
        "offering_title": offering.content.title if offering else "",
        "content": sent.content.model_dump(mode="json"),
        "company": json.loads(sent.company.model_dump_json()) if sent.company else None,
        "contact": _revealed(sent.contact),
        "phone": _revealed(sent.phone),
        "score": sent.score,
        "deadlines": sent.deadlines.model_dump(mode="json"),
    }


def _revealed(value: Personal | None) -> str | None:
    return value.reveal() if value else None


def _masked(value: Any) -> Any:
    """Personal values by their subject alone."""
    if isinstance(value, dict):
        if set(value) == {"subject", "value"}:
            return {"subject": value["subject"]}
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value
