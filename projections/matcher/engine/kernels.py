"""Kernels: texts scored by one pass over a segment, in whole numbers.

Scores are int32 sums of uint16 products (no vector is longer than 2**15, so they stay below 2**30).
Sums of whole numbers have no order: tiles, blocks, threads and shards can't change a result.

What a query costs against a segment with n texts, in ns of one core:

    rules      about 10 for every 512 texts (`pair_filter.opens`)
    zones      0.4 for every entry of its terms, n / 100 or more, and 10 for every term and tile
    lists      0.4 for every posting of its terms without a column in the zones that matter
    columns    10 to 20 for every such zone and term with a column (0.02 to 0.04 for each text)
    sifting    0.04 for every text of such zones, to find those whose score reaches the bar
    rules      about 1 for every text that reached the bar, and step that it passes (`sift`)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.engine.jit import compiled
from projections.matcher.engine.pair_filter import PairRules, last_of_party, sift, worth
from projections.matcher.engine.segment import TILE, ZONE, Ints, Rows, Segment
from projections.matcher.engine.tile import (
    HERE,
    Bars,
    Plan,
    Work,
    add_columns,
    add_lists,
    blank,
    highest,
    planned,
    room,
    want,
)

FINE = 64  # texts whose highest sum is compared with the bar, where some score of a zone reaches it


class Best(NamedTuple):
    """Lists in the making: row q holds `sizes[q]` scores, descending, and their texts."""

    scores: Ints  # (queries, k)
    texts: Ints
    sizes: Ints


@compiled
def sweep(
    rows: Rows, begin: int, end: int, segment: Segment, floor: int, best: Best, gate: PairRules
) -> None:
    """Rows `begin` to before `end` against a segment: row `begin + q` adds to list q of `best`.

    Tiles outside, queries inside: what a tile holds is read from the cache by every query.
    """
    base, work, bars = rows.starts[begin], room(), Bars(np.empty(0, np.int32), floor)
    plans = blank(rows.starts[end] - base)
    cuts = np.empty((end - begin, 2), np.int64)
    for q in range(begin, end):
        plan = planned(rows, q, rows.starts[q] - base, segment, plans)
        cuts[q - begin, 0], cuts[q - begin, 1] = plan.lists, plan.columns
    for tile in range((segment.numbers.size + TILE - 1) // TILE):
        for q in range(begin, end):
            first, last = rows.starts[q] - base, rows.starts[q + 1] - base
            lists, columns = cuts[q - begin, 0], cuts[q - begin, 1]
            plan = Plan(plans.terms, plans.slots, plans.times, first, lists, columns, last)
            bar = _bar(best, q - begin, floor)
            count = want(work, segment, tile, plan, q, bar, bars, gate)
            if count:
                every = add_lists(work, segment, tile, plan, count)
                _keep_best(work, segment, tile, plan, every, q, floor, best, q - begin, gate)


@compiled
def _keep_best(
    work: Work,
    segment: Segment,
    tile: int,
    plan: Plan,
    every: bool,
    row: int,
    floor: int,
    best: Best,
    q: int,
    gate: PairRules,
) -> None:
    """Those of a tile's texts that belong into list q."""
    size = min(TILE, segment.numbers.size - tile * TILE)
    # The loop over a tile's zones stands here and in `scan`: one function for both costs a fifth
    # (measured), probably because all arrays that it is called with are counted in and out again.
    for begin in range(0, size, ZONE):
        zone = begin // ZONE
        wanted = work.most[zone] >= work.least[zone]
        if wanted or every:
            some = work.sums[begin : min(begin + ZONE, size)]
            if wanted and highest(some) + work.later[zone] >= _bar(best, q, floor):
                add_columns(some, segment, tile * HERE + zone, plan)
                _enter_all(some, segment, tile * TILE + begin, row, floor, best, q, gate)
            some[:] = 0


