"""Run seeds, or look whether every control is found.

    python -m tests.simulation --seeds 2000 [--seed 1] [--steps 60] [--jobs 2]
    python -m tests.simulation --controls

Ends with `figure NAME VALUE` lines; 1 where a seed has a fault or a control isn't found. A seed is
told again by `--seed S`.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import monotonic

import click

from tests.servers import started_redis
from tests.simulation.controls import CONTROLS
from tests.simulation.seeds import KEYSPACES, begin_worker, control, outcomes, piece
from tests.simulation.world import Outcome

PIECE = 20  # seeds that a process takes at a time
EVERY_S = 20.0


@click.command()
@click.option("--seeds", default=1)
@click.option("--seed", default=1, help="the first")
@click.option("--steps", default=60)
@click.option("--jobs", type=click.IntRange(1, KEYSPACES), default=os.cpu_count() or 1)
@click.option("--controls", is_flag=True)
def main(seeds: int, seed: int, steps: int, jobs: int, controls: bool) -> None:
    sys.exit(_controls(steps, jobs) if controls else _seeds(seed, seeds, steps, jobs))


def _seeds(first: int, count: int, steps: int, jobs: int) -> int:
    began, counted, events, taken, faulty = monotonic(), Counter[str](), 0, 0, 0
    told = began
    for number, outcome in enumerate(_all(first, count, steps, jobs), 1):
        counted += outcome.counted
        events, taken = events + outcome.events, taken + outcome.steps
        for fault in outcome.faults:
            click.echo(f"seed {outcome.seed}: {fault}")
        faulty += bool(outcome.faults)
        now = monotonic()
        if now - told > EVERY_S:
            left = (now - began) / number * (count - number) / 60
            click.echo(f"{number} of {count} seeds, about {left:.0f} minutes more", err=True)
            told = now
    for name, times in sorted(counted.items()):
        click.echo(f"{times:8} {name}")
    click.echo(f"figure simulation.seeds {count}")
    click.echo(f"figure simulation.faulty {faulty}")
    click.echo(f"figure simulation.events {events}")
    click.echo(f"figure simulation.steps_per_second {taken / (monotonic() - began):.1f}")
    return int(faulty > 0)


def _controls(steps: int, jobs: int) -> int:
    missed = 0
    with started_redis() as redis, _pool(jobs, redis) as pool:
        for name, seed in zip(
            CONTROLS, pool.map(control, CONTROLS, [steps] * len(CONTROLS)), strict=True
        ):
            click.echo(f"figure simulation.control.{name} {seed or 'not found'}")
            missed += not seed
    return int(missed > 0)


def _all(first: int, count: int, steps: int, jobs: int) -> Iterator[Outcome]:
    pieces = [range(n, min(n + PIECE, first + count)) for n in range(first, first + count, PIECE)]
    with started_redis() as redis:
        if jobs == 1 or len(pieces) == 1:
            yield from outcomes(range(first, first + count), steps, redis)
            return
        with _pool(jobs, redis) as pool:
            for some in pool.map(piece, pieces, [steps] * len(pieces)):
                yield from some


def _pool(jobs: int, redis: str) -> ProcessPoolExecutor:
    """Each process has a keyspace of its own. A fork would stop where there are threads."""
    context = get_context("spawn")
    return ProcessPoolExecutor(jobs, context, begin_worker, (redis, context.Value("i", 0)))


if __name__ == "__main__":
    main()
