"""Blocks: some queries against one shard of the other side, and how blocks become whole lists.

A block's lists are the best of its shard. Of several shards' lists the best k are the best of all,
in whatever order they come in: points descending, then the earlier text. That order is total, and
the points are whole numbers, so every layout gives the same lists.

Cost: the sweep of the block (`kernels.py`), and k log k a query for the merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from projections.matcher.engine.backends import Engine
from projections.matcher.engine.kernels import Best
from projections.matcher.engine.pair_filter import PairRules
from projections.matcher.engine.segment import Ints, Longs, Rows, Segment

TOGETHER = 1024  # queries that pass over a tile before the next one
LAST = np.iinfo(np.int32).max  # the number of no text, ordered after all


class Block(NamedTuple):
    """Lists of the queries from `begin` on; where there is no text, 0 points of text -1."""

    begin: int
    scores: Ints  # (queries, k)
    texts: Ints


class Lists(NamedTuple):
    """Every query's list, best first: points, numbers of texts, how many there are."""

    scores: Ints
    texts: Ints
    sizes: Ints


def block(
    engine: Engine,
    rows: Rows,
    begin: int,
    end: int,
    segments: Iterable[Segment],
    gate: PairRules,
    k: int,
    floor: int,
) -> Block:
    """The lists of rows `begin` to before `end` among these segments' texts."""
    count = end - begin
    best = Best(
        np.zeros((count, k), np.int32), np.full((count, k), -1, np.int32), np.zeros(count, np.int32)
    )
    for segment in segments:
        for first in range(begin, end, TOGETHER):
            last = min(first + TOGETHER, end)
            some = slice(first - begin, last - begin)
            part = Best(best.scores[some], best.texts[some], best.sizes[some])
            engine.sweep(rows, first, last, segment, floor, part, gate)
    return Block(begin, best.scores, best.texts)


def merge(
    blocks: Iterable[Block], count: int, k: int, parties: Longs | None = None, cap: int = 0
) -> Lists:
    """All blocks, of any shards in any order, as the lists of `count` queries. `parties` are those
    of the listed texts' side, of each of which a list has at most `cap` (0: any number)."""
    scores, texts = np.zeros((count, k), np.int32), np.full((count, k), -1, np.int32)
    for part in blocks:
        rows = slice(part.begin, part.begin + len(part.scores))
        both = np.hstack([scores[rows], part.scores])
        theirs = np.hstack([texts[rows], part.texts])
        order = np.lexsort((np.where(theirs < 0, LAST, theirs), -both), axis=1)
        both, theirs = np.take_along_axis(both, order, 1), np.take_along_axis(theirs, order, 1)
        if parties is not None and cap:
            both, theirs = _capped(both, theirs, parties, cap)
        scores[rows], texts[rows] = both[:, :k], theirs[:, :k]
    return Lists(scores, texts, (texts >= 0).sum(axis=1, dtype=np.int32))


def _capped(scores: Ints, texts: Ints, parties: Longs, cap: int) -> tuple[Ints, Ints]:
    """Lists in their order without those texts that stand past their party's places."""
    whose = np.where(texts < 0, -1 - np.arange(texts.shape[1]), parties[texts])
    earlier = np.tril(whose[:, :, None] == whose[:, None, :], -1).sum(axis=2)
    past = earlier >= cap
    behind = np.argsort(past, axis=1, kind="stable")
    scores, texts = np.where(past, 0, scores), np.where(past, -1, texts)
    return np.take_along_axis(scores, behind, 1), np.take_along_axis(texts, behind, 1)
