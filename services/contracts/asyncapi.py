"""The AsyncAPI 3 document: every stream out of the house and into it, with the shape of every
message, made from the code that makes and reads them.

`python -m tests.generate` writes it; a test compares.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from domain.core.event import EVENTS, Event
from domain.core.shapes import Whole
from domain.leads.consent import ConsentExpired, ConsentNarrowed, ConsentRevoked
from domain.leads.lead import Deadlines, LeadDelivered, LeadExtended, LeadLapsed, LeadWithdrawn
from domain.leads.money import ReceiptConfirmed, ReceiptDisputed
from domain.parties.party import Profile
from domain.postings.content import Content
from services.contracts.schemas import schema_of
from services.inbound.cloudevents import TYPE
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.outbound.dead_letters import COMMANDS, DEAD, REPLIES, key
from services.outbound.messages import FIELD, RECEIPTS, SOURCE, WITHHELD
from services.outbound.relay import stream
from services.version import RELEASE

FILE = Path(__file__).parents[2] / "docs" / "reference" / "asyncapi.json"
JSON = "application/json"
OUT: dict[str, type[Event] | None] = {
    LeadDelivered.name: LeadDelivered,
    LeadExtended.name: LeadExtended,
    LeadWithdrawn.name: LeadWithdrawn,
    LeadLapsed.name: LeadLapsed,
    ReceiptConfirmed.name: ReceiptConfirmed,
    ReceiptDisputed.name: ReceiptDisputed,
    ConsentNarrowed.name: ConsentNarrowed,
    ConsentRevoked.name: ConsentRevoked,
    ConsentExpired.name: ConsentExpired,
    WITHHELD: None,
}
DESCRIPTIONS = {
    LeadDelivered.name: "A lead, with the kinds of data that a live consent names; others null.",
    LeadExtended.name: (
        "The consent names more now, or what it names has changed: this takes the place of what "
        "the lead said of the enterprise before."
    ),
    LeadWithdrawn.name: "The enterprise has taken the lead back.",
    LeadLapsed.name: "Nothing was decided in time.",
    ReceiptConfirmed.name: "The enterprise says that a drawdown arrived.",
    ReceiptDisputed.name: "The enterprise says that a drawdown did not arrive.",
    ConsentNarrowed.name: (
        "The consent names these kinds no more: use them for nothing more, as you agreed."
    ),
    ConsentRevoked.name: "The enterprise has revoked its consent: nothing new will come.",
    ConsentExpired.name: "The consent is over: nothing new will come.",
    WITHHELD: "The number of a lead whose consent had ended before it could be sent.",
}
BRACES = "The braces around the party's id are part of the key: a hash tag."
ANSWERS = {
    "accepted": "Done; `events` is what it led to, `repeated` whether it had been done before.",
    "refused": "A rule says no: `code` for programs, `message` for people, `field` for the form.",
    "malformed": "It can't be read: `field` says where, `advice` what to write instead.",
}


class LeadTold(BaseModel):
    """What every message about a lead says."""

    lead: str


class ReceiptData(LeadTold):
    """Which drawdown, and the day on which it was said."""

    on: date
    voucher: str


class ConsentLost(LeadTold):
    """Kinds of data that a consent names no more."""

    kinds: list[str]


class Covered(LeadTold):
    """What a live consent names of the enterprise: `kinds` are those that it names, the others are
    null."""

    kinds: list[str]
    company: Profile | None
    contact: str | None
    phone: str | None


class LeadData(Covered):
    """The data of a delivered lead. Amounts are in fen, `score` in millionths."""

    track: str
    need_edition: int
    offering: str
    offering_title: str
    content: Content
    score: Whole | None
    deadlines: Deadlines


SHAPES: dict[str, type[LeadTold]] = {
    LeadDelivered.name: LeadData,
    LeadExtended.name: Covered,
    ConsentNarrowed.name: ConsentLost,
    **dict.fromkeys(RECEIPTS, ReceiptData),
}


def document() -> dict[str, Any]:
    """The whole document, as plain values."""
    schemas: dict[str, Any] = {}
    messages = {
        **{f"docking.{name}": _outgoing(name, schemas) for name in OUT},
        **{
            f"{TYPE}{name}": _command(name, kind, schemas)
            for name, kind in sorted(PUBLIC_COMMANDS.items())
        },
        **{f"docking.reply.{name}": _reply(name, summary) for name, summary in ANSWERS.items()},
        "docking.feed": _feed(),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Docking 六项对接",
            "version": RELEASE,
            "description": (
                "Redis streams with one CloudEvent 1.0 in JSON in the field "
                f"`{FIELD}` of each entry. Leads also go out as webhooks (Standard Webhooks), with "
                "the same bodies."
            ),
        },
        "defaultContentType": JSON,
        "channels": _channels(),
        "operations": _operations(),
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def as_text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _channels() -> dict[str, Any]:
    party = {"party": {"description": "The party's id."}}
    commands = [f"{TYPE}{name}" for name in sorted(PUBLIC_COMMANDS)]
    return {
        "leads": {
            "address": stream("{party}"),
            "description": "To one receiver, numbered 1, 2, 3 … without a gap: entry N-0. "
            + BRACES,
            "parameters": party,
            "messages": _named([f"docking.{name}" for name in OUT]),
        },
        "commands": {
            "address": key("{party}", COMMANDS),
            "description": "From one party; done in their order, each once by source and id.",
            "parameters": party,
            "messages": _named(commands),
        },
        "replies": {
            "address": key("{party}", REPLIES),
            "description": "To that party; `subject` is the id of the command.",
            "parameters": party,
            "messages": _named([f"docking.reply.{name}" for name in ANSWERS]),
        },
        "dead": {
            "address": key("{party}", DEAD),
            "description": "Commands that could not be answered, with `dead.reason`; ours to see.",
            "parameters": party,
            "messages": _named(commands),
        },
        "feed": {
            "address": "docking feed",
            "description": "The log for integrators: `sequence` is the position to ask with next.",
            "messages": _named(["docking.feed"]),
        },
    }


def _operations() -> dict[str, Any]:
    def operation(action: str, channel: str, summary: str) -> dict[str, Any]:
        return {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel}"},
            "summary": summary,
        }

    take = operation("receive", "commands", "Parties' answers, needs and offerings come in.")
    return {
        "sendLeads": operation("send", "leads", "Leads go out to each receiver."),
        "receiveCommands": take | {"reply": {"channel": {"$ref": "#/channels/replies"}}},
        "parkCommands": operation("send", "dead", "What can't be answered is set aside."),
        "sendFeed": operation("send", "feed", "The log, personal values masked."),
    }


def _named(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _outgoing(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    data = SHAPES.get(name, LeadTold)
    more = {"sequence": {"type": "string", "pattern": "^[1-9][0-9]*$"}}
    return _message(DESCRIPTIONS[name], f"docking.{name}", schema_of(data, schemas), more)


def _command(name: str, kind: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    summary = (kind.__doc__ or name).strip() if kind.__dict__.get("__doc__") else name
    return _message(summary, TYPE + name, schema_of(kind, schemas), {}, source={"type": "string"})


def _reply(name: str, summary: str) -> dict[str, Any]:
    data = {"type": "object", "properties": {"answer": {"const": name}}, "required": ["answer"]}
    return _message(summary, f"docking.reply.{name}", data, {})


def _feed() -> dict[str, Any]:
    kinds = {"enum": sorted(f"docking.{name}" for name in EVENTS)}
    more = {"sequence": {"type": "string"}}
    made = _message("A line of the log.", "", {"type": "object"}, more)
    made["payload"]["properties"]["type"] = kinds
    return made


def _message(
    summary: str,
    kind: str,
    data: dict[str, Any],
    more: dict[str, Any],
    *,
    source: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A CloudEvent with this type and data."""
    properties = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string"},
        "source": source or {"const": SOURCE},
        "type": {"const": kind},
        "time": {"type": "string", "format": "date-time"},
        "subject": {"type": "string"},
        "datacontenttype": {"const": JSON},
        "data": data,
        **more,
    }
    needed = ["specversion", "id", "source", "type", "data", *more]
    payload = {"type": "object", "properties": properties, "required": needed}
    return {
        "name": kind or "docking.feed",
        "summary": summary,
        "contentType": JSON,
        "payload": payload,
    }
