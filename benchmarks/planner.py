"""How good timetables are and how long they take, beside a fair greedy, OR-Tools CP-SAT and the
whole model as one mixed-integer programme (HiGHS).

    python -m benchmarks.planner [--quick] [--limit SECONDS]

Six seeds at each size, with everybody there all day and with hard availability: half of the
enterprises come for a part of the day, partners miss slots, some enterprises are kept apart. Every
plan is held against the checker; one bound for all, the least that anybody proved. One core each,
CPU time for ours, wall time for the peers, which stop at the limit.

`planner.proved_share` and `planner.worst_gap` are ours over all runs; `planner.vs_cpsat` is, at the
largest size, how many times as long CP-SAT takes to reach our value or its limit, the least of the
seeds that it was tried on. Last a session of 2,000 × 200 × 48, with its memory.
"""

from __future__ import annotations

import heapq
import os
import resource
import time
from collections.abc import Iterator
from random import Random
from statistics import median
from typing import Any

import click
import numpy as np
from ortools.sat.python import cp_model

from services.planner import Guest, Meeting, Plan, PossibleMeeting, Problem, faults, solve, worth
from services.planner.exact import exact

SIZES = ((20, 10, 8, 8), (100, 20, 16, 15), (300, 40, 16, 30), (357, 60, 24, 45))
SEEDS, HUGE = range(1, 7), (2000, 200, 48, 150)
Result = tuple[int, float]  # worth, seconds


