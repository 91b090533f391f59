"""Docking sessions: the planner's problem from what stands, a plan, its release, and calendars.

Scores are those of the proposals between two guests: the best of all pairs of their needs and
offerings on the session's track. Nobody meets who was not proposed to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from domain.civil import SHANGHAI
from domain.command import Ask, Refusal, recall
from domain.event import Event as Happened
from domain.session import Details, Meet, Seat, Session, TimetableReleased
from domain.session_guests import ReleaseTimetable
from services.desk import Answer
from services.house import House

if TYPE_CHECKING:
    from services.planner import Plan, Problem

POINTS = 1000  # a score of 1 in the planner's whole numbers
PRODUCT = "-//Docking//Session//ZH"


@dataclass(frozen=True)
class Appointment:
    """One meeting of a party, as it is told: with whom, from when to when (aware), at which table
    (from 1)."""

    other: str
    begins: datetime
    ends: datetime
    table: int


def session(house: House, id: str, as_of: int | None = None) -> Session:
    """As it stood; refuses where there is none."""
    lines = house.ledger.read(f"session-{id}")
    told = (line.entry().event for line in lines if as_of is None or line.position <= as_of)
    return _recalled(id, told)


def _recalled(id: str, told: Iterable[Happened]) -> Session:
    found: Session = recall(Session(), told)
    if found.details is None:
        raise Refusal("session.absent", f"没有编号为“{id}”的对接会", "id")
    return found


def problem(house: House, state: Session) -> Problem:
    """What is to be planned: guests with a place, and the meetings that make sense among them."""
    from services.planner import Guest, Problem, Wish

    details = state.details
    assert details is not None
    seats = {party: seat for party, seat in sorted(state.seats.items()) if not seat.waits}

    def side(name: str, most: int) -> tuple[Guest, ...]:
        return tuple(Guest(p, most, s.free) for p, s in seats.items() if s.side == name)

    best: dict[tuple[str, str], int] = {}
    for row in house.proposals.all(track=details.track):
        pair = (row["need_party"], row["offering_party"])
        ones = [(one, other) for one, other in (pair, pair[::-1]) if _meet(seats, one, other)]
        for met in ones[:1]:
            score = max(1, row["score"] * POINTS // 1_000_000)
            best[met] = max(score, best.get(met, 0))
    wishes = tuple(
        Wish(one, other, score)
        for (one, other), score in sorted(best.items())
        if frozenset((one, other)) not in state.apart
    )
    tables = (details.tables,) * details.slots
    partners = side("partner", details.slots)
    return Problem(side("enterprise", details.most_each), partners, tables, wishes)


def planned(house: House, id: str, *, seed: int = 0) -> Plan:
    """A new timetable for everybody who has a place now."""
    from services.planner import solve

    return solve(problem(house, session(house, id)), seed=seed)


def planned_again(house: House, id: str, *, since: int = 0, seed: int = 0) -> Plan:
    """The timetable in force with as little changed as possible: before slot `since` nothing, and
    after it nothing for those who are still there as they were."""
    from services.planner import Meeting, again

    state = session(house, id)
    asked = problem(house, state)
    free = {guest.id: guest.free for guest in (*asked.enterprises, *asked.partners)}
    wished = {(wish.enterprise, wish.partner) for wish in asked.wishes}
    kept = [
        Meeting(m.slot, m.enterprise, m.partner, m.table)
        for m in state.meetings
        if m.slot < since
        or ((m.enterprise, m.partner) in wished and m.slot in free[m.enterprise] & free[m.partner])
    ]
    present = [m for m in kept if m.enterprise in free and m.partner in free]
    return again(asked, present, seed=seed)


def release(house: House, id: str, plan: Plan, ask: Ask, *, seed: int = 0) -> Answer:
    """Under the next number; refused where somebody else released one meanwhile, or where it no
    longer fits who has a place."""
    return house.desk.do(command(house, id, plan, seed=seed), ask)


def command(house: House, id: str, plan: Plan, *, seed: int = 0) -> ReleaseTimetable:
    """What a plan comes down to as the session stands now."""
    state = session(house, id)
    meets = tuple(
        Meet(slot=m.slot, table=m.table, enterprise=m.enterprise, partner=m.partner)
        for m in plan.meetings
    )
    return ReleaseTimetable(
        id=id,
        version=state.version + 1,
        meetings=meets,
        worth=plan.worth,
        bound=plan.bound,
        seed=seed,
    )


def affected(before: Iterable[Meet], after: Iterable[Meet]) -> set[str]:
    """Whose agenda is another one: only they are told."""
    changed = set(before) ^ set(after)
    return {party for meet in changed for party in (meet.enterprise, meet.partner)}


def agenda(state: Session, party: str) -> list[Appointment]:
    """A party's meetings in their order."""
    details, mine = state.details, [m for m in state.meetings if party in {m.enterprise, m.partner}]
    assert details is not None
    return [
        Appointment(
            meet.partner if party == meet.enterprise else meet.enterprise,
            *when(details, meet.slot),
            meet.table + 1,
        )
        for meet in sorted(mine, key=lambda m: m.slot)
    ]


def calendar(house: House, id: str, party: str) -> bytes:
    """A party's agenda as .ics. A meeting keeps its UID through all versions of the timetable, its
    SEQUENCE is the version's number, and one that is gone is told as cancelled."""
    entries = [line.entry() for line in house.ledger.read(f"session-{id}")]
    state = _recalled(id, (entry.event for entry in entries))
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
        begins, ends = when(details, meet.slot)
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


def _meet(seats: Mapping[str, Seat], one: str, other: str) -> bool:
    """Whether the first is an enterprise with a place and the second a partner with one."""
    found = (seats.get(one), seats.get(other))
    return [seat.side for seat in found if seat] == ["enterprise", "partner"]


def when(details: Details, slot: int) -> tuple[datetime, datetime]:
    """When a slot (from 0) begins and ends, aware."""
    hours, minutes = map(int, details.starts.split(":"))
    begin = datetime(details.day.year, details.day.month, details.day.day, tzinfo=SHANGHAI)
    begin += timedelta(hours=hours, minutes=minutes + slot * details.slot_minutes)
    return begin, begin + timedelta(minutes=details.slot_minutes)
