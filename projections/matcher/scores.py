"""Vectors → scores: whole-number dot products, and each text's best of the other side.

A score counts points, 2**30 being one. Whole numbers add up the same in any order, so the same
texts give the same lists on every machine, however they were handed in. Equal scores are ordered
by id: nothing is left to chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from projections.matcher.vectors import FULL, Vector

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WHOLE_SCORE = FULL * FULL
MILLIONTH = 1_000_000
ROWS_AT_ONCE = 256

Allowed = Callable[[str, str], bool]  # (need id, offering id) → may the two meet?


class Scored(NamedTuple):
    """One text of the other side, with the pair's points."""

    id: str
    points: int


class Lists(NamedTuple):
    """Every need's best offerings and every offering's best needs, best first."""

    of_needs: dict[str, tuple[Scored, ...]]
    of_offerings: dict[str, tuple[Scored, ...]]


def points(need: Vector, offering: Vector) -> int:
    """The score of one pair; 0 means that they have nothing in common."""
    return sum(weight * offering.get(term, 0) for term, weight in need.items())


def least_points(millionths: int) -> int:
    """The fewest points that reach a score in millionths, at least 1: no evidence, no score."""
    return max(1, -(-millionths * WHOLE_SCORE // MILLIONTH))


def best(
    needs: Mapping[str, Vector],
    offerings: Mapping[str, Vector],
    *,
    k: int,
    least: int = 1,
    allowed: Allowed | None = None,
) -> Lists:
    """Each side's top k among the allowed pairs of at least `least` points.

    Ordered by points (descending), then id. `allowed` is asked only about pairs that would enter a
    list, and must answer the same each time.
    """
    flipped = (lambda offering, need: allowed(need, offering)) if allowed else None
    return Lists(
        of_needs=top(needs, offerings, k=k, least=least, allowed=allowed),
        of_offerings=top(offerings, needs, k=k, least=least, allowed=flipped),
    )


def top(
    queries: Mapping[str, Vector],
    others: Mapping[str, Vector],
    *,
    k: int,
    least: int = 1,
    allowed: Allowed | None = None,
) -> dict[str, tuple[Scored, ...]]:
    """One direction of `best`: every query's list; `allowed` takes (query id, other id)."""
    ids, asking = sorted(others), sorted(queries)
    places = _places(others)
    columns = _matrix([others[id_] for id_ in ids], places).T.tocsr()
    lists: dict[str, tuple[Scored, ...]] = {}
    for start in range(0, len(asking), ROWS_AT_ONCE):
        block = asking[start : start + ROWS_AT_ONCE]
        product = _matrix([queries[id_] for id_ in block], places) @ columns
        for row, query in enumerate(block):
            cells = slice(product.indptr[row], product.indptr[row + 1])
            ranked = _ranked(product.indices[cells], product.data[cells], max(least, 1))
            allow = (
                scored for scored in _named(ranked, ids) if not allowed or allowed(query, scored.id)
            )
            lists[query] = tuple(scored for scored, _ in zip(allow, range(k), strict=False))
    return lists


def _ranked(columns: np.ndarray, values: np.ndarray, least: int) -> Iterator[tuple[int, int]]:
    """(column, points), best first; columns are in the order of ids, so they break ties."""
    enough = values >= least
    columns, values = columns[enough], values[enough]
    order = np.lexsort((columns, -values))
    return zip(columns[order].tolist(), values[order].tolist(), strict=True)


def _named(ranked: Iterator[tuple[int, int]], ids: list[str]) -> Iterator[Scored]:
    return (Scored(ids[column], value) for column, value in ranked)


def _places(vectors: Mapping[str, Vector]) -> dict[str, int]:
    terms = {term for vector in vectors.values() for term in vector}
    return {term: place for place, term in enumerate(sorted(terms))}


def _matrix(vectors: list[Vector], places: Mapping[str, int]) -> csr_matrix:
    """Rows of weights; terms that the other side doesn't have can't add points and are left out."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 (scipy is slow to load)

    rows = [[(places[t], w) for t, w in vector.items() if t in places] for vector in vectors]
    ends = np.cumsum([0, *map(len, rows)])
    cells = np.array([cell for row in rows for cell in row], np.int64).reshape(-1, 2)
    return csr_matrix((cells[:, 1], cells[:, 0], ends), shape=(len(rows), len(places)))
