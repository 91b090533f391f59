"""A nation's slice: a million texts a side on one node, beside sp_matmul_rs.

    python -m benchmarks.million [--count N]

Texts are told as in benchmarks/match.py, 40,000 a side; each further row is half of one and half of
another, because telling two million would take an hour and measure nothing more. Both sides are
indexed; the first needs' top ten are worked out on one thread without rules, and held against an
int64 product. Prints the time a query takes, what all would take, the memory of the index and the
most that the process ever had before the peer was given its matrices.
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

from benchmarks.match import FITTED, K, exact, matrix, told, without_rules
from projections.matcher import LEXICON, Model, fit, settings_for, vector
from projections.matcher.engines import engine
from projections.matcher.index import Index
from projections.matcher.rules import Facets

TOLD, QUERIES, CHECKED, TURNS = 40_000, 512, 40, 4
NOTHING = Facets(np.zeros(0, np.int64), np.zeros(0, np.int32))
Row = tuple[np.ndarray, np.ndarray]


@click.command()
@click.option("--count", default=1_000_000, show_default=True, help="texts a side")
def main(*, count: int) -> None:
    """Measure and print."""
    begun = time.perf_counter()
    texts = [one.text for one in told("sales", "offering", FITTED)]
    model = fit(texts, settings_for("sales"), LEXICON.of_track("sales"))
    numbers: dict[str, int] = {}
    needs, offerings = (_index(model, side, count, numbers) for side in ("need", "offering"))
    took = time.perf_counter() - begun
    print(f"# {count:,} a side told, mixed and indexed in {took:.0f} s", flush=True)
    for name, index in (("needs", needs), ("offerings", offerings)):
        arrays = [*index.whole().values()]
        arrays += [a for segment in index.sealed for a in segment if isinstance(a, np.ndarray)]
        print(f"index of {name}: {sum(a.nbytes for a in arrays) / 2**30:.2f} GiB")
    mine = min(_seconds(lambda: without_rules(needs.rows, offerings, QUERIES)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"ours: {1e6 * mine:.0f} us a query, {mine * count / 60:.0f} minutes for all on one thread"
    )
    print(f"figure match.million.peak_gib {peak:.2f}", flush=True)
    columns = len(numbers)
    exact(needs, offerings, columns, without_rules(needs.rows, offerings, CHECKED), CHECKED)
    theirs = []
    for dtype in (np.float32, np.float64):
        a = matrix(needs, columns, dtype)[:QUERIES]
        t = matrix(offerings, columns, dtype).T.tocsr()
        how = {"top_n": K, "sort": True, "n_threads": 1}
        taken = _seconds(lambda: sp_matmul_rs.sp_matmul_topn(a, t, **how))  # noqa: B023 (called at once)
        print(
            f"sp_matmul_rs {np.dtype(dtype).name}: {1e6 * median(taken):.0f} us a query", flush=True
        )
        theirs.append(min(taken))
    print(f"figure match.million.vs_sp_matmul_rs {min(theirs) / mine:.2f}")


def _index(model: Model, side: str, count: int, numbers: dict[str, int]) -> Index:
    """So many texts of one side, as they come."""
    rows = [_row(model, one.text, side, numbers) for one in told("sales", side, min(count, TOLD))]
    index = Index(0, (), engine())
    index.load([(*row, NOTHING) for row in _mixed(rows, count)])
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


def _seconds(run: Callable[[], object]) -> list[float]:
    """CPU seconds a query, of every turn but the first, which warms up."""
    found = []
    for _ in range(TURNS):
        begun = time.process_time()
        run()
        found.append((time.process_time() - begun) / QUERIES)
    return found[1:]


if __name__ == "__main__":
    main()
