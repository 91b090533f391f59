"""Segments: up to 65,536 texts by term, in the shape that scoring reads fastest.

A term that few texts have is a list of postings, a uint32 each: the text, then in 16 bits its
weight. A term that a tenth of the texts or more have is a column, one uint16 weight for every text:
84–98 % of all postings belong to such terms, and a column is read ten times as fast as the same
postings.

Within a segment texts stand by their facts, then by what they are about, and each 512 have a zone.
A zone tells what all of its texts have in common: their facts, and how much a term weighs there at
most. Where the rules let none through (`gate.opens`), or the terms can't give enough points,
nothing is read but that (`tile.py`). Sixteen zones are a tile, whose sums stay in the first cache
(32 KiB) and whose columns are near the second while query after query passes over them.

Memory: 4 bytes a posting, 12 bytes for a term and zone that has it (for two to eight of a text's
hundred), 4 bytes for a term and tile, 2 bytes a text for every column. A column beats a list from
a share of 0.03 / 0.3 = a tenth on, which is where the border comes from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from projections.matcher.engine.jit import compiled

SEGMENT = 1 << 16  # texts; what a uint16 can number
TILE = 8192  # texts
ZONE = 512  # texts
ZONES = SEGMENT // ZONE  # the most of a segment
FEWEST_FOR_COLUMNS = 512  # texts; below, columns of whole tiles would be mostly padding
DENSE = 10  # a term has a column if one text in so many has it
SIXTEEN, WEIGHT = np.uint32(16), np.uint32((1 << 16) - 1)  # of a posting, and of an entry
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

    A term has an entry for every zone that has it, ascending: those of tile i from `bounds[term,
    i]` to before `bounds[term, i + 1]`. Entry e says zone · 2**16 + the term's highest weight
    there, and its postings stand from `spans[e, 0]` to before `spans[e, 1]`: place · 2**16 +
    weight, places ascending, the next zone's behind. Terms from `len(slots)` on aren't here.

    `slots[term]` is the term's column, or -1; a column's weight for place p is `columns[p // ZONE,
    slot, p % ZONE]`, and its entries' spans are empty. `zones[LOW, c, z]` is the lowest of cell c
    in zone z, and so on. Where there are no zones a term has a single entry, which says nothing.
    """

    numbers: Ints
    bounds: Ints  # (terms, tiles + 1)
    entries: Postings
    spans: Ints  # (entries, 2)
    postings: Postings
    slots: Ints
    columns: Shorts
    zones: Longs  # (4, cells, zones)


def build(rows: Rows, numbers: Ints, zones: Longs, vocabulary: int) -> Segment:
    """A sealed segment of at most 65,536 rows; some 15 ns a posting."""
    starts, postings = _by_term(*rows, numbers, vocabulary)
    return Segment(numbers, *_cut(starts, postings, len(numbers)), zones)


