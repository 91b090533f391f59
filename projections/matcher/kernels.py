"""Kernels: texts scored by one pass over a segment, in whole numbers.

Scores are int32 sums of uint16 products (no vector is longer than 2**15, so they stay below 2**30).
Sums of whole numbers have no order: tiles, blocks, threads and shards can't change a result.

What a query of t terms costs against a segment of n texts, in ns of one core:

    lists      0.3 for every posting of its terms without a column
    columns    0.03 n for every term with a column, eight columns at a time; reading them
               from memory rather than from a cache (a single query) costs up to 0.055 n
    sifting    0.02 n to find the sixty-fours in which some score reaches the bar
    rules      about 1 for every text that reached the bar, and step that it passes (`gate.py`)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.compiled import compiled
from projections.matcher.gate import Gate, sift
from projections.matcher.segment import TILE, Ints, Rows, Segment

SIFT = 512  # texts whose highest sum is compared with the bar, and the rules asked, at once
FINE = 64  # the same, where some score does
SIXTEEN, WEIGHT = np.uint32(16), np.uint32((1 << 16) - 1)  # of a posting
STRIDE = 16  # postings skipped at once in search of a tile's last


class Best(NamedTuple):
    """Lists in the making: row q holds `sizes[q]` scores, descending, and their texts."""

    scores: Ints  # (queries, k)
    texts: Ints
    sizes: Ints


class Bars(NamedTuple):
    """Standing lists as a scan sees them: a text is told of a pair of at least `floor` points, and
    of more than its `cover`. A text that is to be told nothing has the highest cover.
    """

    cover: Ints
    floor: int


@compiled
def sweep(
    rows: Rows, begin: int, end: int, segment: Segment, floor: int, best: Best, gate: Gate
) -> None:
    """Rows `begin` to before `end` against a segment: row `begin + q` adds to list q of `best`.

    Tiles outside, queries inside: a tile's columns are read from the cache by every query.
    """
    base = rows.starts[begin]
    total = rows.starts[end] - base
    at, to = np.empty(total, np.int32), np.empty(total, np.int32)
    times = np.empty(total, np.int32)
    lists, columns = np.empty(end - begin, np.int64), np.empty(end - begin, np.int64)
    for q in range(begin, end):
        lists[q - begin], columns[q - begin] = _plan(rows, q, base, segment, at, to, times)
    sums = np.zeros(TILE, np.int32)
    for tile in range((segment.length + TILE - 1) // TILE):
        for q in range(begin, end):
            low, high = rows.starts[q] - base, rows.starts[q + 1] - base
            middle = low + lists[q - begin]
            _add_lists(sums, segment, tile, at[low:middle], to[low:middle], times[low:middle])
            middle = high - columns[q - begin]
            _add_columns(sums, segment, tile, at[middle:high], times[middle:high])
            _keep_best(sums, segment, tile, q, floor, best, q - begin, gate)
            sums[:] = 0


@compiled
def scan(
    rows: Rows,
    row: int,
    segment: Segment,
    best: Best,
    bars: Bars,
    gate: Gate,
    told: Ints,
    told_scores: Ints,
    told_so_far: int,
) -> int:
    """One row against a segment: adds to the single list of `best`, and writes into `told` the
    texts whose bar the pair's score reaches. Returns how many there are now.
    """
    base = rows.starts[row]
    total = rows.starts[row + 1] - base
    at, to = np.empty(total, np.int32), np.empty(total, np.int32)
    times = np.empty(total, np.int32)
    lists, columns = _plan(rows, row, base, segment, at, to, times)
    middle = total - columns
    sums, texts = np.zeros(TILE, np.int32), np.empty(SIFT, np.int32)
    for tile in range((segment.length + TILE - 1) // TILE):
        first, count = segment.first + tile * TILE, min(TILE, segment.length - tile * TILE)
        _add_lists(sums, segment, tile, at[:lists], to[:lists], times[:lists])
        _add_columns(sums, segment, tile, at[middle:], times[middle:])
        for begin in range(0, count, SIFT):
            some = sums[begin : min(begin + SIFT, count)]
            reached = _reached(some, first + begin, _bar(best, 0, bars.floor), bars, texts)
            for text in texts[: sift(gate, row, texts, reached)]:
                score = some[text - first - begin]
                told_so_far = _deal(text, score, best, bars, told, told_scores, told_so_far)
        sums[:] = 0
    return told_so_far


@compiled
def probe(
    rows: Rows,
    row: int,
    others: Rows,
    candidates: Ints,
    own: Ints,
    best: Best,
    bars: Bars,
    gate: Gate,
    told: Ints,
    told_scores: Ints,
    told_so_far: int,
) -> int:
    """What `scan` does, for ascending candidates only: the rules, then about 1 ns for every term
    of a candidate that passes. `own` is scratch, one zero for every term.
    """
    for i in range(rows.starts[row], rows.starts[row + 1]):
        own[rows.terms[i]] = rows.weights[i]
    passers = candidates.copy()
    for text in passers[: sift(gate, row, passers, passers.size)]:
        score = np.int32(0)
        for i in range(others.starts[text], others.starts[text + 1]):
            score += own[others.terms[i]] * np.int32(others.weights[i])
        told_so_far = _deal(text, score, best, bars, told, told_scores, told_so_far)
    for i in range(rows.starts[row], rows.starts[row + 1]):
        own[rows.terms[i]] = 0
    return told_so_far


@compiled
def _plan(
    rows: Rows, row: int, base: int, segment: Segment, at: Ints, to: Ints, times: Ints
) -> tuple[int, int]:
    """A row's terms in this segment: lists from the front of its stretch, columns from the back."""
    front, back = rows.starts[row] - base, rows.starts[row + 1] - base
    lists, columns = 0, 0
    for i in range(rows.starts[row], rows.starts[row + 1]):
        term = rows.terms[i]
        if term >= segment.slots.size:
            continue
        if segment.slots[term] >= 0:
            columns += 1
            at[back - columns], times[back - columns] = segment.slots[term], rows.weights[i]
        elif segment.starts[term] < segment.ends[term]:
            at[front + lists], to[front + lists] = segment.starts[term], segment.ends[term]
            times[front + lists] = rows.weights[i]
            lists += 1
    return lists, columns


