"""The whole problem with its slots as a mixed-integer programme (HiGHS), for what is left over."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from services.planner.bound import Rows
from services.planner.problem import Problem
from services.planner.slots import Slotted

Option = tuple[int, int]  # the place of a meeting, and a slot


def exact(problem: Problem, places: Iterable[int], seconds: float) -> tuple[Slotted | None, float]:
    """The best timetable of these meetings and what none exceeds; None where no timetable was
    found in time. What must be held is held, unless it can't be all at once."""
    free = {g.id: g.free for g in (*problem.enterprises, *problem.partners)}
    possible = problem.possible
    options = [
        (place, slot)
        for place in sorted(places)
        for slot in sorted(free[possible[place].enterprise] & free[possible[place].partner])
        if problem.tables[slot]
    ]
    if not options:
        return {}, 0.0
    must = {place for place, _ in options if possible[place].must}
    answer = _solved(problem, options, must, seconds)
    if answer.x is None and must:
        answer = _solved(problem, options, set(), seconds)
    limit = float("inf") if answer.mip_dual_bound is None else -answer.mip_dual_bound
    if answer.x is None:
        return None, limit
    held = np.flatnonzero(answer.x[: len(options)] > 0.5)
    return dict(options[number] for number in held), limit


def _solved(
    problem: Problem, options: list[Option], must: set[int], seconds: float
) -> OptimizeResult:
    worth = [float(problem.possible[place].score) for place, _ in options]
    by = _columns(problem, options)
    rows = Rows()
    for (kind, _), columns in by.items():
        if kind in {"meeting", "seat"} and len(columns) > 1:
            rows.add(columns, 1.0)
    for place in sorted(must):
        rows.add([], -1.0, minus=by["meeting", place])
    for slot, tables in enumerate(problem.tables):
        rows.add(by.get(("slot", slot), []), float(tables))
        for enterprise, rival in problem.apart:
            rows.add(
                by.get(("seat", (enterprise, slot)), []) + by.get(("seat", (rival, slot)), []), 1.0
            )
    for guest in (*problem.enterprises, *problem.partners):
        rows.add(by.get(("guest", guest.id), []), float(guest.most))
    for guest in problem.enterprises:
        if of_guest := by.get(("guest", guest.id)):
            first = len(worth)
            worth += map(float, problem.fair[guest.had :])
            rows.add(list(range(first, len(worth))), 0.0, minus=of_guest)
    whole = np.arange(len(worth)) < len(options)
    return milp(
        -np.array(worth),
        constraints=LinearConstraint(rows.matrix(len(worth)), -np.inf, rows.limits),
        bounds=Bounds(0, 1),
        integrality=whole.astype(int),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )


def _columns(problem: Problem, options: list[Option]) -> dict[tuple[str, object], list[int]]:
    """Which options there are of a meeting, in a slot, for a guest, for a guest in a slot."""
    by: dict[tuple[str, object], list[int]] = {}
    for number, (place, slot) in enumerate(options):
        meeting = problem.possible[place]
        keys: tuple[tuple[str, object], ...] = (
            ("meeting", place),
            ("slot", slot),
            ("guest", meeting.enterprise),
            ("guest", meeting.partner),
            ("seat", (meeting.enterprise, slot)),
            ("seat", (meeting.partner, slot)),
        )
        for key in keys:
            by.setdefault(key, []).append(number)
    return by