@compiled
def scan(
    rows: Rows,
    row: int,
    segment: Segment,
    best: Best,
    bars: Bars,
    gate: PairRules,
    takers: Ints,
    taker_scores: Ints,
    takers_so_far: int,
) -> int:
    """One row against a segment: adds to the single list of `best`, and writes into `takers` the
    texts whose bar the pair's score reaches. Returns how many there are now.
    """
    work, plan = room(), blank(rows.starts[row + 1] - rows.starts[row])
    plan = planned(rows, row, 0, segment, plan)
    for tile in range((segment.numbers.size + TILE - 1) // TILE):
        bar = _bar(best, 0, bars.floor)
        count = want(work, segment, tile, plan, row, bar, bars, gate)
        if count == 0:
            continue
        every = add_lists(work, segment, tile, plan, count)
        size = min(TILE, segment.numbers.size - tile * TILE)
        for begin in range(0, size, ZONE):
            zone = begin // ZONE
            wanted = work.most[zone] >= work.least[zone]
            if wanted or every:
                some = work.sums[begin : min(begin + ZONE, size)]
                if wanted and highest(some) + work.later[zone] >= work.least[zone]:
                    add_columns(some, segment, tile * HERE + zone, plan)
                    here, least = tile * TILE + begin, np.int32(work.least[zone])
                    takers_so_far = _tell(
                        *(some, segment, here, least, row, best, bars, gate),
                        *(takers, taker_scores, takers_so_far),
                    )
                some[:] = 0
    return takers_so_far


@compiled
def probe(
    rows: Rows,
    row: int,
    others: Rows,
    candidates: Ints,
    own: Ints,
    best: Best,
    bars: Bars,
    gate: PairRules,
    takers: Ints,
    taker_scores: Ints,
    takers_so_far: int,
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
        takers_so_far = _deal(
            *(text, score, row, best, bars, gate, takers, taker_scores, takers_so_far)
        )
    for i in range(rows.starts[row], rows.starts[row + 1]):
        own[rows.terms[i]] = 0
    return takers_so_far


@compiled
def _enter_all(
    sums: Ints,
    segment: Segment,
    here: int,
    row: int,
    floor: int,
    best: Best,
    q: int,
    gate: PairRules,
) -> None:
    """Those of the texts from place `here` on that belong into list q."""
    places = np.empty(ZONE, np.int32)
    bar, reached = np.int32(_bar(best, q, floor)), 0
    for finer in range(0, sums.size, FINE):
        if highest(sums[finer : finer + FINE]) >= bar:
            for i in range(finer, min(finer + FINE, sums.size)):
                places[reached] = i
                reached += int(sums[i] >= bar)
    numbers = segment.numbers[here : here + sums.size]
    for i in places[: sift(gate, row, numbers, places, reached)]:
        score = worth(gate, row, numbers[i], sums[i])
        if score >= 0:
            _enter(best, q, score, numbers[i], floor, gate)


@compiled
def _bar(best: Best, q: int, floor: int) -> int:
    """The fewest points with which another text might enter list q."""
    k = best.scores.shape[1]
    return best.scores[q, k - 1] if best.sizes[q] == k else floor


@compiled
def _enter(
    best: Best, q: int, score: int | np.int32, text: int, floor: int, gate: PairRules
) -> None:
    """Into its place: more points first, of equal ones the lower number. Where its party has all
    its places in the list, it takes that of the party's last one, or none."""
    k, size = best.scores.shape[1], best.sizes[q]
    if score < floor:
        return
    last = last_of_party(best.texts[q], size, text, gate.theirs.cells, gate.cap)
    if last >= 0:
        if not _before(score, text, best.scores[q, last], best.texts[q, last]):
            return
        size = last
    elif size == k:
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
    least: np.int32,
    row: int,
    best: Best,
    bars: Bars,
    gate: PairRules,
    takers: Ints,
    taker_scores: Ints,
    takers_so_far: int,
) -> int:
    """The texts of a zone, from place `here` on, into the list, and into `takers` if their bar is
    reached. Fewer than `least` points matter to none of them.
    """
    places, numbers = np.empty(ZONE, np.int32), segment.numbers[here : here + sums.size]
    own, near, reached = np.int32(_bar(best, 0, bars.floor) - 1), 0, 0
    for i in range(sums.size):
        places[near] = i
        near += int(sums[i] >= least)
    for i in places[:near]:  # a text's own cover is read only if it may matter
        places[reached] = i
        reached += int(sums[i] > min(own, bars.cover[numbers[i]]))
    for i in places[: sift(gate, row, numbers, places, reached)]:
        takers_so_far = _deal(
            *(numbers[i], sums[i], row, best, bars, gate, takers, taker_scores, takers_so_far)
        )
    return takers_so_far


@compiled
def _deal(
    text: int,
    score: np.int32,
    row: int,
    best: Best,
    bars: Bars,
    gate: PairRules,
    takers: Ints,
    taker_scores: Ints,
    takers_so_far: int,
) -> int:
    """A text into the list, and into `takers` if its bar is reached; how many are told now."""
    score = worth(gate, row, text, score)
    if score < 0:
        return takers_so_far
    _enter(best, 0, score, text, bars.floor, gate)
    if score > bars.cover[text]:
        takers[takers_so_far], taker_scores[takers_so_far] = text, score
        return takers_so_far + 1
    return takers_so_far
