"""A nation's slice: a million texts a side on one node, beside sp_matmul_rs.

    python -m benchmarks.million [--count N] [--mixed]

Texts are told as in benchmarks/match.py, five minutes a side, and both sides are indexed. The first
needs' top ten are worked out on one thread without rules, and held against an int64 product. Prints
the time a query takes, what all would take, the memory of the index and the most that the process
ever had before the peer was given its matrices; then both in turn.

`--mixed`: every text but the first 40,000 is half of one and half of another, so no two are about
the same thing: the worst case for zones (`segment.py`), and nobody's texts.
"""

from __future__ import annotations

import os

for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON"):
    os.environ.setdefault(f"{_name}_NUM_THREADS", "1")

import resource
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median

import click
import numpy as np
import sp_matmul_rs
from scipy.sparse import csr_matrix

from benchmarks.match import FITTED, K, exact, matrix, told, without_rules
from projections.matcher import Model, fit_for, vector
from projections.matcher.engine.backends import engine
from projections.matcher.engine.index import Index
from projections.matcher.engine.rule_program import Facets

TOLD, QUERIES, CHECKED, TURNS, SHOWN = 40_000, 1024, 40, 4, 100_000
NOTHING = Facets(np.zeros(0, np.int64), np.zeros(0, np.int32))
Row = tuple[np.ndarray, np.ndarray]


@click.command()
@click.option("--count", default=1_000_000, show_default=True, help="texts a side")
@click.option("--mixed", is_flag=True, help="texts without subjects")
def main(*, count: int, mixed: bool) -> None:
    """Measure and print."""
    begun = time.perf_counter()
    texts = [one.text for one in told("sales", "offering", FITTED)]
    model = fit_for("sales", texts)
    numbers: dict[str, int] = {}
    needs, offerings = (_index(model, side, count, numbers, mixed) for side in ("need", "offering"))
    took = time.perf_counter() - begun
    print(f"# {count:,} a side told and indexed in {took:.0f} s", flush=True)
    for name, index in (("needs", needs), ("offerings", offerings)):
        arrays = [*index.whole().values()]
        arrays += [a for segment in index.sealed for a in segment if isinstance(a, np.ndarray)]
        print(f"index of {name}: {sum(a.nbytes for a in arrays) / 2**30:.2f} GiB")
    columns = len(numbers)
    without_rules(needs.rows, offerings, QUERIES)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"figure match.million.peak_gib {peak:.2f}", flush=True)
    exact(needs, offerings, columns, without_rules(needs.rows, offerings, CHECKED), CHECKED)
    contenders: dict[str, Callable[[], object]] = {
        "ours": lambda: without_rules(needs.rows, offerings, QUERIES)
    }
    for dtype in (np.float32, np.float64):
        a = matrix(needs, columns, dtype)[:QUERIES]
        contenders[f"sp_matmul_rs {np.dtype(dtype).name}"] = _peer(
            a, matrix(offerings, columns, dtype).T.tocsr()
        )
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(TURNS):  # the first warms up
        for name, run in contenders.items():
            taken = _seconds(run)
            if turn:
                seconds[name].append(taken)
    cost = {name: median(taken) for name, taken in seconds.items()}
    for name, taken in cost.items():
        print(f"{name}: {1e6 * taken:.0f} us a query, {taken * count / 60:.0f} minutes for all")
    mine = cost.pop("ours")
    print(f"figure match.million.vs_sp_matmul_rs {min(cost.values()) / mine:.2f}")


def _peer(a: csr_matrix, t: csr_matrix) -> Callable[[], object]:
    return lambda: sp_matmul_rs.sp_matmul_topn(a, t, top_n=K, sort=True, n_threads=1)


def _index(model: Model, side: str, count: int, numbers: dict[str, int], mixed: bool) -> Index:
    """So many texts of one side, as they come."""
    begun, rows = time.perf_counter(), []
    for one in told("sales", side, min(count, TOLD) if mixed else count):
        rows.append(_row(model, one.text, side, numbers))
        if len(rows) % SHOWN == 0:
            took = time.perf_counter() - begun
            left = took * (count - len(rows)) / len(rows)
            print(f"# {side}s: {len(rows):,} told, {left:.0f} s to go", flush=True)
    index = Index(0, (), engine())
    index.load([(*row, NOTHING) for row in (_mixed(rows, count) if mixed else rows)])
    return index


def _row(model: Model, text: str, side: str, numbers: dict[str, int]) -> Row:
    weights = vector(text, model, "need" if side == "need" else "offering")
    found = sorted((numbers.setdefault(term, len(numbers)), weights[term]) for term in weights)
    terms, values = zip(*found, strict=True)
    return np.array(terms, np.int32), np.array(values, np.uint16)


def _mixed(rows: list[Row], count: int) -> Iterator[Row]:
    yield from rows[:count]
    dice = Random(len(rows))
    for _ in range(count - len(rows)):
        one, other = dice.choice(rows), dice.choice(rows)
        terms = np.concatenate((one[0][::2], other[0][1::2]))
        weights = np.concatenate((one[1][::2], other[1][1::2]))
        kept, places = np.unique(terms, return_index=True)
        yield kept, weights[places]


def _seconds(run: Callable[[], object]) -> float:
    """CPU seconds a query."""
    begun = time.process_time()
    run()
    return (time.process_time() - begun) / QUERIES


if __name__ == "__main__":
    main()
