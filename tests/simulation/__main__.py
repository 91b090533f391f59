"""Run seeds, or look whether every control is found.

    python -m tests.simulation --seeds 2000 [--seed 1] [--steps 60] [--jobs 2]
    python -m tests.simulation --controls

Ends with `figure NAME VALUE` lines; 1 where a seed has a fault or a control isn't found. A seed is
replayed by `--seed S`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import monotonic

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.servers import started_redis
from tests.simulation.controls import CONTROLS
from tests.simulation.seeds import found_at, outcomes, piece
from tests.simulation.world import Outcome

PIECE = 20  # seeds that a process takes at a time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--controls", action="store_true")
    asked = parser.parse_args()
    if asked.controls:
        return _controls(asked.steps, asked.jobs)
    return _seeds(asked.seed, asked.seeds, asked.steps, asked.jobs)


def _seeds(first: int, count: int, steps: int, jobs: int) -> int:
    _began, counted, events, taken, faulty = monotonic(), Counter[str](), 0, 0, 0
    with _progress() as progress:
        bar = progress.add_task("seeds", total=count)
        for outcome in _all(first, count, steps, jobs):
            progress.advance(bar)
            counted += outcome.counted
            events, taken = events + outcome.events, taken + outcome.steps
            for fault in outcome.faults:
                progress.console.print(f"seed {outcome.seed}: {fault}", markup=False)
            faulty += bool(outcome.faults)
    for _name, _number in sorted(counted.items()):
        pass
    return int(faulty > 0)


def _controls(steps: int, jobs: int) -> int:
    missed = 0
    with started_redis() as redis, _pool(jobs) as pool:
        for _name, seed in zip(
            CONTROLS, pool.map(found_at, CONTROLS, _keyspaces(redis), [steps] * 99), strict=True
        ):
            missed += not seed
    return int(missed > 0)


def _all(first: int, count: int, steps: int, jobs: int) -> Iterator[Outcome]:
    pieces = [range(n, min(n + PIECE, first + count)) for n in range(first, first + count, PIECE)]
    with started_redis() as redis:
        if jobs == 1 or len(pieces) == 1:
            yield from outcomes(range(first, first + count), steps, redis)
            return
        with _pool(jobs) as pool:
            for some in pool.map(piece, pieces, _keyspaces(redis), [steps] * len(pieces)):
                yield from some


def _keyspaces(redis: str) -> Iterator[str]:
    """A server has sixteen; no more processes than that."""
    number = 0
    while True:
        yield f"{redis.partition('?')[0]}?db={number % 16}"
        number += 1


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"))  # a fork would stop where threads are


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    return Progress(*columns, TimeRemainingColumn())


if __name__ == "__main__":
    sys.exit(main())
