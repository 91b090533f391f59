"""Segments: up to 65,536 texts by term, in the shape that scoring reads fastest.

A term that few texts have is a list of postings, a uint32 each: the text, then in 16 bits its
weight. A term that a tenth of the texts or more have is a column, one uint16 weight for every text:
84–98 % of all postings belong to such terms, and a column is read ten times as fast as the same
postings. Columns are cut into tiles of 8,192 texts, so that a tile's sums stay in the first cache
(32 KiB) and its columns near the second while query after query passes over them.

Memory: 4 bytes a posting, 2 bytes a text for every column. A column beats a list from a share of
0.03 / 0.3 = a tenth on, which is where the border comes from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from projections.matcher.compiled import compiled

SEGMENT = 1 << 16  # texts; what a uint16 can number
TILE = 8192  # texts
FEWEST_FOR_COLUMNS = 512  # texts; below, columns of whole tiles would be mostly padding
DENSE = 10  # a term has a column if one text in so many has it

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.uint16]
Postings = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


class Rows(NamedTuple):
    """Texts as they come: text i has `terms[starts[i]:starts[i + 1]]` with their `weights`."""

    starts: Longs
    terms: Ints
    weights: Shorts


class Segment(NamedTuple):
    """Texts number `first` … `first + length - 1`, by term.

    A term's postings stand from `starts[term]` to before `ends[term]`: text · 2**16 + weight, texts
    counted from `first` and ascending. `slots[term]` is the term's column, or -1; a column's weight
    for text d is `columns[d // TILE, slot, d % TILE]`. Terms from `len(slots)` on aren't here.
    """

    first: int
    length: int
    starts: Ints
    ends: Ints
    postings: Postings
    slots: Ints
    columns: Shorts


def build(rows: Rows, vocabulary: int, first: int) -> Segment:
    """A sealed segment of at most 65,536 rows; two passes over their postings, about 5 ns each."""
    count = len(rows.starts) - 1
    pointers, postings, slots, columns = _build(*rows, vocabulary)
    return Segment(first, count, pointers[:-1], pointers[1:], postings, slots, columns)


def build_plain(rows: Rows, vocabulary: int, first: int) -> Segment:
    """The same by numpy."""
    count = len(rows.starts) - 1
    begin, end = int(rows.starts[0]), int(rows.starts[-1])
    terms, weights = rows.terms[begin:end], rows.weights[begin:end]
    texts = np.repeat(np.arange(count), np.diff(rows.starts))
    frequency = np.bincount(terms, minlength=vocabulary)
    is_column = (frequency * DENSE >= count) & (frequency > 0) & (count >= FEWEST_FOR_COLUMNS)
    slots = np.where(is_column, np.cumsum(is_column) - 1, -1).astype(np.int32)
    tiles = -(-count // TILE) if is_column.any() else 0
    columns = np.zeros((tiles, int(is_column.sum()), TILE), np.uint16)
    there = is_column[terms]
    columns[texts[there] // TILE, slots[terms[there]], texts[there] % TILE] = weights[there]
    order = np.argsort(terms[~there], kind="stable")
    postings = (texts[~there] << 16 | weights[~there])[order].astype(np.uint32)
    pointers = np.zeros(vocabulary + 1, np.int32)
    np.cumsum(np.where(is_column, 0, frequency), out=pointers[1:])
    return Segment(first, count, pointers[:-1], pointers[1:], postings, slots, columns)


@compiled
def _build(
    starts: Longs, terms: Ints, weights: Shorts, vocabulary: int
) -> tuple[Ints, Postings, Ints, Shorts]:
    count = starts.size - 1
    frequency = np.zeros(vocabulary, np.int32)
    for i in range(starts[0], starts[count]):
        frequency[terms[i]] += 1
    slots = np.full(vocabulary, -1, np.int32)
    pointers = np.zeros(vocabulary + 1, np.int32)
    dense = 0
    for t in range(vocabulary):
        pointers[t + 1] = pointers[t]
        if count >= FEWEST_FOR_COLUMNS and frequency[t] and frequency[t] * DENSE >= count:
            slots[t] = dense
            dense += 1
        else:
            pointers[t + 1] += frequency[t]
    tiles = (count + TILE - 1) // TILE if dense else 0
    columns = np.zeros((tiles, dense, TILE), np.uint16)
    cursors = pointers[:vocabulary].copy()
    postings = np.empty(pointers[vocabulary], np.uint32)
    for text in range(count):
        for i in range(starts[text], starts[text + 1]):
            term = terms[i]
            if slots[term] >= 0:
                columns[text // TILE, slots[term], text % TILE] = weights[i]
            else:
                postings[cursors[term]] = text << 16 | weights[i]
                cursors[term] += 1
    return pointers, postings, slots, columns
