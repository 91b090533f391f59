"""Whom to invite: the enterprises and partners whose meetings would cover the most unmet need.

A need is covered by a partner invited beside its owner: the first one counts its whole score, any
further one a quarter, twice as much where the owner was never invited before. Nobody has more
meetings than the session gives. Choosing guests is the whole question: once they are chosen, who
covers what is a flow with whole solutions, so only guests are whole numbers in the programme. Its
bound is told with it; out of time, a greedy choice stands in, with the same bound.

Cost: a row for each cover and guest of it; 357 enterprises with ten covers each take seconds.
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
FURTHER = 4  # by how much less a partner counts for a need that has one already


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
    """So many of each side at most, and so many meetings for each of them; some in any case, some
    in none."""

    most: Mapping[str, int]
    meetings: Mapping[str, int]
    surely: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Invitation:
    """`covered`: which partner would meet which need's owner. No choice is worth more than
    `bound`."""

    guests: tuple[str, ...]
    covered: tuple[Cover, ...]
    worth: int
    bound: int

    @property
    def proved(self) -> bool:
        return self.worth == self.bound

    @property
    def needs(self) -> int:
        return len({cover.need for cover in self.covered})


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
    covered, bound = _programme(asked, seconds)
    if covered is None:
        covered = _greedy(asked)
    used = {id for cover in covered for id in (cover.owner, cover.partner)}
    kept = tuple(sorted(used | (wanted.surely & known.keys())))
    value = worth(covered, {one.id for one in known.values() if one.new})
    return Invitation(kept, tuple(covered), value, max(value, bound))


def worth(covered: Iterable[Cover], new: set[str]) -> int:
    """What these covers count: of each need the best one whole, the others a part."""
    by_need = defaultdict(list)
    for cover in covered:
        by_need[cover.need].append(cover.score * (NEW if cover.owner in new else 1))
    scores = (sorted(some, reverse=True) for some in by_need.values())
    return sum(best + sum(one // FURTHER for one in rest) for best, *rest in scores)


def _programme(asked: _Asked, seconds: float) -> tuple[list[Cover] | None, int]:
    """Covers and bound; no covers where there was no time for any. Each cover has two columns: as
    its need's first, and as a further one."""
    ids, covers = list(asked.candidates), asked.covers
    if not covers:
        return [], 0
    place = {id: number for number, id in enumerate(ids)}
    n, m, limits = len(ids), len(covers), list[float]()
    rows, columns, values = list[int](), list[int](), list[float]()

    def row(entries: Iterable[tuple[int, float]], limit: float) -> None:
        for column, value in entries:
            rows.append(len(limits))
            columns.append(column)
            values.append(value)
        limits.append(limit)

    firsts: dict[str, list[tuple[int, float]]] = defaultdict(list)
    all_of: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, cover in enumerate(covers):
        both = [(n + number, 1.0), (n + m + number, 1.0)]
        firsts[cover.need].append(both[0])
        for id in (cover.owner, cover.partner):
            row([*both, (place[id], -1.0)], 0.0)
            all_of[id] += both
    for first in firsts.values():
        row(first, 1.0)
    for id, mine in all_of.items():
        most = asked.wanted.meetings[asked.candidates[id].side]
        row([*mine, (place[id], -float(most))], 0.0)
    for side, most in asked.wanted.most.items():
        row([(place[id], 1.0) for id, one in asked.candidates.items() if one.side == side], most)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(limits), n + 2 * m))
    lower = np.zeros(n + 2 * m)
    lower[[place[id] for id in asked.wanted.surely if id in place]] = 1.0
    further = [weight // FURTHER for weight in asked.weights]
    found = milp(
        -np.array([0.0] * n + [float(weight) for weight in (*asked.weights, *further)]),
        constraints=LinearConstraint(matrix, -np.inf, np.array(limits)),
        bounds=Bounds(lower, 1.0),
        integrality=np.array([1] * n + [0] * (2 * m)),
        options={"time_limit": seconds},
    )
    bound = found.mip_dual_bound
    top = sum(asked.weights) if bound is None else floor(-bound + 1e-3)
    if found.x is None:
        return None, top
    taken = found.x[n : n + m] + found.x[n + m :] > 0.5
    return [cover for cover, there in zip(covers, taken, strict=True) if there], top


def _greedy(asked: _Asked) -> list[Cover]:
    """The weightiest cover that there is still room for, one after the other."""
    guests = set(asked.wanted.surely & asked.candidates.keys())
    room, meetings, found = Counter(asked.wanted.most), Counter[str](), list[Cover]()
    room.subtract(asked.candidates[id].side for id in guests)
    for number in sorted(range(len(asked.covers)), key=lambda n: (-asked.weights[n], n)):
        cover = asked.covers[number]
        both = {id: asked.candidates[id].side for id in (cover.owner, cover.partner)}
        new = Counter(side for id, side in both.items() if id not in guests)
        full = any(meetings[id] >= asked.wanted.meetings[side] for id, side in both.items())
        if not full and all(room[side] >= many for side, many in new.items()):
            guests |= both.keys()
            room.subtract(new)
            meetings.update(both.keys())
            found.append(cover)
    return found
