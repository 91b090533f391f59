"""Messages: what goes to a receiver, as CloudEvents 1.0 in JSON.

A message is made at the moment it is sent. Where the consent is no longer live by then, what goes
out under that number says only that it is withheld: the numbers stay without a gap, and nothing new
leaves after a revocation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from pydantic_core import to_json

from domain.core.personal import Open, Personal, masked, opening
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import ConsentNarrowed
from domain.leads.lead import LeadDelivered, LeadExtended
from domain.leads.money import ReceiptConfirmed, ReceiptDisputed
from domain.log.entry import Entry
from domain.parties.inactive import INACTIVE
from domain.values.dates import SHANGHAI
from projections.leads.outbox import Item
from services.house.views import Views
from services.ledger.ledger import Ledger

SOURCE = "/docking"
WITHHELD = "lead.withheld"
SHOWN = ("track", "need_edition", "offering", "content", "score", "deadlines")
FIELD = "__data__"  # the one field of a stream's entry; FastStream's name for it
RECEIPTS = frozenset({ReceiptConfirmed.name, ReceiptDisputed.name})
ENDINGS = frozenset({"consent.narrowed", "consent.revoked", "consent.expired"})
TELLING = frozenset({LeadDelivered.name, LeadExtended.name})  # what the enterprise has agreed to
ALSO = {  # by name: what a message says of the event besides
    ConsentNarrowed.name: ("kinds",),
    ReceiptConfirmed.name: ("on", "voucher"),
    ReceiptDisputed.name: ("on", "voucher"),
}


def message(log: Ledger, views: Views, item: Item, day: str) -> dict[str, Any]:
    """The CloudEvent of one outbox item, as `messages` makes it."""
    [made] = messages(log, views, [item], day)
    return made


def messages(
    log: Ledger, views: Views, items: Sequence[Item], day: str, as_of: int | None = None
) -> list[dict[str, Any]]:
    """The CloudEvents of outbox items, all of one receiver, in their order, sent on a day
    (YYYY-MM-DD), as far as the consents are known: the outbox may have gone on since. `as_of`: as
    they were at a log position.

    `id` and `sequence` are the receiver's number, so a repetition is known by either.
    """
    known = views.consents.position if as_of is None else as_of
    items = [item for item in items if item.position <= known]
    if not items:
        return []
    lines = log.at(item.position for item in items)
    needs = {item.need for item in items if item.name in TELLING}
    receiver = items[0].receiver
    kinds = views.consents.live_kinds(receiver, needs, day, as_of) if needs else {}
    if kinds and (party := views.parties.party(receiver, as_of)) and party.status in INACTIVE:
        kinds = {}

    @cache
    def title(offering: str) -> str:
        posting = views.market.posting("offering", offering, as_of)
        return posting.content.title if posting else ""

    made = []
    for item in items:
        line = lines[item.position]
        stored, opens = line.kept(), line.opens
        fields = stored["data"]
        name, data = item.name, {"lead": item.lead}  # no id of the need: anything may stand in one
        if name in TELLING and item.need not in kinds:
            name = WITHHELD
        if name == LeadDelivered.name:
            data |= _delivered(fields, title)
        if name in TELLING:
            data |= _covered(fields, kinds[item.need], opens)
        data |= {key: fields[key] for key in ALSO.get(name, ())}
        made.append(
            {
                "specversion": "1.0",
                "id": f"{item.receiver}/{item.number}",
                "source": SOURCE,
                "type": f"docking.{name}",
                "time": stamp(datetime.fromisoformat(stored["at"])),
                "subject": item.lead,
                "datacontenttype": "application/json",
                "sequence": str(item.number),
                "data": data,
            }
        )
    return made


def stamp(moment: datetime) -> str:
    """When something was, as every message says it: to the second, at Beijing's time (+08:00)."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def as_bytes(event: dict[str, Any]) -> bytes:
    """The message as it is sent and signed. It is made in one order from what the log keeps, so
    the same one always gives the same bytes."""
    return to_json(event)


def feed_event(entry: Entry) -> dict[str, Any]:
    """A line of the log for integrators, personal values masked."""
    return {
        "specversion": "1.0",
        "id": entry.id,
        "source": SOURCE,
        "type": f"docking.{entry.event.name}",
        "time": stamp(entry.recorded_at),
        "subject": entry.stream,
        "datacontenttype": "application/json",
        "sequence": str(entry.position),
        "data": masked(entry.event.model_dump(mode="json")),
    }


def _delivered(sent: dict[str, Any], title: Callable[[str], str]) -> dict[str, Any]:
    shown = {name: sent[name] for name in SHOWN}
    return shown | {"offering_title": title(sent["offering"])}


def _covered(sent: dict[str, Any], kinds: frozenset[str], opens: Open | None) -> dict[str, Any]:
    """What the receiver may have: of what it was to get, what the consent of today still names."""
    return {
        "kinds": [kind for kind in DATA_KINDS if kind in kinds],
        "company": sent["company"] if "company" in kinds else None,
        "contact": _revealed(sent["contact"], opens) if "contact" in kinds else None,
        "phone": _revealed(sent["phone"], opens) if "contact" in kinds else None,
    }


def _revealed(value: Any, opens: Open | None) -> str | None:
    """What is erased isn't sent, not even as a word."""
    if not value:
        return None
    personal = Personal.model_validate(value, context=opening(opens))
    return None if personal.erased else personal.reveal()
