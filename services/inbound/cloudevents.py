"""Commands from outside as CloudEvents, and the replies to them.

    {"specversion": "1.0", "id": "17", "source": "https://bank.example/crm",
     "type": "docking.command.acknowledge", "data": {"id": "…"}}

Who asks is decided by the stream that it came in by, never by what stands in it. `source` and `id`
together are the command's id: whatever comes again under them gets the first answer again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any

from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from services.house.desk import Answer
from services.house.house import House
from services.inbound.decode import read_json, typed
from services.inbound.execute import ask_for_party, execute, respond
from services.inbound.shorthand import PUBLIC_COMMANDS, Shorthand
from services.outbound.messages import SOURCE, as_bytes, stamp

TYPE = "docking.command."
LONGEST = 200  # characters of an id, of a source
LARGEST_LOOKED_AT = 8 * 1024 * 1024  # bytes: in more than that nobody looks for an id


class Nameless(Exception):
    """A message without an id that could be read: there is no one to answer."""


def reply(house: House, party: str, entry: str, raw: bytes) -> bytes:
    """Do what a party's message asks for; returns the CloudEvent that answers it.

    `entry` is the message's id in its stream. Raises `Nameless`; `Unavailable` and `Conflict` as
    the desk does; anything else is a bug of ours.
    """
    source, id = _name(raw)
    command_id = _command_id(party, source, id)

    def do() -> Answer:
        ask = ask_for_party(house.desk, house.now, party, "stream")
        return execute(house, read_event(raw), ask, command_id)

    return _event(house, own(respond(do)), command_id, source, id, entry)


def refused(house: House, party: str, entry: str, raw: bytes, refusal: Refusal) -> bytes:
    """The answer to a message that nobody looks into, and that isn't remembered: sent again, it is
    a new one. Raises `Nameless`."""
    source, id = _name(raw)

    def say_no() -> Answer:
        raise refusal

    return _event(house, respond(say_no), _command_id(party, source, id), source, id, entry)


def _event(
    house: House, answer: dict[str, Any], command_id: str, source: str, id: str, entry: str
) -> bytes:
    return as_bytes(
        {
            "specversion": "1.0",
            "id": command_id,
            "source": SOURCE,
            "type": f"docking.reply.{answer['answer']}",
            "time": stamp(house.now()),
            "subject": id,
            "datacontenttype": "application/json",
            "data": {**answer, "command": {"source": source, "id": id, "entry": entry}},
        }
    )


def own(answer: dict[str, Any]) -> dict[str, Any]:
    """What was written to the stream that was asked about. The others (a route, a window) are named
    by the other party's ids, which are nobody's to know before a consent."""
    events = answer.get("events", [])
    own_events = [event for event in events if event["stream"] == events[0]["stream"]]
    return answer | {"events": own_events} if events else answer


def read_event(raw: bytes) -> Command | Shorthand:
    """What a CloudEvent asks for. Raises `Malformed` with the attribute or the field."""
    event = read_json(raw)
    if not isinstance(event, dict):
        raise Malformed("json.object", "应为一个 JSON 对象")
    if event.get("specversion") != "1.0":
        raise Malformed("event.version", "应为 CloudEvents 1.0", field="specversion")
    kind = event.get("type")
    if not isinstance(kind, str) or not kind.startswith(TYPE):
        advice = f"例如 {TYPE}acknowledge"
        raise Malformed("event.type", "不是命令", advice, value=str(kind), field="type")
    content = str(event.get("datacontenttype", "application/json")).partition(";")[0].strip()
    if content != "application/json" or "data_base64" in event:
        advice = "data 写成 JSON 对象"
        raise Malformed("event.content", "内容不是 JSON", advice, field="datacontenttype")
    data = event.get("data", {})
    if not isinstance(data, dict):
        raise Malformed("json.object", "应为一个 JSON 对象", field="data")
    return typed(kind.removeprefix(TYPE), data, PUBLIC_COMMANDS, "type")


def _name(raw: bytes) -> tuple[str, str]:
    """Source and id, read as leniently as can be: whoever can be answered is told what is wrong."""
    whole: Any = None
    if len(raw) <= LARGEST_LOOKED_AT:
        with suppress(ValueError, RecursionError):
            whole = json.loads(raw)
    if not isinstance(whole, dict):
        raise Nameless("no JSON object")
    named = [whole.get(attribute) for attribute in ("source", "id")]
    for attribute, value in zip(("source", "id"), named, strict=True):
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
            raise Nameless(f"{attribute} is not a text of 1 to {LONGEST} printable characters")
    return str(named[0]), str(named[1])


def _command_id(party: str, source: str, id: str) -> str:
    """Each party's own: nobody can take another's ids."""
    return "ce-" + hashlib.sha256(f"{party}\0{source}\0{id}".encode()).hexdigest()[:48]
