"""Slots for chosen meetings: nobody twice in a slot, and no more meetings than tables.

Where everybody is there all the time and nobody is kept apart, it always works out: meetings are
the edges of a graph of two sides, and slots are colours (Kőnig: as many as anybody has meetings).
Else slots are filled one after the other, each with the matching that is the most urgent, in some
tries with a dice; what doesn't fit is left over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from services.planner.problem import Guest, Problem

TRIES = 24
Slotted = dict[int, int]  # place of a meeting → its slot


class Timetable:
    """Who sits where: by guest and slot the meeting, kept in step both ways. `busy` has a bit for
    each slot in which a guest has a meeting."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slot: Slotted = {}
        self._seats: dict[tuple[str, int], int] = {}
        self.busy = dict.fromkeys((g.id for g in (*problem.enterprises, *problem.partners)), 0)
        self.sizes = [0] * problem.slots

    def put(self, place: int, slot: int) -> None:
        meeting = self.problem.possible[place]
        self.slot[place] = slot
        for guest in (meeting.enterprise, meeting.partner):
            self._seats[guest, slot] = place
            self.busy[guest] |= 1 << slot
        self.sizes[slot] += 1

    def take(self, place: int) -> int:
        slot, meeting = self.slot.pop(place), self.problem.possible[place]
        for guest in (meeting.enterprise, meeting.partner):
            del self._seats[guest, slot]
            self.busy[guest] &= ~(1 << slot)
        self.sizes[slot] -= 1
        return slot

    def at(self, guest: str, slot: int) -> int | None:
        return self._seats.get((guest, slot))

    def chain(self, place: int, first: int, second: int) -> list[int]:
        """All meetings that hang together with this one in two slots: a path or a ring. To change
        them over, all of them, leaves everybody at most one meeting a slot."""
        places, left = {place}, [place]
        while left:
            meeting = self.problem.possible[left.pop()]
            for guest in (meeting.enterprise, meeting.partner):
                for slot in (first, second):
                    next_ = self.at(guest, slot)
                    if next_ is not None and next_ not in places:
                        places.add(next_)
                        left.append(next_)
        return sorted(places)

    def swap(self, places: list[int], first: int, second: int) -> None:
        before = [(place, self.take(place)) for place in places]
        for place, slot in before:
            self.put(place, second if slot == first else first)


def slotted(problem: Problem, chosen: tuple[int, ...], seed: int) -> Timetable:
    """A slot for each chosen meeting, or for as many as possible."""
    everybody = set(range(problem.slots))
    guests = (*problem.enterprises, *problem.partners)
    even = len(set(problem.tables)) <= 1 and not problem.apart
    if even and all(guest.free == everybody for guest in guests):
        return _coloured(problem, chosen)
    return _filled(problem, chosen, seed)


def _coloured(problem: Problem, chosen: tuple[int, ...]) -> Timetable:
    table = Timetable(problem)
    for place in chosen:
        meeting = problem.possible[place]
        free = [
            [slot for slot in range(problem.slots) if table.at(guest, slot) is None]
            for guest in (meeting.enterprise, meeting.partner)
        ]
        both = sorted(set(free[0]) & set(free[1]))
        if both:
            slot = min(both, key=lambda slot: (table.sizes[slot], slot))
        else:  # change a chain over, so that the partner is free where the enterprise is
            slot, other = free[0][0], free[1][0]
            start = table.at(meeting.partner, slot)
            assert start is not None
            table.swap(table.chain(start, slot, other), slot, other)
        table.put(place, slot)
    _evened(table)
    return table


def _evened(table: Timetable) -> None:
    """Move chains from the fullest slot to the emptiest until every slot fits its tables."""
    limit = table.problem.tables[0] if table.problem.tables else 0
    while max(table.sizes, default=0) > limit:
        full = table.sizes.index(max(table.sizes))
        empty = table.sizes.index(min(table.sizes))
        seen: set[int] = set()
        for place in sorted(p for p, slot in table.slot.items() if slot == full):
            if place in seen:
                continue
            chain = table.chain(place, full, empty)
            seen.update(chain)
            if 2 * sum(table.slot[p] == full for p in chain) == len(chain) + 1:
                table.swap(chain, full, empty)
                break
        else:
            raise AssertionError("a larger slot has a chain that is longer by one")


