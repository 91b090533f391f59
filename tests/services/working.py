"""A worker in a thread or in a process that may be killed, and a partner who writes to it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event as Sign
from typing import Any

from domain.parties.party import PartyContactSet, RegisterParty
from services.house.house import House
from services.house.settings import Settings
from services.inbound.workers import Workers, at_work
from tests.examples import FACTORY, RURAL_BANK
from tests.services.killable import eventually
from tests.services.outgoing import opened
from tests.spec import OFFICE

CLAIM_AFTER_S = 0.3
SOURCE = "https://partner.example/crm"


# --- the house's side ----------------------------------------------------------------------------


def registered(house: House, *parties: str) -> None:
    for party in parties:
        profile = RURAL_BANK if party.startswith("b") else FACTORY
        one = profile.model_copy(update={"uscc": None})
        house.desk.do(RegisterParty(id=party, profile=one), OFFICE)


def hurried(house: House, url: str, name: str, kind: type[Workers] = Workers) -> Workers:
    """One that claims and looks soon."""
    return kind(house, url, name, ignore, claim_after_s=CLAIM_AFTER_S, look_s=0.05)


@contextmanager
def working(
    house: House, url: str, name: str = "w1", kind: type[Workers] = Workers
) -> Iterator[Workers]:
    """A worker at work in a thread."""
    with at_work(hurried(house, url, name, kind)) as workers:
        yield workers


def work(settings: Settings, url: str, name: str, at_work: Sign) -> None:
    """A process: work until killed."""
    with opened(settings) as house:
        at_work.set()
        asyncio.run(hurried(house, url, name).run(asyncio.Event()))


def ignore(said: str) -> None:
    """The tests look at what is done."""


# --- the partner's side --------------------------------------------------------------------------


class Partner:
    """Knows redis-py, JSON, and the names of two streams."""

    def __init__(self, client: Any, party: str) -> None:
        self.client, self.party = client, party
        self.sent: list[str] = []  # ids, each once

    def key(self, name: str) -> str:
        return f"docking:{{{self.party}}}:{name}"

    def write(self, raw: bytes | str) -> str:
        return self.client.xadd(self.key("commands"), {"__data__": raw}).decode()

    def send(self, id: str, command: str, data: dict[str, Any], **more: Any) -> str:
        if id not in self.sent:
            self.sent.append(id)
        return self.write(event(id, command, data, **more))

    def replies(self) -> list[dict[str, Any]]:
        entries = self.client.xrange(self.key("replies"))
        return [json.loads(fields[b"__data__"]) for _, fields in entries]

    def answers(self) -> dict[str, str]:
        """The last answer to each id: accepted, or the code of the no."""
        return {
            one["subject"]: one["data"].get("code", one["data"]["answer"]) for one in self.replies()
        }

    def waiting(self) -> int:
        return int(self.client.xlen(self.key("commands")))

    def dead(self) -> list[str]:
        """The reasons of what was parked."""
        entries = self.client.xrange(self.key("commands:dead"))
        return [fields[b"dead.reason"].decode() for _, fields in entries]

    def done(self) -> None:
        eventually(lambda: self.waiting() == 0, 60)


def event(id: str, command: str, content: dict[str, Any], /, **more: Any) -> str:
    whole = {"specversion": "1.0", "id": id, "source": SOURCE, "type": f"docking.command.{command}"}
    return json.dumps(whole | {"data": content} | more)


def call(partner: Partner, number: int) -> str:
    """A command whose effect shows whether it was done, how often, and in which order."""
    person = {"subject": "person-1"}
    data = {
        "id": partner.party,
        "contact": person | {"value": "王某"},
        "phone": person | {"value": f"139{number:08}"},
    }
    return partner.send(f"{partner.party}-{number}", "set_contact", data)


# --- what must be true ---------------------------------------------------------------------------


def numbers_done(house: House, party: str) -> list[int]:
    """The numbers of the calls that had an effect, in the order of the log."""
    events = (line.entry().event for line in house.log.read(f"party-{party}"))
    return [int(e.phone.reveal()[3:]) for e in events if isinstance(e, PartyContactSet)]


def faults(house: House, partner: Partner, numbers: Sequence[int]) -> list[str]:
    """What is wrong when these were sent, in this order, some of them again later."""
    effects = numbers_done(house, partner.party)
    found = [f"done twice: {n}" for n, times in Counter(effects).items() if times > 1]
    found += [f"lost: {n}" for n in sorted({*numbers} - {*effects})]
    if not found and effects != list(numbers):
        found.append(f"out of order: {effects}")
    answered = partner.answers()
    found += [f"unanswered: {id}" for id in partner.sent if id not in answered]
    entries = Counter(one["data"]["command"]["entry"] for one in partner.replies())
    found += [f"answered twice: {entry}" for entry, times in entries.items() if times > 1]
    found += [f"dead: {reason}" for reason in partner.dead()]
    return found
