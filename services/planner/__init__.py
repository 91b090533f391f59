"""The planner: who meets whom, in which slot, at which table. Values in, values out.

    problem → bound (which meetings, and what no timetable can exceed) → slots → tidy (idle gaps)
            → exact, where the slots don't hold what the bound chose → tables

`solve(problem)` says what the plan is worth, what it can't exceed, and whether it is proved to be
the best. The same problem and seed give the same plan. `check` is written apart from all this and
holds every plan against the rules. `invite` says who should come at all.
"""

from services.planner.check import faults
from services.planner.problem import Guest, Meeting, PossibleMeeting, Problem, worth
from services.planner.solve import Plan, again, idle_of, solve

__all__ = [
    "Guest",
    "Meeting",
    "Plan",
    "PossibleMeeting",
    "Problem",
    "again",
    "faults",
    "idle_of",
    "solve",
    "worth",
]