def _filled(problem: Problem, chosen: tuple[int, ...], seed: int) -> Timetable:
    best: Timetable | None = None
    for attempt in range(TRIES):
        dice = Random(seed * TRIES + attempt) if attempt else None
        table = Timetable(problem)
        for place, slot in _fill(problem, chosen, dice):
            table.put(place, slot)
        if best is None or len(table.slot) > len(best.slot):
            best = table
        if len(best.slot) == len(chosen):
            break
    assert best is not None
    return best


def _fill(
    problem: Problem, chosen: tuple[int, ...], dice: Random | None
) -> Iterator[tuple[int, int]]:
    """Slots in turn, those with the fewest guests first."""
    ones = {guest.id: n for n, guest in enumerate(problem.enterprises)}
    others = {guest.id: n for n, guest in enumerate(problem.partners)}
    ends = [(ones[w.enterprise], others[w.partner]) for w in problem.possible]
    free = _there(problem.enterprises, problem.slots), _there(problem.partners, problem.slots)
    crowd = free[0].sum(axis=0) + free[1].sum(axis=0)
    shake = [dice.gauss(0, len(ones) / 20) if dice else 0.0 for _ in crowd]
    left = sorted(range(problem.slots), key=lambda slot: (crowd[slot] + shake[slot], slot))
    rest = set(chosen)
    apart = [(ones[enterprise], ones[rival]) for enterprise, rival in problem.apart]
    while left and rest:
        slot = left[0]
        pull, at = _urgency(ends, rest, free, left, dice), {}
        for place in sorted(rest):
            row, column = ends[place]
            if free[0][row, slot] and free[1][column, slot]:
                at[row, column] = place
        weights = np.zeros((len(ones), len(others)))
        for pair, place in at.items():
            weights[pair] = pull[place]
        for row, rival in apart:
            if weights[row].max(initial=0) > 0 < weights[rival].max(initial=0):
                weights[row if weights[row].max() < weights[rival].max() else rival] = 0
        for pair in _matching(weights, problem.tables[slot]):
            rest.discard(at[pair])
            yield at[pair], slot
        left.pop(0)


def _there(guests: tuple[Guest, ...], slots: int) -> np.ndarray:
    present = np.zeros((len(guests), slots), bool)
    for row, guest in enumerate(guests):
        present[row, sorted(guest.free)] = True
    return present


def _urgency(
    ends: list[tuple[int, int]],
    rest: set[int],
    free: tuple[np.ndarray, np.ndarray],
    left: list[int],
    dice: Random | None,
) -> dict[int, float]:
    """The fuller the remaining time of either side, and the fewer slots they share, the sooner."""
    due = Counter(ends[place][0] for place in rest), Counter(ends[place][1] for place in rest)
    there = free[0][:, left], free[1][:, left]
    time = there[0].sum(axis=1), there[1].sum(axis=1)
    urgency = {}
    for place in sorted(rest):
        row, column = ends[place]
        full = (due[0][row] / max(time[0][row], 1)) ** 3 + (
            due[1][column] / max(time[1][column], 1)
        ) ** 3
        shared = int((there[0][row] & there[1][column]).sum())
        urgency[place] = 1 + 8 * full + 4 / max(shared, 1) + (0.8 * dice.random() if dice else 0.0)
    return urgency


def _matching(weights: np.ndarray, most: int) -> list[tuple[int, int]]:
    """The heaviest matching of at most so many pairs; a weight of 0 is no pair.

    Rows and columns beside the real ones take up what is too much: exactly `most` pairs are real.
    """
    rows, columns = weights.shape
    size = min(most, rows, columns)
    if size == 0:
        return []
    whole = np.zeros((rows + columns - size, columns + rows - size))
    whole[:rows, :columns] = weights
    whole[rows:, columns:] = -weights.sum() - 1
    pairs = zip(*linear_sum_assignment(whole, maximize=True), strict=True)
    return [
        (int(row), int(column))
        for row, column in pairs
        if row < rows and column < columns and weights[row, column] > 0
    ]
