"""What the machine can do at best: the cost of the three things that scoring can't go without.

Measured on their own, by loops that do nothing else: one posting added to a sum, one cell of a
column added (four columns together), one sum looked at. Twice: with postings and columns at random
out of as many as a segment has, which is where they lie in earnest, and with so few of them that
they never leave the nearest caches, which no real index can have. The sums lie there always.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from projections.matcher.engine.jit import compiled
from projections.matcher.engine.segment import SIXTEEN, TILE, WEIGHT, Rows, Segment

A_LIST, AT_ONCE, TIMES = 100, 20, 200
IN_EARNEST, IN_CACHE = (40_000, 150), (80, 20)  # lists, columns


@dataclass(frozen=True)
class Limit:
    """Seconds a posting, a cell of a column, a sum."""

    posting: float
    cell: float
    sum: float

    def __str__(self) -> str:
        return (
            f"{1e9 * self.posting:.3f} ns a posting, {1e9 * self.cell:.4f} ns a cell of a column, "
            f"{1e9 * self.sum:.4f} ns to look at a sum"
        )

    def of(self, rows: Rows, queries: int, segments: Sequence[Segment]) -> float:
        """The least seconds a query, over the first so many rows."""
        terms = rows.terms[: rows.starts[queries]]
        total = 0.0
        for segment in segments:
            known = terms[terms < len(segment.slots)]
            in_columns = segment.slots[known] >= 0
            here = known[segment.bounds[known, 0] < segment.bounds[known, -1]]
            begins, ends = segment.bounds[here, 0], segment.bounds[here, -1] - 1
            lengths = segment.spans[ends, 1] - segment.spans[begins, 0]
            total += self.posting * float(lengths.sum())
            total += self.cell * len(segment.numbers) * int(in_columns.sum())
            total += self.sum * len(segment.numbers) * queries
        return total / queries


def measured(many: tuple[int, int]) -> Limit:
    """Among so many lists and columns."""
    lists, columns_there = many
    dice = np.random.default_rng(1)
    sums = np.zeros(TILE, np.int32)
    texts = np.vstack([np.sort(dice.choice(TILE, A_LIST, replace=False)) for _ in range(lists)])
    postings = (texts << 16 | dice.integers(1, 5000, texts.shape)).astype(np.uint32)
    columns = dice.integers(0, 5000, (columns_there, TILE)).astype(np.uint16)
    times = dice.integers(1, 5000, AT_ONCE).astype(np.int32)
    queries = [dice.permutation(columns_there)[:AT_ONCE].astype(np.int32) for _ in range(TIMES)]
    visits = [dice.integers(0, lists, 80).astype(np.int32) for _ in range(TIMES)]
    return Limit(
        _seconds(lambda at: _scatter(sums, postings, visits[at], 3)) / (80 * A_LIST),
        _seconds(lambda at: _columns(sums, columns, queries[at], times)) / (AT_ONCE * TILE),
        _seconds(lambda _at: _look(sums)) / TILE,
    )


def _seconds(run: Callable[[int], Any]) -> float:
    """CPU seconds of one run, the median of nine rounds of different ones."""
    run(0)
    rounds = []
    for _ in range(9):
        begun = time.process_time()
        for at in range(TIMES):
            run(at)
        rounds.append((time.process_time() - begun) / TIMES)
    return median(rounds)


@compiled
def _scatter(sums: Any, lists: Any, visits: Any, times: int) -> None:
    weight = np.int32(times)
    for at in visits:
        postings = lists[at]
        for i in range(postings.size):
            posting = postings[i]
            sums[posting >> SIXTEEN] += weight * np.int32(posting & WEIGHT)


@compiled
def _columns(sums: Any, columns: Any, slots: Any, times: Any) -> None:
    for j in range(0, slots.size, 4):
        a, b, c, d = (
            columns[slots[j]],
            columns[slots[j + 1]],
            columns[slots[j + 2]],
            columns[slots[j + 3]],
        )
        u, v, w, x = times[j], times[j + 1], times[j + 2], times[j + 3]
        for i in range(sums.size):
            sums[i] += (
                u * np.int32(a[i]) + v * np.int32(b[i]) + w * np.int32(c[i]) + x * np.int32(d[i])
            )


@compiled
def _look(sums: Any) -> Any:
    highest = np.int32(0)
    for i in range(sums.size):
        highest = max(highest, sums[i])
    return highest
