"""Many seeds, one after the other: each in a folder of its own, on a memory disk where there is
one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from redis import Redis

from tests.simulation.controls import CONTROLS
from tests.simulation.world import Outcome, Whole, World, base, fresh_copy

MEMORY = Path("/dev/shm")


WITHIN = 200  # seeds, in which a control has to be found


def outcomes(
    seeds: Iterable[int], steps: int, redis: str, broken: type[Whole] = Whole
) -> Iterator[Outcome]:
    """`redis` is the URL of a keyspace of ours, which is emptied for each seed."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as name:
        beginning = Path(name) / "base"
        base(beginning)
        for seed in seeds:
            with Redis.from_url(redis) as client:
                client.flushdb()
            folder = Path(name) / f"seed-{seed}"
            fresh_copy(beginning, folder)
            yield World(seed, folder, redis, broken()).run(steps)
            shutil.rmtree(folder)
            shutil.rmtree(f"{folder}-keys")


def piece(seeds: range, redis: str, steps: int) -> list[Outcome]:
    """What a process of several takes at a time."""
    return list(outcomes(seeds, steps, redis))


def found_at(name: str, redis: str, steps: int, first: int = 1) -> int:
    """The seed in which the oracle that is there for it finds this control; 0: none does."""
    kind = CONTROLS[name]
    for outcome in outcomes(range(first, first + WITHIN), steps, redis, kind):
        if any(fault.startswith(kind.oracle) for fault in outcome.faults):
            return outcome.seed
    return 0