@compiled
def _add_lists(sums: Ints, segment: Segment, tile: int, at: Ints, to: Ints, times: Ints) -> None:
    """Adds the tile's part of every list; `at` moves on to the next tile's."""
    end, within = np.int64(tile + 1) * TILE << 16, np.uint32(TILE - 1)
    for i in range(at.size):
        begin, last, weight = at[i], to[i], times[i]
        j = begin
        while j + STRIDE <= last and segment.postings[j + STRIDE - 1] < end:
            j += STRIDE
        while j < last and segment.postings[j] < end:
            j += 1
        at[i] = j
        # From 0 on, and unsigned: without looking whether an index wraps round, twice as fast.
        postings = segment.postings[begin:j]
        for p in range(postings.size):
            posting = postings[p]
            sums[posting >> SIXTEEN & within] += weight * np.int32(posting & WEIGHT)


@compiled
def _add_columns(sums: Ints, segment: Segment, tile: int, slots: Ints, times: Ints) -> None:
    """Adds the tile's part of every column, eight at a time: less to read and write, and eight
    streams from memory that wait for each other less than four.
    """
    j = 0
    while j + 8 <= slots.size:
        a, b = segment.columns[tile, slots[j]], segment.columns[tile, slots[j + 1]]
        c, d = segment.columns[tile, slots[j + 2]], segment.columns[tile, slots[j + 3]]
        e, f = segment.columns[tile, slots[j + 4]], segment.columns[tile, slots[j + 5]]
        g, h = segment.columns[tile, slots[j + 6]], segment.columns[tile, slots[j + 7]]
        t, u, v, w = times[j], times[j + 1], times[j + 2], times[j + 3]
        x, y, z, o = times[j + 4], times[j + 5], times[j + 6], times[j + 7]
        for i in range(TILE):
            one = t * np.int32(a[i]) + u * np.int32(b[i]) + v * np.int32(c[i]) + w * np.int32(d[i])
            two = x * np.int32(e[i]) + y * np.int32(f[i]) + z * np.int32(g[i]) + o * np.int32(h[i])
            sums[i] += one + two
        j += 8
    while j + 2 <= slots.size:
        a, b = segment.columns[tile, slots[j]], segment.columns[tile, slots[j + 1]]
        t, u = times[j], times[j + 1]
        for i in range(TILE):
            sums[i] += t * np.int32(a[i]) + u * np.int32(b[i])
        j += 2
    if j < slots.size:
        a, t = segment.columns[tile, slots[j]], times[j]
        for i in range(TILE):
            sums[i] += t * np.int32(a[i])


