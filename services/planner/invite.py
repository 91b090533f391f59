"""Whom to invite: the enterprises and partners whose meetings would cover the most unmet need.

A need is covered by a partner invited beside its owner: the first one counts its whole score, any
further one a quarter, twice as much where the owner was never invited before. Nobody has more
meetings than the session gives. Choosing guests is the whole question: once they are chosen, who
covers what is a flow with whole solutions, so only guests are whole numbers in the programme.

Where guests are few among many the programme runs out of time; then the better of its choice and of
one by turns stands: the best partners for these enterprises, the best enterprises for those
partners, and again while it helps. The bound is told with it.

Cost: the programme has a row for each cover and guest of it and stops after `SECONDS`; a round of
turns looks at every cover once for each partner that is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from services.planner.bound import Rows

SECONDS = 5.0
TURNS = 10
SIDES = ("enterprise", "partner")
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
    """What is to be decided, and what each cover weighs as its need's first."""

    candidates: dict[str, Candidate]
    covers: list[Cover]
    wanted: Wanted

    @cached_property
    def new(self) -> set[str]:
        return {candidate.id for candidate in self.candidates.values() if candidate.new}

    @cached_property
    def weights(self) -> list[int]:
        return [_weight(cover, self.new) for cover in self.covers]


def invite(
    candidates: Iterable[Candidate],
    covers: Iterable[Cover],
    wanted: Wanted,
    *,
    seconds: float = SECONDS,
) -> Invitation:
    """The best guests that are found. Who covers nothing is not invited, unless surely wanted."""
    known = {
        candidate.id: candidate
        for candidate in sorted(candidates, key=lambda candidate: candidate.id)
    }
    known = {id: candidate for id, candidate in known.items() if id not in wanted.never}
    useful = [c for c in covers if c.owner in known and c.partner in known]
    asked = _Asked(known, sorted(useful, key=lambda c: (c.need, -c.score, c.partner)), wanted)
    covered, bound = _programme(asked, seconds)
    if covered is None or worth(covered, asked.new) < bound:
        turns = _assigned(asked, _by_turns(asked), seconds)
        covered = max((turns, covered or []), key=lambda some: worth(some, asked.new))
    used = {id for cover in covered for id in (cover.owner, cover.partner)}
    guests = tuple(sorted(used | (wanted.surely & known.keys())))
    value = worth(covered, asked.new)
    return Invitation(guests, tuple(covered), value, max(value, min(bound, _above(asked))))