def session(
    enterprises: int, partners: int, slots: int, tables: int, *, seed: int, hard: bool
) -> Problem:
    """Scores have a part of either side and one of the pair; a third of the pairs make sense."""
    draw, dice = np.random.default_rng(seed), Random(seed)
    scores = draw.normal(size=(enterprises, partners))
    scores += 0.4 * draw.normal(size=(enterprises, 1)) + 0.3 * draw.normal(size=(1, partners))
    least, low, high = np.quantile(scores, 0.65), scores.min(), scores.max()
    possible = [
        PossibleMeeting(f"e{i}", f"b{j}", int(1 + 999 * (scores[i, j] - low) / (high - low)))
        for i, j in zip(*np.nonzero(scores >= least), strict=True)
    ]

    def free(long: bool) -> frozenset[int]:
        if not hard:
            return frozenset(range(slots))
        begin, end = 0, slots
        if long and dice.random() < 0.5:
            width = max(2, int(slots * dice.uniform(0.35, 0.8)))
            begin = dice.randrange(slots - width + 1)
            end = begin + width
        return frozenset(slot for slot in range(begin, end) if dice.random() < 0.95)

    ones = tuple(Guest(f"e{n}", dice.randint(2, 5), free(True)) for n in range(enterprises))
    others = tuple(Guest(f"b{n}", max(2, slots * 9 // 10), free(False)) for n in range(partners))
    rivals = dice.sample(range(enterprises), 2 * max(1, enterprises * 6 // 100)) if hard else []
    apart = tuple((f"e{a}", f"e{b}") for a, b in zip(rivals[::2], rivals[1::2], strict=True))
    return Problem(ones, others, (tables,) * slots, tuple(possible), apart)


def greedy(problem: Problem) -> int:
    """The dearest meeting next, a first one of somebody counting more; into the emptiest slot."""
    guests = {g.id: g for g in (*problem.enterprises, *problem.partners)}
    rivals: dict[str, str] = {}
    for rival, against in problem.apart:
        rivals |= {rival: against, against: rival}
    fair = (*problem.fair, 0)
    busy: dict[str, set[int]] = {id: set() for id in guests}
    closed: dict[str, set[int]] = {id: set() for id in guests}
    left, held = list(problem.tables), list[Meeting]()
    heap = [(-w.score - fair[0], n, 0) for n, w in enumerate(problem.possible)]
    heapq.heapify(heap)
    while heap:
        _, n, counted = heapq.heappop(heap)
        meeting = problem.possible[n]
        one, other = guests[meeting.enterprise], guests[meeting.partner]
        many = len(busy[one.id])
        if many >= one.most or len(busy[other.id]) >= other.most:
            continue
        if counted != many:
            bonus = fair[min(many, len(problem.fair))]
            heapq.heappush(heap, (-meeting.score - bonus, n, many))
            continue
        open_ = one.free & other.free - busy[one.id] - busy[other.id] - closed[one.id]
        room = [slot for slot in sorted(open_) if left[slot]]
        if room:
            slot = max(room, key=left.__getitem__)
            left[slot] -= 1
            busy[one.id].add(slot)
            busy[other.id].add(slot)
            if one.id in rivals:
                closed[rivals[one.id]].add(slot)
            held.append(Meeting(slot, one.id, other.id))
    return worth(problem, held)


def cpsat(problem: Problem, limit: float, enough: int) -> Result:
    """Until it has found something worth as much as ours, proved its own the best, or the limit."""
    model = cp_model.CpModel()
    by: dict[tuple[Any, Any], list[Any]] = {}
    free = {g.id: g.free for g in (*problem.enterprises, *problem.partners)}
    value: list[Any] = []
    for n, meeting in enumerate(problem.possible):
        for slot in free[meeting.enterprise] & free[meeting.partner]:
            x = model.new_bool_var("")
            value.append(meeting.score * x)
            keys = (("meeting", n), ("slot", slot), ("guest", meeting.enterprise))
            more = (("guest", meeting.partner), (meeting.enterprise, slot), (meeting.partner, slot))
            places: tuple[tuple[Any, Any], ...] = (*keys, *more)
            for place in places:
                by.setdefault(place, []).append(x)
    for key, xs in by.items():
        if key[0] == "slot":
            model.add(sum(xs) <= problem.tables[key[1]])
        elif key[0] != "guest":
            model.add_at_most_one(xs)
    for guest in (*problem.enterprises, *problem.partners):
        xs = by.get(("guest", guest.id), [])
        model.add(sum(xs) <= guest.most)
        if guest in problem.enterprises:
            firsts = [model.new_bool_var("") for _ in problem.fair]
            model.add(sum(firsts) <= sum(xs))
            value += [fair * y for fair, y in zip(problem.fair, firsts, strict=True)]
    for one, other in problem.apart:
        for slot in range(problem.slots):
            model.add_at_most_one(by.get((one, slot), []) + by.get((other, slot), []))
    model.maximize(sum(value))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = limit, 1

    class Stop(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if self.objective_value >= enough:
                self.stop_search()

    begun = time.perf_counter()
    status = solver.solve(model, Stop())
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return int(solver.objective_value) if found else 0, time.perf_counter() - begun


def whole(problem: Problem, limit: float) -> Result:
    """All possible and slots in one programme."""
    begun = time.perf_counter()
    found, _ = exact(problem, range(len(problem.possible)), limit)
    meetings = [
        Meeting(slot, problem.possible[n].enterprise, problem.possible[n].partner)
        for n, slot in (found or {}).items()
    ]
    return worth(problem, meetings), time.perf_counter() - begun


def ours(problem: Problem) -> tuple[Plan, float]:
    begun = time.process_time()
    plan = solve(problem)
    took = time.process_time() - begun
    wrong = faults(problem, plan.meetings)
    assert not wrong, wrong
    return plan, took


def runs(*, quick: bool) -> Iterator[tuple[tuple[int, int, int, int], bool, int]]:
    for size in SIZES:
        for hard in (False, True):
            for seed in SEEDS[:2] if quick else SEEDS:
                yield size, hard, seed


@click.command()
@click.option(
    "--quick", is_flag=True, help="two seeds, peers at the small sizes: under two minutes"
)
@click.option("--limit", default=120.0, show_default=True, help="seconds that a peer may take")
def main(*, quick: bool, limit: float) -> None:
    """Measure and print."""
    limit = min(limit, 10.0) if quick else limit
    print(f"# load average {os.getloadavg()[0]:.1f}; a peer may take {limit:.0f} s", flush=True)
    gaps, times = [], []
    for size, hard, seed in runs(quick=quick):
        problem = session(*size, seed=seed, hard=hard)
        plan, took = ours(problem)
        gaps.append(plan.gap)
        said = [f"ours {plan.worth:,} of {plan.bound:,} in {took:.2f} s, {plan.idle} idle"]
        said.append(_beside("greedy", plan, (greedy(problem), 0.0)))
        largest = size == SIZES[-1]
        if seed == SEEDS[0] and not (quick and largest):
            said.append(_beside("programme", plan, whole(problem, limit)))
        if seed == SEEDS[0]:
            value, needed = cpsat(problem, limit, plan.worth)
            said.append(f"CP-SAT {100 * (1 - value / plan.bound):.2f} % off in {needed:.1f} s")
            if largest:
                times.append(needed / took)
        print(f"{size} {'hard' if hard else 'even'} {seed}: {'; '.join(said)}", flush=True)
    print(f"figure planner.proved_share {sum(gap == 0 for gap in gaps) / len(gaps):.3f}")
    print(f"figure planner.worst_gap {max(gaps):.6f}")
    print(f"figure planner.vs_cpsat {min(times):.0f}", flush=True)
    if not quick:
        _huge()


def _beside(name: str, plan: Plan, result: Result) -> str:
    value, took = result
    return f"{name} {100 * (1 - value / plan.bound):.2f} % off" + (f" in {took:.1f} s" * (took > 0))


def _huge() -> None:
    plans = [ours(session(*HUGE, seed=1, hard=hard)) for hard in (False, True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    took = median(seconds for _, seconds in plans)
    print(f"{HUGE}: gaps {[plan.gap for plan, _ in plans]}, {took:.0f} s, {peak:.2f} GiB at most")
    print(f"figure planner.huge_s {took:.1f}", flush=True)


if __name__ == "__main__":
    main()
