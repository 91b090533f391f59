"""A party's meetings at a docking session, as it is told of them: a page, a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from domain.session import Meet, Session, TimetableReleased
from services.house import House
from services.sessions import recalled

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
    details, mine = state.details, [m for m in state.meetings if party in {m.enterprise, m.partner}]
    assert details is not None
    return [
        Appointment(
            meet.partner if party == meet.enterprise else meet.enterprise,
            *details.when(meet.slot),
            meet.table + 1,
        )
        for meet in sorted(mine, key=lambda m: m.slot)
    ]


def calendar(house: House, id: str, party: str) -> bytes:
    """A party's agenda as .ics. A meeting keeps its UID through all versions of the timetable, its
    SEQUENCE is the version's number, and one that is gone is told as cancelled."""
    entries = [line.entry() for line in house.ledger.read(f"session-{id}")]
    state = recalled(id, (entry.event for entry in entries))
    details = state.details
    assert details is not None
    releases = [entry for entry in entries if isinstance(entry.event, TimetableReleased)]
    last: dict[tuple[str, str], Meet] = {}
    for entry in releases:
        assert isinstance(entry.event, TimetableReleased)
        last |= {(m.enterprise, m.partner): m for m in entry.event.meetings}
    mine = {pair: meet for pair, meet in sorted(last.items()) if party in pair}
    others = house.parties.names({p for pair in mine for p in pair} - {party})
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    stamp = releases[-1].recorded_at if releases else datetime(2026, 1, 1, tzinfo=UTC)
    for (one, other), meet in mine.items():
        gone = meet not in state.meetings or state.status == "cancelled"
        begins, ends = details.when(meet.slot)
        event = Event()
        event.add("uid", f"{id}.{one}.{other}@docking")
        event.add("dtstamp", stamp)
        event.add("sequence", state.version)
        event.add("dtstart", begins)
        event.add("dtend", ends)
        met = other if party == one else one
        event.add("summary", f"{details.title}：{others.get(met, met)}")
        event.add("location", f"{details.venue} {meet.table + 1} 号桌")
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        made.add_component(event)
    body: bytes = made.to_ical()
    return body
