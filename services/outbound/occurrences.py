"""Where a subject occurs: in which streams, under which events, sealed or as it was typed.

The whole log is read. What is found are places, never values of anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.core.personal import CLEAR, Personal, opening, personals
from domain.leads.lead import LeadDelivered
from domain.log.entry import Line
from services.ledger.ledger import Ledger

PAGE = 1000


@dataclass(frozen=True)
class Occurrence:
    """`clear`: it stands there as it was typed, from before values were sealed."""

    position: int
    stream: str
    name: str
    clear: bool


def occurrences(log: Ledger, subject: str) -> list[Occurrence]:
    return [
        Occurrence(line.position, line.stream, line.name, any(set(p) == CLEAR for p in values))
        for line, values in _lines(log, subject)
    ]


def values_of(log: Ledger, subject: str) -> frozenset[str]:
    """What can be opened of it, as long as there is a key."""
    values = set()
    for line, stored in _lines(log, subject):
        for each in stored:
            with suppress(ValueError):  # what doesn't open is nobody's to read
                personal = Personal.model_validate(each, context=opening(line.opens))
                if not personal.erased:
                    values.add(personal.reveal())
    return frozenset(values)


def told_to(log: Ledger, subject: str) -> dict[str, int]:
    """By receiver, how many leads with it have left the house."""
    leads: dict[str, int] = {}
    for line, _ in _lines(log, subject):
        if line.name == LeadDelivered.name:
            receiver = line.kept()["data"]["receiver"]
            leads[receiver] = leads.get(receiver, 0) + 1
    return leads


def subjects_in(log: Ledger, stream: str) -> set[str]:
    """Whose values stand in a stream."""
    return {each["subject"] for line in log.read(stream) for each in personals(line.kept()["data"])}


def _lines(log: Ledger, subject: str) -> Iterator[tuple[Line, list[dict[str, Any]]]]:
    wanted, position = f'"subject":"{subject}"'.encode(), 0
    while lines := log.after(position, PAGE):
        for line in lines:
            if wanted not in line.state:
                continue
            with suppress(KeyError, ValueError):  # nothing is opened of a damaged line
                values = [p for p in personals(line.kept()["data"]) if p["subject"] == subject]
                if values:
                    yield line, values
        position = lines[-1].position
