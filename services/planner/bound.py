"""The bound: which meetings would be held if slots were no matter. No timetable is worth more.

Without slots the problem is a flow: from each enterprise (so many meetings at most, the first ones
worth more) through its possible to each partner, with as many units as there are seats in all. The
linear programme of a flow has whole solutions, so its best is a set of meetings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_matrix

from services.planner.problem import Problem

NEARLY = 1e-3  # the programme's best is a whole number, told by floating point


@dataclass(frozen=True)
class Bound:
    """`value`: what no plan exceeds. `chosen`: places in `possible`. `losses[meeting]`: by how much
    the bound sinks at least if that meeting, which wasn't chosen, is held."""

    value: int
    chosen: tuple[int, ...]
    losses: np.ndarray


class Rows:
    """The rows of a sparse matrix, each with what it may not exceed."""

    def __init__(self) -> None:
        self._at: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self.limits: list[float] = []

    def add(self, columns: list[int], limit: float, minus: list[int] | None = None) -> None:
        """The sum of some columns, less that of others."""
        for some, value in ((columns, 1.0), (minus or [], -1.0)):
            self._at += [len(self.limits)] * len(some)
            self._columns += some
            self._values += [value] * len(some)
        self.limits.append(limit)

    def matrix(self, columns: int) -> csr_matrix:
        shape = (len(self.limits), columns)
        return csr_matrix((self._values, (self._at, self._columns)), shape=shape)


def bound(problem: Problem) -> Bound:
    """Some tenths of a second for 357 × 60 guests."""
    ones = {guest.id: guest for guest in problem.enterprises}
    others = {guest.id: guest for guest in problem.partners}
    common = [len(ones[w.enterprise].free & others[w.partner].free) for w in problem.possible]
    count = len(problem.possible)
    worth = [float(meeting.score) for meeting in problem.possible]
    least = [
        float(meeting.must and met > 0)
        for meeting, met in zip(problem.possible, common, strict=True)
    ]
    most = [float(met > 0) for met in common]
    rows = Rows()
    of: dict[str, list[int]] = {}
    for place, meeting in enumerate(problem.possible):
        of.setdefault(meeting.enterprise, []).append(place)
        of.setdefault(meeting.partner, []).append(place)
    for guest in (*problem.enterprises, *problem.partners):
        columns = of.get(guest.id, [])
        if not columns:
            continue
        rows.add(columns, min(guest.most, len(guest.free)))
        if guest.id in ones:
            first, fair = len(worth), problem.fair[guest.had :]
            worth += map(float, fair)
            least += [0.0] * len(fair)
            most += [1.0] * len(fair)
            rows.add(list(range(first, len(worth))), 0.0, minus=columns)
    rows.add(list(range(count)), float(sum(problem.tables)))
    if not count:
        return Bound(0, (), np.zeros(0))
    answer = _best(worth, rows, least, most)
    if answer.x is None:  # what must be held doesn't fit: then it is only wished for
        answer = _best(worth, rows, [0.0] * len(least), most)
    held = answer.x[:count]
    chosen = tuple(np.flatnonzero(held > 0.5).tolist())
    losses = np.where(held < 0.5, answer.lower.marginals[:count], 0.0)
    return Bound(int(np.floor(-answer.fun + NEARLY)), chosen, losses)


def _best(worth: list[float], rows: Rows, least: list[float], most: list[float]) -> OptimizeResult:
    return linprog(
        -np.array(worth),
        A_ub=rows.matrix(len(worth)),
        b_ub=rows.limits,
        bounds=np.column_stack((least, most)),
        method="highs",
    )
