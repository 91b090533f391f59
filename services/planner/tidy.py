"""Tidying: fewer idle slots between somebody's meetings, and a table for each of them.

What is worth the same may be told in many timetables. Chains of meetings change over between two
slots as long as that leaves fewer gaps; who meets whom stays as it is.
"""

from __future__ import annotations

from services.planner.plan import idle
from services.planner.problem import Meeting, Problem
from services.planner.slots import Slotted, Timetable

ROUNDS = 6


def tidied(table: Timetable) -> None:
    """Change chains over while it helps, up to `ROUNDS` times through."""
    problem = table.problem
    guests = (*problem.enterprises, *problem.partners)
    free = {guest.id: sum(1 << slot for slot in guest.free) for guest in guests}
    for guest in {id for pair in problem.apart for id in pair}:
        free[guest] = 0  # stays where it is
    pairs = [
        (one, other) for one in range(problem.slots) for other in range(one + 1, problem.slots)
    ]
    for _ in range(ROUNDS):
        if not sum(_pass(table, one, other, free) for one, other in pairs):
            return


def _pass(table: Timetable, one: int, other: int, free: dict[str, int]) -> bool:
    """Every chain between two slots, once."""
    helped, seen, both = False, set[int](), 1 << one | 1 << other
    for place in sorted(p for p, slot in table.slot.items() if slot in {one, other}):
        if place in seen:
            continue
        chain = table.chain(place, one, other)
        seen.update(chain)
        moved = [
            g for g in _guests(table.problem, chain) if (table.busy[g] & both) not in {0, both}
        ]
        if any(free[guest] & both != both for guest in moved) or not _fits(
            table, chain, one, other
        ):
            continue
        gain = sum(idle(table.busy[g]) - idle(table.busy[g] ^ both) for g in moved)
        if gain > 0:
            table.swap(chain, one, other)
            helped = True
    return helped


def _fits(table: Timetable, chain: list[int], one: int, other: int) -> bool:
    shift = sum(1 if table.slot[place] == one else -1 for place in chain)
    tables = table.problem.tables
    return table.sizes[one] - shift <= tables[one] and table.sizes[other] + shift <= tables[other]


def _guests(problem: Problem, chain: list[int]) -> set[str]:
    wishes = [problem.wishes[place] for place in chain]
    return {wish.enterprise for wish in wishes} | {wish.partner for wish in wishes}


def seated(problem: Problem, slots: Slotted) -> tuple[Meeting, ...]:
    """Tables: a partner keeps one all day where there are as many as partners, else as long as
    nobody else has it."""
    kept: dict[str, int] = {}
    if problem.tables and len(problem.partners) <= min(problem.tables):
        kept = {guest.id: number for number, guest in enumerate(problem.partners)}
    found = []
    for slot in range(problem.slots):
        here = sorted(p for p, at in slots.items() if at == slot)
        partners = [problem.wishes[place].partner for place in here]
        taken = {kept[partner] for partner in partners if partner in kept}
        given: dict[str, int] = {}
        for partner in partners:
            if partner in kept and kept[partner] not in given.values():
                given[partner] = kept[partner]
        spare = (n for n in range(problem.tables[slot]) if n not in taken)
        for partner in partners:
            if partner not in given:
                given[partner] = next(spare)
        kept |= given
        for place in here:
            wish = problem.wishes[place]
            found.append(Meeting(slot, wish.enterprise, wish.partner, given[wish.partner]))
    return tuple(sorted(found))