@compiled
def _keep_best(
    sums: Ints, segment: Segment, tile: int, row: int, floor: int, best: Best, q: int, gate: Gate
) -> None:
    """The tile's texts that belong into list q, in ascending order: equal scores lose to those
    that are there."""
    first, count = segment.first + tile * TILE, min(TILE, segment.length - tile * TILE)
    texts = np.empty(SIFT, np.int32)
    for begin in range(0, count, SIFT):
        some = sums[begin : min(begin + SIFT, count)]
        bar = np.int32(_bar(best, q, floor))
        if _highest(some) < bar:
            continue
        reached = 0
        for finer in range(0, some.size, FINE):
            if _highest(some[finer : finer + FINE]) >= bar:
                for i in range(finer, min(finer + FINE, some.size)):
                    texts[reached] = first + begin + i
                    reached += int(some[i] >= bar)
        for text in texts[: sift(gate, row, texts, reached)]:
            _enter(best, q, some[text - first - begin], text, floor)


@compiled
def _highest(sums: Ints) -> np.int32:
    highest = np.int32(0)
    for i in range(sums.size):
        highest = max(highest, sums[i])
    return highest


@compiled
def _bar(best: Best, q: int, floor: int) -> int:
    """The fewest points with which another text would enter list q."""
    k = best.scores.shape[1]
    return best.scores[q, k - 1] + 1 if best.sizes[q] == k else floor


@compiled
def _enter(best: Best, q: int, score: int | np.int32, text: int, floor: int) -> None:
    k, size = best.scores.shape[1], best.sizes[q]
    if score < floor or (size == k and score <= best.scores[q, k - 1]):
        return
    if size < k:
        best.sizes[q] = size + 1
    else:
        size = k - 1
    while size > 0 and best.scores[q, size - 1] < score:
        best.scores[q, size] = best.scores[q, size - 1]
        best.texts[q, size] = best.texts[q, size - 1]
        size -= 1
    best.scores[q, size], best.texts[q, size] = score, text


@compiled
def _reached(some: Ints, first: int, bar: int, bars: Bars, texts: Ints) -> int:
    """Writes into `texts` those, from number `first` on, with a score for the list or for theirs;
    how many they are. No cover is more than a point below the floor."""
    own, covers = np.int32(bar - 1), bars.cover[first : first + some.size]
    above = np.int32(0)
    for i in range(some.size):
        above = max(above, np.int32(some[i] - min(own, covers[i])))
    if above == 0:
        return 0
    reached = 0
    for i in range(some.size):
        texts[reached] = first + i
        reached += int(some[i] > min(own, covers[i]))
    return reached


@compiled
def _deal(
    text: int,
    score: np.int32,
    best: Best,
    bars: Bars,
    told: Ints,
    told_scores: Ints,
    told_so_far: int,
) -> int:
    """A text into the list, and into `told` if its bar is reached; how many are told now."""
    _enter(best, 0, score, text, bars.floor)
    if score > bars.cover[text]:
        told[told_so_far], told_scores[told_so_far] = text, score
        return told_so_far + 1
    return told_so_far
