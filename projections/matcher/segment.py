"""Segments: up to 65,536 texts by term, in the shape that scoring reads fastest.

A term that few texts have is a list of postings, a uint32 each: the text, then in 16 bits its
weight. A term that a tenth of the texts or more have is a column, one uint16 weight for every text:
84–98 % of all postings belong to such terms, and a column is read ten times as fast as the same
postings. Columns are cut into tiles of 8,192 texts, so that a tile's sums stay in the first cache
(32 KiB) and its columns near the second while query after query passes over them.

Within a segment texts stand by their facts, and each 512 have a zone, which tells what the facts of
all of them have in common: where the rules let none of a zone through, its columns aren't read, and
of a tile without any other zone the lists neither (`gate.opens`).

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
ZONE = 512  # texts
FEWEST_FOR_COLUMNS = 512  # texts; below, columns of whole tiles would be mostly padding
DENSE = 10  # a term has a column if one text in so many has it
LOW, HIGH, SOME, ALL = range(4)  # of a zone: a cell's lowest, its highest, bits of some and of all

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
    """The texts `numbers`, by term; a text's place is where its number stands there.

    A term's postings stand from `starts[term]` to before `ends[term]`: place · 2**16 + weight,
    places ascending. `slots[term]` is the term's column, or -1; a column's weight for place p is
    `columns[p // TILE, slot, p % TILE]`. Terms from `len(slots)` on aren't here. `zones[LOW, c, z]`
    is the lowest of cell c in zone z, and so on; there may be no zones at all.
    """

    numbers: Ints
    starts: Ints
    ends: Ints
    postings: Postings
    slots: Ints
    columns: Shorts
    zones: Longs  # (4, cells, zones)


def build(rows: Rows, numbers: Ints, zones: Longs, vocabulary: int) -> Segment:
    """A sealed segment of at most 65,536 rows; two passes over their postings, about 5 ns each."""
    pointers, postings, slots, columns = _build(*rows, numbers, vocabulary)
    return Segment(numbers, pointers[:-1], pointers[1:], postings, slots, columns, zones)


def build_plain(rows: Rows, numbers: Ints, zones: Longs, vocabulary: int) -> Segment:
    """The same by numpy."""
    count, lengths = len(numbers), np.diff(rows.starts)[numbers]
    before = np.cumsum(lengths) - lengths
    at = np.arange(lengths.sum()) + np.repeat(rows.starts[numbers] - before, lengths)
    terms, weights = rows.terms[at], rows.weights[at]
    texts = np.repeat(np.arange(count), lengths)
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
    return Segment(numbers, pointers[:-1], pointers[1:], postings, slots, columns, zones)


def zones_of(cells: Longs) -> Longs:
    """The zones of a segment whose texts have these facts, (cells, texts)."""
    begins = range(0, cells.shape[1], ZONE)
    every = np.minimum, np.maximum, np.bitwise_or, np.bitwise_and
    return np.array([one.reduceat(cells, begins, axis=1) for one in every])


@compiled
def _build(
    starts: Longs, terms: Ints, weights: Shorts, numbers: Ints, vocabulary: int
) -> tuple[Ints, Postings, Ints, Shorts]:
    count = numbers.size
    frequency = np.zeros(vocabulary, np.int32)
    for text in numbers:
        for i in range(starts[text], starts[text + 1]):
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
    for place in range(count):
        for i in range(starts[numbers[place]], starts[numbers[place] + 1]):
            term = terms[i]
            if slots[term] >= 0:
                columns[place // TILE, slots[term], place % TILE] = weights[i]
            else:
                postings[cursors[term]] = place << 16 | weights[i]
                cursors[term] += 1
    return pointers, postings, slots, columns
