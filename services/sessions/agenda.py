"""A party's meetings at a docking session, as it is told of them: a page, a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from domain.core.command import recall
from domain.core.streams import stream
from domain.log.entry import Entry
from domain.sessions.session import (
    Meet,
    Session,
    SessionCancelled,
    SessionPostponed,
    TimetableReleased,
)
from projections.parties.parties import Parties
from services.ledger.ledger import Ledger
from services.sessions.planning import require_planned

PRODUCT = "-//Docking//Session//ZH"


@dataclass(frozen=True)
class Appointment:
    """One meeting of a party, as it is told: with whom, from when to when (aware), at which table
    (from 1)."""

    other: str
    begins: datetime
    ends: datetime
    table: int


def agenda(state: Session, party: str) -> list[Appointment]:
    """A party's meetings in their order."""
    details = state.details
    meetings = [m for m in state.meetings if party in {m.enterprise, m.partner}]
    assert details is not None
    return [
        Appointment(
            meet.partner if party == meet.enterprise else meet.enterprise,
            *details.when(meet.slot),
            meet.table + 1,
        )
        for meet in sorted(meetings, key=lambda m: m.slot)
    ]


def calendar(log: Ledger, parties: Parties, id: str, party: str) -> bytes:
    """A party's agenda as .ics. A meeting keeps its UID through all versions of the timetable; its
    SEQUENCE grows only when it changes itself, and one that is gone is told as cancelled: whoever
    isn't affected by a new version gets the same bytes as before."""
    entries = [line.entry() for line in log.read(stream("session", id))]
    state = require_planned(id, recall(Session(), (entry.event for entry in entries)))
    details = state.details
    assert details is not None
    latest = _last_changes(entries)
    own = {pair: last for pair, last in sorted(latest.items()) if party in pair}
    others = parties.names({p for pair in own for p in pair} - {party})
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for (enterprise, partner), (meet, sequence, stamp) in own.items():
        gone = meet not in state.meetings or state.status == "cancelled"
        begins, ends = details.when(meet.slot)
        event = Event()
        event.add("uid", f"{id}.{enterprise}.{partner}@docking")
        event.add("dtstamp", stamp)
        event.add("sequence", sequence)
        event.add("dtstart", begins)
        event.add("dtend", ends)
        met = partner if party == enterprise else enterprise
        name = "" if gone else f"：{others.get(met, met)}"  # whom one doesn't meet has no name
        event.add("summary", f"{details.title}{name}")
        event.add("location", f"{details.venue} {meet.table + 1} 号桌")
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        made.add_component(event)
    body: bytes = made.to_ical()
    return body


def _last_changes(entries: list[Entry]) -> dict[tuple[str, str], tuple[Meet, int, datetime]]:
    """By pair, its meeting as it was told last, how often it changed, and when it did."""
    latest: dict[tuple[str, str], tuple[Meet, int, datetime]] = {}
    before: dict[tuple[str, str], Meet] = {}
    for entry in entries:
        if isinstance(entry.event, TimetableReleased):
            now = {(m.enterprise, m.partner): m for m in entry.event.meetings}
            for pair in before.keys() | now.keys():
                if before.get(pair) != now.get(pair):
                    meet = now.get(pair) or before[pair]
                    sequence = latest[pair][1] + 1 if pair in latest else 0
                    latest[pair] = (meet, sequence, entry.recorded_at)
            before = now
        elif isinstance(entry.event, SessionPostponed | SessionCancelled):
            latest = {
                pair: (meet, sequence + 1, entry.recorded_at)
                for pair, (meet, sequence, _) in latest.items()
            }
    return latest


def last_change(log: Ledger, id: str, party: str, as_of: int | None = None) -> int:
    """The version of the timetable that last changed a party's meetings; 0 where none has."""
    before: set[Meet] = set()
    version = 0
    for line in log.read(stream("session", id)):
        event = line.entry().event
        if isinstance(event, TimetableReleased) and (as_of is None or line.position <= as_of):
            now = {m for m in event.meetings if party in {m.enterprise, m.partner}}
            version = event.number if now != before else version
            before = now
    return version