def build_plain(rows: Rows, numbers: Ints, zones: Longs, vocabulary: int) -> Segment:
    """The same by numpy."""
    count, lengths = len(numbers), np.diff(rows.starts)[numbers]
    before = np.cumsum(lengths) - lengths
    at = np.arange(lengths.sum()) + np.repeat(rows.starts[numbers] - before, lengths)
    order = np.argsort(rows.terms[at], kind="stable")
    terms, weights = rows.terms[at][order].astype(np.int64), rows.weights[at][order]
    texts = np.repeat(np.arange(count), lengths)[order]
    frequency = np.bincount(terms, minlength=vocabulary)
    is_column = (frequency * DENSE >= count) & (frequency > 0) & (count >= FEWEST_FOR_COLUMNS)
    slots = np.where(is_column, np.cumsum(is_column) - 1, -1).astype(np.int32)
    tiles, there = -(-count // TILE), is_column[terms]
    zones_here = -(-count // ZONE) if there.any() else 0
    columns = np.zeros((zones_here, int(is_column.sum()), ZONE), np.uint16)
    columns[texts[there] // ZONE, slots[terms[there]], texts[there] % ZONE] = weights[there]
    keys, first = np.unique(terms * ZONES + texts // ZONE, return_index=True)
    most = np.maximum.reduceat(weights, first) if len(first) else weights
    entries = (keys % ZONES << 16 | most).astype(np.uint32)
    ends = np.append(0, np.cumsum(~there))[np.append(first, len(terms))]
    spans = np.column_stack([ends[:-1], ends[1:]]).astype(np.int32)
    firsts = np.arange(vocabulary)[:, None] * ZONES + np.arange(tiles + 1) * (TILE // ZONE)
    firsts[:, -1] = np.arange(1, vocabulary + 1) * ZONES
    bounds = np.searchsorted(keys, firsts).astype(np.int32)
    postings = (texts << 16 | weights)[~there].astype(np.uint32)
    return Segment(numbers, bounds, entries, spans, postings, slots, columns, zones)


def zones_of(cells: Longs) -> Longs:
    """The zones of a segment whose texts have these cells, (texts, cells)."""
    begins = range(0, len(cells), ZONE)
    every = np.minimum, np.maximum, np.bitwise_or, np.bitwise_and
    return np.array([ufunc.reduceat(cells, begins, axis=0).T for ufunc in every])


@compiled
def _by_term(
    starts: Longs, terms: Ints, weights: Shorts, numbers: Ints, vocabulary: int
) -> tuple[Ints, Postings]:
    """All postings by term, those of a term from `bounds[term]` to before `bounds[term + 1]`."""
    bounds = np.zeros(vocabulary + 1, np.int32)
    for text in numbers:
        for i in range(starts[text], starts[text + 1]):
            bounds[terms[i] + 1] += 1
    for term in range(vocabulary):
        bounds[term + 1] += bounds[term]
    cursors, postings = bounds[:-1].copy(), np.empty(bounds[vocabulary], np.uint32)
    for place in range(numbers.size):
        for i in range(starts[numbers[place]], starts[numbers[place] + 1]):
            term = terms[i]
            postings[cursors[term]] = place << 16 | weights[i]
            cursors[term] += 1
    return bounds, postings


@compiled
def _cut(
    starts: Ints, every: Postings, count: int
) -> tuple[Ints, Postings, Ints, Postings, Ints, Shorts]:
    """A segment's terms: lists by zone, and columns."""
    vocabulary, tiles = starts.size - 1, (count + TILE - 1) // TILE
    bounds = np.zeros((vocabulary, tiles + 1), np.int32)
    slots = np.full(vocabulary, -1, np.int32)
    dense, listed = 0, 0
    for term in range(vocabulary):
        frequency = starts[term + 1] - starts[term]
        if count >= FEWEST_FOR_COLUMNS and frequency and frequency * DENSE >= count:
            slots[term] = dense
            dense += 1
        else:
            listed += frequency
        zone = np.int64(-1)
        for i in range(starts[term], starts[term + 1]):
            place = np.int64(every[i] >> SIXTEEN)
            if place // ZONE != zone:
                zone = place // ZONE
                bounds[term, place // TILE + 1] += 1
    entry = 0
    for term in range(vocabulary):
        for tile in range(tiles + 1):
            entry += bounds[term, tile]
            bounds[term, tile] = entry
    columns = np.zeros(((count + ZONE - 1) // ZONE if dense else 0, dense, ZONE), np.uint16)
    entries, spans = np.zeros(entry, np.uint32), np.zeros((entry, 2), np.int32)
    postings, used, entry = np.empty(listed, np.uint32), 0, -1
    for term in range(vocabulary):
        zone = np.int64(-1)
        for i in range(starts[term], starts[term + 1]):
            place, weight = np.int64(every[i] >> SIXTEEN), every[i] & WEIGHT
            if place // ZONE != zone:
                zone, entry = place // ZONE, entry + 1
                entries[entry] = zone << 16
                spans[entry] = used
            entries[entry] = max(entries[entry], np.uint32(zone << 16 | np.int64(weight)))
            if slots[term] >= 0:
                columns[zone, slots[term], place % ZONE] = weight
            else:
                postings[used] = every[i]
                used += 1
                spans[entry, 1] = used
    return bounds, entries, spans, postings, slots, columns
