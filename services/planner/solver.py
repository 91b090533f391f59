"""The solver: the best plan that is found, and what none exceeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import floor

from services.planner.bound import bound
from services.planner.exact import exact
from services.planner.plan import Plan, idle_of
from services.planner.problem import Guest, Meeting, Problem, worth
from services.planner.slots import Slotted, Timetable, slotted
from services.planner.tidy import seated, tidied

SECONDS = 30.0  # for each of the two programmes


def solve(problem: Problem, *, seed: int = 0, seconds: float = SECONDS) -> Plan:
    """The best plan that is found, with its bound. Raises `ValueError` for a problem that is none.

    First the meetings are chosen as if slots didn't matter, then they are put into slots. Where all
    of them find one, nothing can be better. Else a programme looks among the chosen, then among all
    possible that a better plan could have.
    """
    problem.check()
    best = bound(problem)
    limit = best.value
    table = slotted(problem, best.chosen, seed)
    if len(table.slot) < len(best.chosen):
        table = _better(problem, table, exact(problem, best.chosen, seconds)[0])
        value = _worth(problem, table.slot)
        if value < limit:
            could = [n for n in range(len(problem.possible)) if limit - best.losses[n] > value]
            slots, above = exact(problem, could, seconds)
            table = _better(problem, table, slots)
            limit = max(_worth(problem, table.slot), min(limit, floor(above + 1e-3)))
    tidied(table)
    return _plan_of(problem, table.slot, limit)


def again(
    problem: Problem, standing: Iterable[Meeting], *, seed: int = 0, seconds: float = SECONDS
) -> Plan:
    """A plan in which these meetings of an earlier one stay exactly as they were: those that have
    been held, and those of guests whom nothing happened to. Only the rest is planned."""
    fixed = sorted(standing)
    busy = {(id, m.slot) for m in fixed for id in (m.enterprise, m.partner)}
    pairs = {(m.enterprise, m.partner) for m in fixed}

    def left(guest: Guest) -> Guest:
        slots = {slot for id, slot in busy if id == guest.id}
        most = max(0, guest.most - len(slots))
        return replace(guest, most=most, free=guest.free - slots, had=guest.had + len(slots))

    away: dict[str, set[int]] = {}
    for first, second in problem.apart:
        for id, rival in ((first, second), (second, first)):
            away.setdefault(rival, set()).update(slot for who, slot in busy if who == id)
    ones = (replace(g, free=g.free - away.get(g.id, set())) for g in map(left, problem.enterprises))
    tables = tuple(
        count - sum(m.slot == slot for m in fixed) for slot, count in enumerate(problem.tables)
    )
    rest = replace(
        problem,
        enterprises=tuple(ones),
        partners=tuple(map(left, problem.partners)),
        tables=tables,
        possible=tuple(w for w in problem.possible if (w.enterprise, w.partner) not in pairs),
    )
    new = solve(rest, seed=seed, seconds=seconds)
    meetings = (*fixed, *_moved(new.meetings, fixed, problem))
    value = worth(problem, meetings)
    return replace(
        new,
        meetings=tuple(sorted(meetings)),
        worth=value,
        bound=value + new.bound - new.worth,
        idle=idle_of(meetings),
    )


def _moved(new: Iterable[Meeting], fixed: list[Meeting], problem: Problem) -> list[Meeting]:
    """Tables for the new ones beside the kept: a partner's own where it is free."""
    own = {m.partner: m.table for m in fixed}
    taken = {(m.slot, m.table) for m in fixed}
    placed = []
    for meeting in sorted(new):
        wanted = [own.get(meeting.partner, meeting.table), *range(problem.tables[meeting.slot])]
        table = next(t for t in wanted if (meeting.slot, t) not in taken)
        taken.add((meeting.slot, table))
        placed.append(replace(meeting, table=table))
    return placed


def _better(problem: Problem, table: Timetable, slots: Slotted | None) -> Timetable:
    if slots is None or _rank(problem, slots) <= _rank(problem, table.slot):
        return table
    better = Timetable(problem)
    for place, slot in sorted(slots.items()):
        better.put(place, slot)
    return better


def _worth(problem: Problem, slots: Slotted) -> int:
    possible = (problem.possible[place] for place in slots)
    return worth(problem, (Meeting(0, meeting.enterprise, meeting.partner) for meeting in possible))


def _rank(problem: Problem, slots: Slotted) -> tuple[int, int]:
    """Musts come before worth."""
    return sum(problem.possible[place].must for place in slots), _worth(problem, slots)


def _plan_of(problem: Problem, slots: Slotted, limit: int) -> Plan:
    meetings = seated(problem, slots)
    held = {(m.enterprise, m.partner) for m in meetings}
    musts = ((w.enterprise, w.partner) for w in problem.possible if w.must)
    unmet = tuple(pair for pair in musts if pair not in held)
    return Plan(meetings, worth(problem, meetings), limit, idle_of(meetings), unmet)
