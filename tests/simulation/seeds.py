"""Many seeds, one after the other: each in a folder of its own, on a memory disk where there is
one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from redis import Redis

from tests.simulation.controls import CONTROLS
from tests.simulation.county import base, fresh_copy
from tests.simulation.world import Outcome, Whole, World

MEMORY = Path("/dev/shm")


KEYSPACES = 16  # of a Redis server
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


def found_at(name: str, redis: str, steps: int, seeds: range = range(1, WITHIN + 1)) -> int:
    """The seed in which the oracle that is there for it finds this control; 0: none does."""
    kind = CONTROLS[name]
    for outcome in outcomes(seeds, steps, redis, kind):
        if any(fault.partition(" ")[0] == kind.oracle for fault in outcome.faults):
            return outcome.seed
    return 0


# --- in one process of several -------------------------------------------------------------------

_KEYSPACE: list[str] = []


def begin_worker(redis: str, count: Any) -> None:
    """A keyspace of the server's sixteen is this process's own."""
    with count.get_lock():
        number, count.value = count.value, count.value + 1
    _KEYSPACE.append(f"{redis.partition('?')[0]}?db={number}")


def piece(seeds: range, steps: int) -> list[Outcome]:
    return list(outcomes(seeds, steps, _KEYSPACE[0]))


def control(name: str, steps: int) -> int:
    return found_at(name, _KEYSPACE[0], steps)
