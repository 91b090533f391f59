"""Tidying: fewer idle slots between somebody's meetings, and a table for each of them.

What is worth the same may be told in many timetables. Chains of meetings change over between two
slots as long as that leaves fewer gaps; who meets whom stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.planner.problem import Meeting, Problem
from services.planner.slots import Slotted, Timetable

ROUNDS = 6


def gaps(meetings: Iterable[tuple[str, int]]) -> int:
    """Slots that guests sit out between their first meeting and their last; of (guest, slot)."""
    slots: dict[str, list[int]] = {}
    for guest, slot in meetings:
        slots.setdefault(guest, []).append(slot)
    return sum(max(mine) - min(mine) + 1 - len(mine) for mine in slots.values())


def tidied(table: Timetable) -> None:
    """Change chains over while it helps, up to `ROUNDS` times through."""
    problem = table.problem
    free = {guest.id: guest.free for guest in (*problem.enterprises, *problem.partners)}
    apart: dict[str, set[str]] = {}
    for guest, rival in problem.apart:
        apart.setdefault(guest, set()).add(rival)
        apart.setdefault(rival, set()).add(guest)
    for _ in range(ROUNDS):
        helped = False
        for one in range(problem.slots):
            for other in range(one + 1, problem.slots):
                helped |= _pass(table, one, other, free, apart)
        if not helped:
            return


def _pass(
    table: Timetable,
    one: int,
    other: int,
    free: dict[str, frozenset[int]],
    apart: dict[str, set[str]],
) -> bool:
    """Every chain between two slots, once."""
    helped, seen = False, set[int]()
    for place in sorted(p for p, slot in table.slot.items() if slot in {one, other}):
        if place in seen:
            continue
        chain = table.chain(place, one, other)
        seen.update(chain)
        guests = _guests(table.problem, chain)
        if any(
            not {one, other} <= free[guest] for guest in guests if _moves(table, guest, one, other)
        ):
            continue
        if any(apart.get(guest) for guest in guests) or not _fits(table, chain, one, other):
            continue
        before = _gaps_of(table, guests)
        table.swap(chain, one, other)
        if _gaps_of(table, guests) < before:
            helped = True
        else:
            table.swap(chain, one, other)
    return helped


def _moves(table: Timetable, guest: str, one: int, other: int) -> bool:
    """Whether a guest sits in just one of the two slots, and so would sit in the other."""
    return (table.at(guest, one) is None) != (table.at(guest, other) is None)


def _fits(table: Timetable, chain: list[int], one: int, other: int) -> bool:
    shift = sum(1 if table.slot[place] == one else -1 for place in chain)
    tables = table.problem.tables
    return table.sizes[one] - shift <= tables[one] and table.sizes[other] + shift <= tables[other]


def _guests(problem: Problem, chain: list[int]) -> list[str]:
    wishes = [problem.wishes[place] for place in chain]
    return sorted({w.enterprise for w in wishes} | {w.partner for w in wishes})


def _gaps_of(table: Timetable, guests: list[str]) -> int:
    found = (
        (guest, slot)
        for guest in guests
        for slot in range(table.problem.slots)
        if table.at(guest, slot) is not None
    )
    return gaps(found)


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
