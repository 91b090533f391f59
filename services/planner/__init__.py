"""The planner: who meets whom, in which slot, at which table. Values in, values out.

    problem → bound (which meetings, and what no timetable can exceed) → slots → tidy (idle gaps)
            → exact, where the slots don't hold what the bound chose → tables

`solve(problem)` says what the plan is worth, what it can't exceed, and whether it is proved to be
the best. The same problem and seed give the same plan. `check` is written apart from all this and
holds every plan against the rules. `invite` says who should come at all.

The values are cheap to import; scipy is loaded by whoever first has something solved.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.planner.check import faults
from services.planner.plan import Plan, idle_of
from services.planner.problem import Guest, Meeting, PossibleMeeting, Problem, worth

__all__ = [
    "Guest",
    "Meeting",
    "Plan",
    "PossibleMeeting",
    "Problem",
    "again",
    "faults",
    "idle_of",
    "limit",
    "solve",
    "worth",
]


def solve(problem: Problem, *, seed: int = 0) -> Plan:
    """The best plan that is found. Raises `ValueError` for a problem that is none."""
    from services.planner import solver  # noqa: PLC0415 (loads scipy)

    return solver.solve(problem, seed=seed)


def again(problem: Problem, fixed: Iterable[Meeting], *, seed: int = 0) -> Plan:
    """A plan in which these meetings of an earlier one stay exactly as they were."""
    from services.planner import solver  # noqa: PLC0415 (loads scipy)

    return solver.again(problem, fixed, seed=seed)


def limit(problem: Problem) -> int:
    """What no plan's worth exceeds."""
    from services.planner import bound  # noqa: PLC0415 (loads scipy)

    return bound.bound(problem).value
