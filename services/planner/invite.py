"""Whom to invite: the enterprises and partners whose meeting covers the most unmet need.

A need is covered by the best of the partners invited beside its owner, and by one alone; it weighs
its score, twice where the owner was never invited before. Choosing guests is the whole question:
once they are chosen, each need takes its best cover, so only guests are whole numbers in the
programme. Its bound is told with it; out of time, a greedy choice stands in, with the same bound.

Cost: one row for each cover and guest of it; 357 enterprises with ten covers each take under a
second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

SECONDS = 10.0
NEW = 2  # how much more a need weighs whose owner was never invited


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be invited; `side` is enterprise or partner."""

    id: str
    side: str
    new: bool = True


@dataclass(frozen=True)
class Cover:
    """A partner that would answer a need, with its score (a whole number above 0)."""

    need: str
    owner: str
    partner: str
    score: int


@dataclass(frozen=True)
class Wanted:
    """So many of each side at most; some in any case, some in none."""

    most: Mapping[str, int]
    surely: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Invitation:
    """`covered`: each need's best cover among the guests. No choice is worth more than `bound`."""

    guests: tuple[str, ...]
    covered: tuple[Cover, ...]
    worth: int
    bound: int

    @property
    def proved(self) -> bool:
        return self.worth == self.bound


@dataclass
class _Asked:
    candidates: dict[str, Candidate]
    covers: list[Cover]
    wanted: Wanted
    weights: list[int] = field(default_factory=list)


def invite(
    candidates: Iterable[Candidate],
    covers: Iterable[Cover],
    wanted: Wanted,
    *,
    seconds: float = SECONDS,
) -> Invitation:
    """The best guests that are found. Who covers nothing is not invited, unless surely wanted."""
    known = {one.id: one for one in sorted(candidates, key=lambda one: one.id)}
    known = {id: one for id, one in known.items() if id not in wanted.never}
    useful = [c for c in covers if c.owner in known and c.partner in known]
    asked = _Asked(known, sorted(useful, key=lambda c: (c.need, -c.score, c.partner)), wanted)
    asked.weights = [c.score * (NEW if known[c.owner].new else 1) for c in asked.covers]
    guests, bound = _programme(asked, seconds)
    if guests is None:
        guests = _greedy(asked)
    covered = _covered(asked, guests)
    used = {id for cover in covered for id in (cover.owner, cover.partner)}
    kept = tuple(sorted((guests & used) | (wanted.surely & known.keys())))
    value = _worth(asked, covered)
    return Invitation(kept, covered, value, max(value, bound))


def _programme(asked: _Asked, seconds: float) -> tuple[set[str] | None, int]:
    """Guests and bound; no guests where there was no time for any."""
    ids, covers = list(asked.candidates), asked.covers
    place = {id: number for number, id in enumerate(ids)}
    n, limits = len(ids), list[float]()
    rows, columns, values = list[int](), list[int](), list[float]()

    def row(entries: list[tuple[int, float]], limit: float) -> None:
        for column, value in entries:
            rows.append(len(limits))
            columns.append(column)
            values.append(value)
        limits.append(limit)

    needs = defaultdict(list)
    for number, cover in enumerate(covers):
        needs[cover.need].append(n + number)
        for id in (cover.owner, cover.partner):
            row([(n + number, 1.0), (place[id], -1.0)], 0.0)
    for mine in needs.values():
        row([(column, 1.0) for column in mine], 1.0)
    for side, most in asked.wanted.most.items():
        row([(place[id], 1.0) for id, one in asked.candidates.items() if one.side == side], most)
    if not covers:
        return set(), 0
    matrix = csr_matrix((values, (rows, columns)), shape=(len(limits), n + len(covers)))
    lower = np.zeros(n + len(covers))
    lower[[place[id] for id in asked.wanted.surely if id in place]] = 1.0
    found = milp(
        -np.array([0.0] * n + [float(weight) for weight in asked.weights]),
        constraints=LinearConstraint(matrix, -np.inf, np.array(limits)),
        bounds=Bounds(lower, 1.0),
        integrality=np.array([1] * n + [0] * len(covers)),
        options={"time_limit": seconds},
    )
    top = floor(-found.mip_dual_bound + 1e-3) if found.mip_dual_bound is not None else _most(asked)
    if found.x is None:
        return None, top
    return {id for id, number in place.items() if found.x[number] > 0.5}, top


def _greedy(asked: _Asked) -> set[str]:
    """Guest by guest the pair that adds most, while there is room for both."""
    guests = set(asked.wanted.surely & asked.candidates.keys())
    room = Counter(asked.wanted.most)
    room.subtract(asked.candidates[id].side for id in guests)
    order = sorted(range(len(asked.covers)), key=lambda n: (-asked.weights[n], n))
    for number in order:
        cover = asked.covers[number]
        new = {cover.owner, cover.partner} - guests
        sides = Counter(asked.candidates[id].side for id in new)
        if all(room[side] >= many for side, many in sides.items()):
            guests |= new
            room.subtract(sides)
    return guests


def _covered(asked: _Asked, guests: set[str]) -> tuple[Cover, ...]:
    best: dict[str, Cover] = {}
    for cover in asked.covers:  # a need's best comes first
        if cover.owner in guests and cover.partner in guests:
            best.setdefault(cover.need, cover)
    return tuple(best.values())


def _worth(asked: _Asked, covered: Iterable[Cover]) -> int:
    return sum(c.score * (NEW if asked.candidates[c.owner].new else 1) for c in covered)


def _most(asked: _Asked) -> int:
    """What all would be worth."""
    return _worth(asked, _covered(asked, set(asked.candidates)))
