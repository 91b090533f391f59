"""Kernels: texts scored by one pass over a segment, in whole numbers.

Scores are int32 sums of uint16 products (no vector is longer than 2**15, so they stay below 2**30).
Sums of whole numbers have no order: tiles, blocks, threads and shards can't change a result.

What a query costs against a segment with n texts in zones that the rules may let through, in ns of
one core:

    zones      about 10 for every 512 texts (`gate.opens`)
    lists      0.4 for every posting of its terms without a column, and 35 for every list and tile
    columns    0.02 n for every term with a column, eight columns at a time; reading them
               from memory rather than from a cache (a single query) costs up to 0.1 n
    sifting    0.04 n to find the sixty-fours in which some score reaches the bar
    rules      about 1 for every text that reached the bar, and step that it passes (`gate.sift`)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.compiled import compiled
from projections.matcher.gate import Gate, opens, sift
from projections.matcher.segment import TILE, ZONE, Ints, Rows, Segment

FINE = 64  # texts whose highest sum is compared with the bar, where some score of a zone reaches it
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
    for tile in range((segment.numbers.size + TILE - 1) // TILE):
        last = min(TILE, segment.numbers.size - tile * TILE)
        for q in range(begin, end):
            low, high = rows.starts[q] - base, rows.starts[q + 1] - base
            here, to_here = _open(gate, q, segment, tile, 0, last)
            middle = low + lists[q - begin]
            _add_lists(
                sums, segment, tile, at[low:middle], to[low:middle], times[low:middle], here < last
            )
            middle = high - columns[q - begin]
            while here < last:
                some = sums[here:to_here]
                _add_columns(some, segment, tile, here, at[middle:high], times[middle:high])
                _keep_best(some, segment, tile * TILE + here, q, floor, best, q - begin, gate)
                here, to_here = _open(gate, q, segment, tile, to_here, last)
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
    sums = np.zeros(TILE, np.int32)
    for tile in range((segment.numbers.size + TILE - 1) // TILE):
        last = min(TILE, segment.numbers.size - tile * TILE)
        here, to_here = _open(gate, row, segment, tile, 0, last)
        _add_lists(sums, segment, tile, at[:lists], to[:lists], times[:lists], here < last)
        while here < last:
            some = sums[here:to_here]
            _add_columns(some, segment, tile, here, at[middle:], times[middle:])
            told_so_far = _tell(
                *(some, segment, tile * TILE + here, row, best, bars, gate),
                *(told, told_scores, told_so_far),
            )
            here, to_here = _open(gate, row, segment, tile, to_here, last)
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
    places = np.arange(candidates.size).astype(np.int32)
    for place in places[: sift(gate, row, candidates, places, places.size)]:
        text, score = candidates[place], np.int32(0)
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
def _open(
    gate: Gate, row: int, segment: Segment, tile: int, begin: int, last: int
) -> tuple[int, int]:
    """The next stretch of a tile, from place `begin` on, whose zones the rules may let through."""
    if gate.program.shape[0] == 0 or segment.zones.shape[2] == 0:
        return begin, last
    first = tile * TILE // ZONE
    while begin < last and not opens(gate, row, segment.zones, first + begin // ZONE):
        begin += ZONE
    end = begin
    while end < last and opens(gate, row, segment.zones, first + end // ZONE):
        end += ZONE
    return min(begin, last), min(end, last)


@compiled
def _add_lists(
    sums: Ints, segment: Segment, tile: int, at: Ints, to: Ints, times: Ints, wanted: bool
) -> None:
    """Adds the tile's part of every list, if it is wanted; `at` moves on to the next tile's."""
    end, within = np.int64(tile + 1) * TILE << 16, np.uint32(TILE - 1)
    for i in range(at.size):
        begin, last, weight = at[i], to[i], times[i]
        j = begin
        while j + STRIDE <= last and segment.postings[j + STRIDE - 1] < end:
            j += STRIDE
        while j < last and segment.postings[j] < end:
            j += 1
        at[i] = j
        if not wanted:
            continue
        # From 0 on, and unsigned: without looking whether an index wraps round, twice as fast.
        postings = segment.postings[begin:j]
        for p in range(postings.size):
            posting = postings[p]
            sums[posting >> SIXTEEN & within] += weight * np.int32(posting & WEIGHT)


@compiled
def _add_columns(
    sums: Ints, segment: Segment, tile: int, here: int, slots: Ints, times: Ints
) -> None:
    """Adds a tile's part, from place `here` on, of every column; eight at a time: less to read and
    write, and eight streams from memory that wait for each other less than four.
    """
    columns, to = segment.columns, here + sums.size
    j = 0
    while j + 8 <= slots.size:
        a, b = columns[tile, slots[j], here:to], columns[tile, slots[j + 1], here:to]
        c, d = columns[tile, slots[j + 2], here:to], columns[tile, slots[j + 3], here:to]
        e, f = columns[tile, slots[j + 4], here:to], columns[tile, slots[j + 5], here:to]
        g, h = columns[tile, slots[j + 6], here:to], columns[tile, slots[j + 7], here:to]
        t, u, v, w = times[j], times[j + 1], times[j + 2], times[j + 3]
        x, y, z, o = times[j + 4], times[j + 5], times[j + 6], times[j + 7]
        for i in range(sums.size):
            one = t * np.int32(a[i]) + u * np.int32(b[i]) + v * np.int32(c[i]) + w * np.int32(d[i])
            two = x * np.int32(e[i]) + y * np.int32(f[i]) + z * np.int32(g[i]) + o * np.int32(h[i])
            sums[i] += one + two
        j += 8
    while j + 2 <= slots.size:
        a, b = columns[tile, slots[j], here:to], columns[tile, slots[j + 1], here:to]
        t, u = times[j], times[j + 1]
        for i in range(sums.size):
            sums[i] += t * np.int32(a[i]) + u * np.int32(b[i])
        j += 2
    if j < slots.size:
        a, t = columns[tile, slots[j], here:to], times[j]
        for i in range(sums.size):
            sums[i] += t * np.int32(a[i])


@compiled
def _keep_best(
    sums: Ints, segment: Segment, here: int, row: int, floor: int, best: Best, q: int, gate: Gate
) -> None:
    """Those of the texts from place `here` on that belong into list q."""
    if _highest(sums) < _bar(best, q, floor):
        return
    places = np.empty(ZONE, np.int32)
    for begin in range(0, sums.size, ZONE):
        some = sums[begin : min(begin + ZONE, sums.size)]
        bar = np.int32(_bar(best, q, floor))
        if _highest(some) < bar:
            continue
        reached = 0
        for finer in range(0, some.size, FINE):
            if _highest(some[finer : finer + FINE]) >= bar:
                for i in range(finer, min(finer + FINE, some.size)):
                    places[reached] = i
                    reached += int(some[i] >= bar)
        numbers = segment.numbers[here + begin : here + begin + some.size]
        for i in places[: sift(gate, row, numbers, places, reached)]:
            _enter(best, q, some[i], numbers[i], floor)


@compiled
def _highest(sums: Ints) -> np.int32:
    highest = np.int32(0)
    for i in range(sums.size):
        highest = max(highest, sums[i])
    return highest


@compiled
def _bar(best: Best, q: int, floor: int) -> int:
    """The fewest points with which another text might enter list q."""
    k = best.scores.shape[1]
    return best.scores[q, k - 1] if best.sizes[q] == k else floor


@compiled
def _enter(best: Best, q: int, score: int | np.int32, text: int, floor: int) -> None:
    """Into its place: more points first, of equal ones the lower number."""
    k, size = best.scores.shape[1], best.sizes[q]
    if score < floor:
        return
    if size == k:
        if not _before(score, text, best.scores[q, k - 1], best.texts[q, k - 1]):
            return
        size = k - 1
    else:
        best.sizes[q] = size + 1
    while size > 0 and _before(score, text, best.scores[q, size - 1], best.texts[q, size - 1]):
        best.scores[q, size] = best.scores[q, size - 1]
        best.texts[q, size] = best.texts[q, size - 1]
        size -= 1
    best.scores[q, size], best.texts[q, size] = score, text


@compiled
def _before(score: int | np.int32, text: int, other: int, other_text: int) -> bool:
    return bool(score > other or (score == other and text < other_text))


@compiled
def _tell(
    sums: Ints,
    segment: Segment,
    here: int,
    row: int,
    best: Best,
    bars: Bars,
    gate: Gate,
    told: Ints,
    told_scores: Ints,
    told_so_far: int,
) -> int:
    """The texts from place `here` on into the list, and into `told` if their bar is reached."""
    places = np.empty(ZONE, np.int32)
    for begin in range(0, sums.size, ZONE):
        some = sums[begin : min(begin + ZONE, sums.size)]
        numbers = segment.numbers[here + begin : here + begin + some.size]
        own, reached = np.int32(_bar(best, 0, bars.floor) - 1), 0
        for i in range(some.size):
            places[reached] = i
            reached += int(some[i] > min(own, bars.cover[numbers[i]]))
        for i in places[: sift(gate, row, numbers, places, reached)]:
            told_so_far = _deal(numbers[i], some[i], best, bars, told, told_scores, told_so_far)
    return told_so_far


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
