"""Leads in a log, a reader who knows nothing of us, and what must be true of a stream."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

import uuid_utils
from redis.exceptions import ResponseError

from domain.core.event import Event
from domain.core.personal import Personal
from domain.leads.consent import ConsentExpired, ConsentGranted, ConsentRevoked, Scope
from domain.leads.lead import Deadlines, LeadDelivered, LeadLapsed, LeadWithdrawn
from domain.log.entry import Entry
from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Ledger
from tests.examples import FACTORY, content, offering_live
from tests.spec import DAY, NOON

KINDS = ("need", "company", "contact")
SECRETS = ("王某", "13900001234", FACTORY.title, FACTORY.uscc or "", content().text)
Stream = list[tuple[bytes, dict[bytes, bytes]]]


# --- a log with leads ----------------------------------------------------------------------------


def opened(settings: Settings, **more: Any) -> House:
    return House.open(settings, now=lambda: NOON, **more)


def entry(stream: str, version: int, event: Event) -> Entry:
    id = str(uuid_utils.uuid7())
    return Entry(
        stream=stream,
        version=version,
        event=event,
        id=id,
        recorded_at=NOON,
        effective_on=DAY,
        actor="house",
        role="system",
        source="test",
        correlation=id,
    )


def offered(ledger: Ledger) -> None:
    """The bank's offering o1, whose title goes out with its leads."""
    ledger.append([entry("offering-o1", n, event) for n, event in enumerate(offering_live, 1)])


def granted(need: str, receiver: str, kinds: Sequence[str] = KINDS) -> ConsentGranted:
    until = DAY + timedelta(30)
    scope = Scope(receiver=receiver, purpose="docking", kinds=tuple(kinds), until=until)
    return ConsentGranted(
        need=need, enterprise="e001", scope=scope, wording="1", digest="", method="click"
    )


def delivered(need: str, receiver: str) -> LeadDelivered:
    return LeadDelivered(
        track="bank",
        need=need,
        need_edition=1,
        on=DAY,
        offering="o1",
        enterprise="e001",
        receiver=receiver,
        kinds=KINDS,
        content=content(),
        company=FACTORY,
        contact=Personal(subject="person-1", value="王某"),
        phone=Personal(subject="person-1", value="13900001234"),
        score=600_000,
        deadlines=Deadlines(acknowledge_by=DAY, contact_by=DAY, decide_by=DAY),
    )


def deliver(ledger: Ledger, receivers: Iterable[str], numbers: Iterator[int] | None = None) -> None:
    """A granted consent and a delivered lead for each of these, in their order, in one append."""
    numbers = numbers or count(ledger.last() + 1)
    entries = []
    for receiver in receivers:
        need = f"n{next(numbers)}"
        entries.append(entry(f"consent-{need}:{receiver}", 1, granted(need, receiver)))
        entries.append(entry(f"lead-{need}", 1, delivered(need, receiver)))
    ledger.append(entries)


def revoke(ledger: Ledger, need: str, receiver: str, version: int = 2) -> None:
    gone = ConsentRevoked(need=need, receiver=receiver)
    ledger.append([entry(f"consent-{need}:{receiver}", version, gone)])


# --- what must be true ---------------------------------------------------------------------------


class Told(NamedTuple):
    """What a receiver is told under one number."""

    kind: str
    lead: str


def due(ledger: Ledger) -> dict[str, list[Told]]:
    """By receiver, what the log has for it: worked out from the log alone, number by place."""
    found: dict[str, list[Told]] = defaultdict(list)
    first: dict[tuple[str, str], str] = {}
    receiver_of: dict[str, str] = {}
    position = 0
    while page := ledger.after(position):
        for line in page:
            event, lead = line.entry().event, line.stream.removeprefix("lead-")
            if isinstance(event, LeadDelivered):
                first.setdefault((event.need, event.receiver), lead)
                receiver_of[lead] = event.receiver
                found[event.receiver].append(Told(event.name, lead))
            elif isinstance(event, LeadWithdrawn | LeadLapsed):
                found[receiver_of[lead]].append(Told(event.name, lead))
            elif isinstance(event, ConsentRevoked | ConsentExpired) and (
                lead := first.get((event.need, event.receiver), "")
            ):
                found[event.receiver].append(Told(event.name, lead))
        position = page[-1].position
    return dict(found)


def faults(stream: Stream, wanted: Sequence[Told]) -> list[str]:
    """What is wrong with a whole stream: every number once, in order, about the right lead."""
    messages = [json.loads(data) for _, fields in stream for data in fields.values()]
    numbers = [int(message["sequence"]) for message in messages]
    found = [f"doubled: {n}" for n, times in Counter(numbers).items() if times > 1]
    found += [f"lost: {n}" for n in sorted({*range(1, len(wanted) + 1)} - {*numbers})]
    found += [f"nobody's: {n}" for n in sorted({*numbers} - {*range(1, len(wanted) + 1)})]
    if numbers != sorted(numbers):
        found.append(f"out of order: {numbers}")
    if [id for id, _ in stream] != [b"%d-0" % number for number in numbers]:
        found.append("ids are not the numbers")
    for number, message in zip(numbers, messages, strict=True):
        kind = message["type"].removeprefix("docking.")
        if number > len(wanted) or (kind, message["subject"]) == wanted[number - 1]:
            continue
        if (kind, message["subject"]) != ("lead.withheld", wanted[number - 1].lead):
            found.append(f"another's: {number} {kind} {message['subject']}")
    return found


# --- a reader who knows redis-py, JSON, and the name of the stream -------------------------------


class Reader:
    """Reads a stream as a group and has, at any time, everything up to `have`, or says what not."""

    def __init__(self, client: Any, key: str, name: str = "core-banking") -> None:
        self.client, self.key, self.name = client, key, name
        self.got: list[tuple[int, str]] = []  # number and lead, each once
        self.repeated = 0

    @property
    def have(self) -> int:
        return len(self.got)

    def read(self, most: int = 100, block: int | None = None) -> int:
        """Take what is new, up to so many; returns how many entries came, repeated ones too."""
        try:
            answer = self.client.xreadgroup(
                self.name, "1", {self.key: ">"}, count=most, block=block
            )
        except ResponseError as problem:
            if "NOGROUP" not in str(problem):
                raise
            with suppress(ResponseError):  # somebody made it meanwhile
                self.client.xgroup_create(self.key, self.name, id="0", mkstream=True)
            return 0
        entries = [entry for _, found in answer for entry in found]
        for id, fields in entries:
            [data] = fields.values()
            message = json.loads(data)
            number = int(message["sequence"])
            if number == self.have + 1:
                self.got.append((number, message["subject"]))
            elif number <= self.have:
                self.repeated += 1
                assert self.got[number - 1] == (number, message["subject"])
            else:
                raise AssertionError(f"{number} came when {self.have + 1} was due")
            self.client.xack(self.key, self.name, id)
        return len(entries)


def whole(client: Any, key: str) -> Stream:
    found: Stream = client.xrange(key)
    return found
