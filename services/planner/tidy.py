"""Tidying: fewer idle slots between somebody's meetings, and a table for each of them.

What is worth the same may be told in many timetables. Chains of meetings change over between two
slots as long as that leaves fewer gaps; who meets whom stays as it is.
"""

from __future__ import annotations

from services.planner.plan import idle
from services.planner.problem import Meeting, Problem
from services.planner.slots import Slotted, Timetable

TIMES_THROUGH = 6


def tidied(table: Timetable) -> None:
    """Change chains over while it helps, up to `TIMES_THROUGH` times through."""
    problem = table.problem
    guests = (*problem.enterprises, *problem.partners)
    free = {guest.id: sum(1 << slot for slot in guest.free) for guest in guests}
    for guest in {id for pair in problem.apart for id in pair}:
        free[guest] = 0  # stays where it is
    pairs = [
        (first, second)
        for first in range(problem.slots)
        for second in range(first + 1, problem.slots)
    ]
    for _ in range(TIMES_THROUGH):
        if not sum(_pass(table, first, second, free) for first, second in pairs):
            return


def _pass(table: Timetable, first: int, second: int, free: dict[str, int]) -> bool:
    """Every chain between two slots, once."""
    helped, seen, both = False, set[int](), 1 << first | 1 << second
    for place in sorted(p for p, slot in table.slot.items() if slot in {first, second}):
        if place in seen:
            continue
        chain = table.chain(place, first, second)
        seen.update(chain)
        moved = [
            g for g in _guests(table.problem, chain) if (table.busy[g] & both) not in {0, both}
        ]
        if any(free[guest] & both != both for guest in moved) or not _fits(
            table, chain, first, second
        ):
            continue
        gain = sum(idle(table.busy[g]) - idle(table.busy[g] ^ both) for g in moved)
        if gain > 0:
            table.swap(chain, first, second)
            helped = True
    return helped


def _fits(table: Timetable, chain: list[int], first: int, second: int) -> bool:
    shift = sum(1 if table.slot[place] == first else -1 for place in chain)
    tables = table.problem.tables
    return (
        table.sizes[first] - shift <= tables[first]
        and table.sizes[second] + shift <= tables[second]
    )


def _guests(problem: Problem, chain: list[int]) -> set[str]:
    possible = [problem.possible[place] for place in chain]
    return {meeting.enterprise for meeting in possible} | {meeting.partner for meeting in possible}


def seated(problem: Problem, slots: Slotted) -> tuple[Meeting, ...]:
    """Tables: a partner keeps one all day where there are as many as partners, else as long as
    nobody else has it."""
    table_of: dict[str, int] = {}
    if problem.tables and len(problem.partners) <= min(problem.tables):
        table_of = {guest.id: number for number, guest in enumerate(problem.partners)}
    meetings = []
    for slot in range(problem.slots):
        here = sorted(p for p, at in slots.items() if at == slot)
        partners = [problem.possible[place].partner for place in here]
        taken = {table_of[partner] for partner in partners if partner in table_of}
        seats: dict[str, int] = {}
        for partner in partners:
            if partner in table_of and table_of[partner] not in seats.values():
                seats[partner] = table_of[partner]
        spare = (n for n in range(problem.tables[slot]) if n not in taken)
        for partner in partners:
            if partner not in seats:
                seats[partner] = next(spare)
        table_of |= seats
        for place in here:
            meeting = problem.possible[place]
            meetings.append(
                Meeting(slot, meeting.enterprise, meeting.partner, seats[meeting.partner])
            )
    return tuple(sorted(meetings))