def worth(covered: Iterable[Cover], new: set[str]) -> int:
    """What these covers count: of each need the best one whole, the others a part."""
    by_need = defaultdict(list)
    for cover in covered:
        by_need[cover.need].append(_weight(cover, new))
    scores = (sorted(some, reverse=True) for some in by_need.values())
    return sum(best + sum(score // FURTHER for score in rest) for best, *rest in scores)


def _weight(cover: Cover, new: set[str]) -> int:
    return cover.score * (NEW if cover.owner in new else 1)


def _programme(asked: _Asked, seconds: float) -> tuple[list[Cover] | None, int]:
    """Covers and bound; no covers where there was no time for any. Each cover has two columns: as
    its need's first, and as a further one."""
    ids, covers = list(asked.candidates), asked.covers
    if not covers:
        return [], 0
    place = {id: number for number, id in enumerate(ids)}
    n, m, rows = len(ids), len(covers), Rows()
    firsts: dict[str, list[int]] = defaultdict(list)
    all_of: dict[str, list[int]] = defaultdict(list)
    for number, cover in enumerate(covers):
        both = [n + number, n + m + number]
        firsts[cover.need].append(both[0])
        for id in (cover.owner, cover.partner):
            rows.add(both, 0.0, minus=[place[id]])
            all_of[id] += both
    for first in firsts.values():
        rows.add(first, 1.0)
    for id, columns in all_of.items():
        most = asked.wanted.meetings[asked.candidates[id].side]
        rows.add(columns, 0.0, minus=[place[id]] * most)
    for side, most in asked.wanted.most.items():
        of_side = [
            place[id] for id, candidate in asked.candidates.items() if candidate.side == side
        ]
        rows.add(of_side, float(most))
    lower = np.zeros(n + 2 * m)
    lower[[place[id] for id in asked.wanted.surely if id in place]] = 1.0
    further = [weight // FURTHER for weight in asked.weights]
    solution = milp(
        -np.array([0.0] * n + [float(weight) for weight in (*asked.weights, *further)]),
        constraints=LinearConstraint(rows.matrix(n + 2 * m), -np.inf, np.array(rows.limits)),
        bounds=Bounds(lower, 1.0),
        integrality=np.array([1] * n + [0] * (2 * m)),
        options={"time_limit": seconds},
    )
    bound = solution.mip_dual_bound
    top = sum(asked.weights) if bound is None else floor(-bound + 1e-3)
    if solution.x is None:
        return None, top
    taken = solution.x[n : n + m] + solution.x[n + m :] > 0.5
    return [cover for cover, there in zip(covers, taken, strict=True) if there], top


def _by_turns(asked: _Asked) -> set[str]:
    """Partners for enterprises, enterprises for partners, while it gets better."""
    sides = {
        side: {id for id, candidate in asked.candidates.items() if candidate.side == side}
        for side in SIDES
    }
    best, most = set[str](), -1
    guests = set(asked.candidates)
    for _ in range(TURNS):
        partners = _side(asked, guests & sides["enterprise"], sides["partner"], "partner")
        enterprises = _side(asked, partners, sides["enterprise"], "enterprise")
        partners = _side(asked, enterprises, sides["partner"], "partner")
        guests = partners | enterprises
        value = _value(asked, guests)
        if value <= most:
            break
        best, most = guests, value
    return best


def _side(asked: _Asked, others: set[str], pool: set[str], side: str) -> set[str]:
    """One after the other, whoever adds most beside these others."""
    covers: dict[str, list[tuple[str, int]]] = {id: [] for id in sorted(pool)}
    for cover, weight in zip(asked.covers, asked.weights, strict=True):
        for id, other in ((cover.owner, cover.partner), (cover.partner, cover.owner)):
            if id in pool and other in others:
                covers[id].append((cover.need, weight))
    chosen = set(asked.wanted.surely & pool)
    first: dict[str, int] = {}
    for id in sorted(chosen):
        _take(first, covers[id])
    while len(chosen) < asked.wanted.most[side]:
        left = [(_gain(first, covers[id]), id) for id in covers if id not in chosen]
        gain, id = max(left, key=lambda pair: (pair[0], pair[1]), default=(0, ""))
        if gain <= 0:
            break
        chosen.add(id)
        _take(first, covers[id])
    return chosen


def _gain(first: dict[str, int], covers: list[tuple[str, int]]) -> int:
    """What these covers add to needs that have had a first one already, or have none."""
    gain = 0
    for need, weight in covers:
        had = first.get(need, 0)
        gain += weight - had + had // FURTHER if weight > had else weight // FURTHER
    return gain


def _take(first: dict[str, int], covers: list[tuple[str, int]]) -> None:
    for need, weight in covers:
        first[need] = max(weight, first.get(need, 0))


def _value(asked: _Asked, guests: set[str]) -> int:
    """What the covers among these guests count, however many meetings that takes."""
    covers = (c for c in asked.covers if c.owner in guests and c.partner in guests)
    return worth(covers, asked.new)


def _assigned(asked: _Asked, guests: set[str], seconds: float) -> list[Cover]:
    """Who covers what among these guests, with as many meetings as each may have."""
    covers = [c for c in asked.covers if c.owner in guests and c.partner in guests]
    known = {id: asked.candidates[id] for id in sorted(guests)}
    wanted = Wanted(asked.wanted.most, asked.wanted.meetings, surely=frozenset(guests))
    covered, _ = _programme(_Asked(known, covers, wanted), seconds)
    return covered or []


def _above(asked: _Asked) -> int:
    """No choice is worth more than the best enterprises would be with all partners there."""
    by_enterprise: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for cover, weight in zip(asked.covers, asked.weights, strict=True):
        ends = (cover.owner, cover.partner)
        enterprise = next(
            (id for id in ends if asked.candidates[id].side == "enterprise"), cover.owner
        )
        by_enterprise[enterprise].append((cover.need, weight))
    values = []
    for covers in by_enterprise.values():
        by_need: dict[str, list[int]] = defaultdict(list)
        for need, weight in covers:
            by_need[need].append(weight)
        firsts = [max(some) for some in by_need.values()]
        further = [w // FURTHER for some in by_need.values() for w in sorted(some)[:-1]]
        room = asked.wanted.meetings["enterprise"]
        values.append(sum(sorted((*firsts, *further), reverse=True)[:room]))
    return sum(sorted(values, reverse=True)[: asked.wanted.most["enterprise"]])
