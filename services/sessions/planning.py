"""Docking sessions: the planner's problem from what stands, a plan, its edits, and its release.

Scores are those of the proposals between two guests: the best of all pairs of their needs and
offerings on the session's track. Nobody meets who was neither proposed to the other, nor asked for
the meeting and was accepted, nor insisted on by the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.core.command import Ask, Refusal
from domain.core.streams import stream
from domain.sessions.meetings import ReleaseTimetable
from domain.sessions.session import Details, Meet, Seat, Session
from services.house.desk import Answer, Desk
from services.house.views import Views
from services.planner import (
    Guest,
    Meeting,
    Plan,
    PossibleMeeting,
    Problem,
    again,
    idle_of,
    limit,
    solve,
    worth,
)

POINTS = 1000  # a score of 1 in the planner's whole numbers


@dataclass(frozen=True)
class WhatIf:
    """Another session than the announced one, to see what it would be worth; None: as announced."""

    tables: int | None = None
    slots: int | None = None
    most_each: int | None = None
    without: frozenset[str] = frozenset()

    @property
    def asks(self) -> bool:
        return self != WhatIf()

    def of(self, details: Details) -> Details:
        changes = {"tables": self.tables, "slots": self.slots, "most_each": self.most_each}
        return details.model_copy(update={k: v for k, v in changes.items() if v is not None})


def session(desk: Desk, id: str, as_of: int | None = None) -> Session:
    """As it stood; refuses where there is none."""
    return require_planned(id, desk.state(stream("session", id), Session(), as_of))


def require_planned(id: str, state: Session) -> Session:
    """The session that was planned under this id; refuses where there is none."""
    if state.details is None:
        raise Refusal("session.absent", f"没有编号为“{id}”的对接会", "id")
    return state


def problem(views: Views, state: Session, what_if: WhatIf | None = None) -> Problem:
    """What is to be planned: guests with a place, and the meetings that make sense among them."""
    assert state.details is not None
    asked = what_if or WhatIf()
    details = asked.of(state.details)
    seats = {
        party: seat
        for party, seat in sorted(state.seats.items())
        if not seat.waits and party not in asked.without
    }

    def side(name: str, most: int) -> tuple[Guest, ...]:
        return tuple(
            Guest(party, most, seat.free & set(range(details.slots)))
            for party, seat in seats.items()
            if seat.side == name
        )

    musts = {pair for pair in state.musts() if _meet(seats, *pair)}
    best = dict.fromkeys(musts, 1)
    for row in views.proposals.all(track=details.track):
        pair = row.parties
        ones = [
            (enterprise, partner)
            for enterprise, partner in (pair, pair[::-1])
            if _meet(seats, enterprise, partner)
        ]
        for met in ones[:1]:
            score = max(1, row.score * POINTS // 1_000_000)
            best[met] = max(score, best.get(met, 0))
    apart = set(state.apart)
    if not details.met_before:
        apart |= {frozenset(pair) for pair in views.facts.met(before=details.day.isoformat())}
    possible = tuple(
        PossibleMeeting(enterprise, partner, score, must=(enterprise, partner) in musts)
        for (enterprise, partner), score in sorted(best.items())
        if frozenset((enterprise, partner)) not in apart
    )
    tables = (details.tables,) * details.slots
    partners = side("partner", details.partner_most)
    return Problem(side("enterprise", details.most_each), partners, tables, possible)


def planned(
    desk: Desk, views: Views, id: str, *, seed: int = 0, what_if: WhatIf | None = None
) -> Plan:
    """A new timetable for everybody who has a place now."""
    return solve(problem(views, session(desk, id), what_if), seed=seed)


def planned_again(desk: Desk, views: Views, id: str, *, since: int = 0, seed: int = 0) -> Plan:
    """The timetable in force with as little changed as possible: before slot `since` nothing, and
    after it nothing for those who are still there as they were; only the unbooked are planned."""
    state = session(desk, id)
    asked = problem(views, state)
    free = {guest.id: guest.free for guest in (*asked.enterprises, *asked.partners)}
    fixed = [
        meeting
        for meeting in _meetings(state.meetings)
        if meeting.slot < since
        or (
            frozenset((meeting.enterprise, meeting.partner)) not in state.apart
            and meeting.slot in free.get(meeting.enterprise, frozenset())
            and meeting.slot in free.get(meeting.partner, frozenset())
        )
    ]
    return again(_with(asked, fixed), fixed, seed=seed)


def moved(
    desk: Desk,
    views: Views,
    id: str,
    board: Iterable[Meet],
    pair: tuple[str, str],
    to: tuple[int, int] | None,
    *,
    seed: int = 0,
) -> Plan:
    """A board after one meeting of an enterprise and a partner was put into another slot and table,
    or off the board (None): whatever is in its way is planned anew around it, the rest stays."""
    asked = problem(views, session(desk, id))
    before = _meetings(board)
    moving = next((m for m in before if (m.enterprise, m.partner) == pair), None)
    if moving is None:
        raise Refusal("session.no_meeting", "日程里没有这场会面", "pair")
    if to is not None and not (0 <= to[0] < asked.slots and 0 <= to[1] < asked.tables[to[0]]):
        raise Refusal("session.no_place", "没有这一时段或这一桌", "slot")
    rest = [meeting for meeting in before if meeting != moving]
    asked = _with(asked, before)
    if to is None:
        possible = tuple(w for w in asked.possible if (w.enterprise, w.partner) != pair)
        return _against(asked, again(replace(asked, possible=possible), rest, seed=seed))
    put = replace(moving, slot=to[0], table=to[1])
    for guest in (*asked.enterprises, *asked.partners):
        if guest.id in pair and put.slot not in guest.free:
            raise Refusal("session.busy", f"“{guest.id}”在这一时段没有空", "slot")
    return _against(asked, again(asked, [put, *_beside(rest, put, asked.tables)], seed=seed))


def judged(desk: Desk, views: Views, id: str, board: Iterable[Meet]) -> Plan:
    """What a board is worth that somebody has made, held against what none exceeds."""
    meetings = _meetings(board)
    asked = _with(problem(views, session(desk, id)), meetings)
    value = worth(asked, meetings)
    held = {(m.enterprise, m.partner) for m in meetings}
    musts = (((w.enterprise, w.partner), w.must) for w in asked.possible)
    unmet = tuple(pair for pair, must in musts if must and pair not in held)
    plan = Plan(tuple(sorted(meetings)), value, value, idle_of(meetings), unmet)
    return _against(asked, plan)


def release(desk: Desk, id: str, plan: Plan, ask: Ask, *, seed: int = 0) -> Answer:
    """Under the next number; refused where somebody else released one meanwhile, or where it no
    longer fits who has a place."""
    return desk.do(command(desk, id, plan, seed=seed), ask)


def command(
    desk: Desk, id: str, plan: Plan, *, seed: int = 0, version: int | None = None
) -> ReleaseTimetable:
    """What a plan comes down to: under the number that its maker saw to be the next, or the one
    that is next now."""
    return ReleaseTimetable(
        id=id,
        version=version or session(desk, id).version + 1,
        meetings=meets(plan),
        worth=plan.worth,
        bound=plan.bound,
        seed=seed,
    )


def meets(plan: Plan) -> tuple[Meet, ...]:
    return tuple(
        Meet(slot=m.slot, table=m.table, enterprise=m.enterprise, partner=m.partner)
        for m in plan.meetings
    )


def affected(before: Iterable[Meet], after: Iterable[Meet]) -> set[str]:
    """Whose agenda is another one: only they are told."""
    changed = set(before) ^ set(after)
    return {party for meet in changed for party in (meet.enterprise, meet.partner)}


def _meet(seats: Mapping[str, Seat], first: str, second: str) -> bool:
    """Whether the first is an enterprise with a place and the second a partner with one."""
    both = (seats.get(first), seats.get(second))
    return [seat.side for seat in both if seat] == ["enterprise", "partner"]


def _meetings(meets: Iterable[Meet]) -> list[Meeting]:
    return [Meeting(m.slot, m.enterprise, m.partner, m.table) for m in meets]


def _with(asked: Problem, held: Iterable[Meeting]) -> Problem:
    """The problem with what these meetings need in it: guests who have left since, and pairs that
    are no longer proposed to each other."""
    meetings = list(held)
    known = {guest.id for guest in (*asked.enterprises, *asked.partners)}
    asked_for = {(meeting.enterprise, meeting.partner) for meeting in asked.possible}
    pairs = dict.fromkeys((m.enterprise, m.partner) for m in meetings)

    def gone(ids: Iterable[str], side: str) -> tuple[Guest, ...]:
        slots = {
            id: frozenset(m.slot for m in meetings if getattr(m, side) == id)
            for id in sorted(set(ids) - known)
        }
        return tuple(Guest(id, len(free), free) for id, free in slots.items())

    return replace(
        asked,
        enterprises=(*asked.enterprises, *gone((e for e, _ in pairs), "enterprise")),
        partners=(*asked.partners, *gone((p for _, p in pairs), "partner")),
        possible=(
            *asked.possible,
            *(PossibleMeeting(*pair, 1) for pair in pairs if pair not in asked_for),
        ),
    )


def _beside(rest: Iterable[Meeting], put: Meeting, tables: tuple[int, ...]) -> list[Meeting]:
    """Of the other meetings those that may stay beside this one; whoever sat at its table gets
    another one while there is any."""
    both = {put.enterprise, put.partner}
    stay = [m for m in rest if m.slot != put.slot or not {m.enterprise, m.partner} & both]
    taken = {put.table} | {m.table for m in stay if m.slot == put.slot}
    spare = next((t for t in range(tables[put.slot]) if t not in taken), None)
    beside = []
    for meeting in stay:
        if (meeting.slot, meeting.table) != (put.slot, put.table):
            beside.append(meeting)
        elif spare is not None:
            beside.append(replace(meeting, table=spare))
    return beside


def _against(asked: Problem, plan: Plan) -> Plan:
    """A plan made by hand, held against what none exceeds."""
    return replace(plan, bound=max(plan.worth, limit(asked)))
