"""What the machine can do at best: the cost of the three things that scoring can't go without.

Measured on their own, by loops that do nothing else and whose data stay in the nearest caches: one
posting added to a sum, one cell of a column added (eight columns together), one sum looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from projections.matcher.compiled import compiled
from projections.matcher.segment import TILE, Rows, Segment

POSTINGS, A_LIST, COLUMNS, TIMES = 200_000, 64, 8, 2000


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
            lengths = (segment.ends - segment.starts)[known[~in_columns]]
            total += self.posting * float(lengths.sum())
            total += self.cell * segment.length * int(in_columns.sum())
            total += self.sum * segment.length * queries
        return total / queries


def measured() -> Limit:
    dice = np.random.default_rng(1)
    sums = np.zeros(TILE, np.int32)
    some = (np.sort(dice.choice(TILE, A_LIST, replace=False)) for _ in range(POSTINGS // A_LIST))
    texts = np.concatenate(list(some)).astype(np.uint16)
    weights = dice.integers(1, 5000, len(texts)).astype(np.uint16)
    columns = dice.integers(0, 5000, (COLUMNS, TILE)).astype(np.uint16)
    times = np.arange(1, COLUMNS + 1).astype(np.int32)
    return Limit(
        _seconds(lambda: _scatter(sums, texts, weights, 3), 50) / len(texts),
        _seconds(lambda: _columns(sums, columns, times), TIMES) / (COLUMNS * TILE),
        _seconds(lambda: _look(sums), TIMES) / TILE,
    )


def _seconds(run: Callable[[], Any], times: int) -> float:
    """CPU seconds of one run, the median of nine rounds."""
    run()
    rounds = []
    for _ in range(9):
        begun = time.process_time()
        for _ in range(times):
            run()
        rounds.append((time.process_time() - begun) / times)
    return median(rounds)


@compiled
def _scatter(sums: Any, texts: Any, weights: Any, times: int) -> None:
    weight = np.int32(times)
    for i in range(texts.size):
        sums[texts[i]] += weight * np.int32(weights[i])


@compiled
def _columns(sums: Any, columns: Any, times: Any) -> None:
    for j in range(0, columns.shape[0], 4):
        a, b, c, d = columns[j], columns[j + 1], columns[j + 2], columns[j + 3]
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
