"""A tile: which of its zones a row reads, and the points that it finds there.

A row asks a tile's zones first: whether the rules may let any of a zone's texts through, and how
many points the row's terms may give there at most (`want`). Only zones that may still matter are
read, which are few where texts about the same thing stand together, and a zone's columns only if
what its lists gave can still become enough. Nothing is guessed: what is left out could not have
changed any list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.engine.jit import compiled
from projections.matcher.engine.pair_filter import PairRules, opens
from projections.matcher.engine.segment import (
    SIXTEEN,
    TILE,
    WEIGHT,
    ZONE,
    Ints,
    Longs,
    Rows,
    Segment,
)

HERE = TILE // ZONE  # zones of a tile
NEVER = 1 << 60  # more points than there are
MOSTLY = 0.75  # where so many of a tile's zones are wanted, all of its postings are read


class Plan(NamedTuple):
    """Rows' terms in a segment with their columns and the rows' weights: of the row at hand those
    from `first` to before `lists` are lists, from `columns` to before `last` columns.
    """

    terms: Ints
    slots: Ints
    times: Ints
    first: int
    lists: int
    columns: int
    last: int


class Bars(NamedTuple):
    """Standing lists as a scan sees them: a text is told of a pair of at least `floor` points, and
    of more than its `cover`. A text that is to be told nothing has the highest cover; where nobody
    is to be told anything there are no covers.
    """

    cover: Ints
    floor: int


class Work(NamedTuple):
    """What is worked out of a tile for one row. Of a zone `least` tells the fewest points that
    matter there, `most` how many a text may get at most, `later` how many of them from columns.
    """

    sums: Ints  # zeros before and after
    least: Longs
    most: Longs
    later: Longs


@compiled
def room() -> Work:
    """To work in."""
    each = np.empty((3, HERE), np.int64)
    return Work(np.zeros(TILE, np.int32), each[0], each[1], each[2])


@compiled
def blank(size: int) -> Plan:
    """For rows of so many terms together."""
    each = np.empty((3, size), np.int32)
    return Plan(each[0], each[1], each[2], 0, 0, 0, 0)


@compiled
def planned(rows: Rows, row: int, first: int, segment: Segment, plan: Plan) -> Plan:
    """The plan of a row, from place `first` on: its lists in front, its columns at the back."""
    last, tiles = first + rows.starts[row + 1] - rows.starts[row], segment.bounds.shape[1] - 1
    lists, columns = first, last
    for i in range(rows.starts[row], rows.starts[row + 1]):
        term = rows.terms[i]
        if term >= segment.slots.size or segment.bounds[term, 0] == segment.bounds[term, tiles]:
            continue
        if segment.slots[term] >= 0:
            columns -= 1
            place = columns
        else:
            place = lists
            lists += 1
        plan.terms[place], plan.slots[place] = term, segment.slots[term]
        plan.times[place] = rows.weights[i]
    return Plan(plan.terms, plan.slots, plan.times, first, lists, columns, last)


@compiled
def want(
    work: Work,
    segment: Segment,
    tile: int,
    plan: Plan,
    row: int,
    bar: int,
    bars: Bars,
    gate: PairRules,
) -> int:
    """How many of a tile's zones have to be read: those that the rules don't shut, and in which a
    text may get as many points as the row's own bar, or more than the text's cover.
    """
    known, pressing, opened = segment.zones.shape[2] > 0, False, 0
    asks = known and gate.program.shape[0] > 0
    size = min(TILE, segment.numbers.size - tile * TILE)
    zones = (size + ZONE - 1) // ZONE
    for zone in range(zones):
        least = NEVER
        if not asks or opens(gate, row, segment.zones, tile * HERE + zone):
            least = bar
            if bars.cover.size:
                begin = tile * TILE + zone * ZONE
                for text in segment.numbers[begin : begin + ZONE]:
                    least = min(least, int(bars.cover[text]) + 1)
                    if least <= bars.floor:
                        break
            opened += 1
            pressing |= least > bars.floor
        work.least[zone] = least
    if opened == 0:
        return 0
    if not (known and pressing):
        work.most[:], work.later[:] = NEVER - 1, NEVER - 1
        return opened
    work.most[:], work.later[:] = 0, 0
    _add_most(work.most, segment, tile, plan, plan.first, plan.lists)
    _add_most(work.later, segment, tile, plan, plan.columns, plan.last)
    wanted = 0
    for zone in range(zones):
        work.most[zone] += work.later[zone]
        wanted += int(work.most[zone] >= work.least[zone])
    return wanted


@compiled
def _add_most(most: Longs, segment: Segment, tile: int, plan: Plan, begin: int, end: int) -> None:
    """Adds to each zone of a tile the most points that these terms may give there."""
    within = np.uint32(HERE - 1)
    for i in range(begin, end):
        term, weight = plan.terms[i], np.int64(plan.times[i])
        entries = segment.entries[segment.bounds[term, tile] : segment.bounds[term, tile + 1]]
        for e in range(entries.size):
            most[entries[e] >> SIXTEEN & within] += weight * np.int64(entries[e] & WEIGHT)


@compiled
def add_lists(work: Work, segment: Segment, tile: int, plan: Plan, count: int) -> bool:
    """Adds the lists' postings in the zones that are wanted; all of the tile's, which is quicker,
    if most are wanted or there are no zones. Returns whether it was so.
    """
    sums, within, within_tile = work.sums, np.uint32(HERE - 1), np.uint32(TILE - 1)
    every = segment.zones.shape[2] == 0 or count >= MOSTLY * HERE
    for i in range(plan.first, plan.lists):
        term, weight = plan.terms[i], plan.times[i]
        begin, end = segment.bounds[term, tile], segment.bounds[term, tile + 1]
        step = max(1, end - begin) if every else 1
        for e in range(begin, end, step):
            zone = segment.entries[e] >> SIXTEEN & within
            if every or work.most[zone] >= work.least[zone]:
                postings = segment.postings[segment.spans[e, 0] : segment.spans[e + step - 1, 1]]
                # Unsigned: without looking whether an index wraps round, twice as fast.
                for p in range(postings.size):
                    posting = postings[p]
                    sums[posting >> SIXTEEN & within_tile] += weight * np.int32(posting & WEIGHT)
    return every


@compiled
def add_columns(sums: Ints, segment: Segment, zone: int, plan: Plan) -> None:
    """Adds a zone's part of every column; eight at a time: less to read and write, and eight
    streams from memory that wait for each other less than four.
    """
    columns, slots, times = segment.columns, plan.slots, plan.times
    j, last = plan.columns, plan.last
    while j + 8 <= last:
        a, b = columns[zone, slots[j]], columns[zone, slots[j + 1]]
        c, d = columns[zone, slots[j + 2]], columns[zone, slots[j + 3]]
        e, f = columns[zone, slots[j + 4]], columns[zone, slots[j + 5]]
        g, h = columns[zone, slots[j + 6]], columns[zone, slots[j + 7]]
        t, u, v, w = times[j], times[j + 1], times[j + 2], times[j + 3]
        x, y, z, o = times[j + 4], times[j + 5], times[j + 6], times[j + 7]
        for i in range(sums.size):
            first = (
                t * np.int32(a[i]) + u * np.int32(b[i]) + v * np.int32(c[i]) + w * np.int32(d[i])
            )
            second = (
                x * np.int32(e[i]) + y * np.int32(f[i]) + z * np.int32(g[i]) + o * np.int32(h[i])
            )
            sums[i] += first + second
        j += 8
    while j + 2 <= last:
        a, b = columns[zone, slots[j]], columns[zone, slots[j + 1]]
        t, u = times[j], times[j + 1]
        for i in range(sums.size):
            sums[i] += t * np.int32(a[i]) + u * np.int32(b[i])
        j += 2
    if j < last:
        a, t = columns[zone, slots[j]], times[j]
        for i in range(sums.size):
            sums[i] += t * np.int32(a[i])


@compiled
def highest(sums: Ints) -> np.int32:
    """The highest of some sums, or 0."""
    top = np.int32(0)
    for i in range(sums.size):
        top = max(top, sums[i])
    return top
