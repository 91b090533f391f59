"""The kernels once more, by numpy alone: the same results, some 10 to 100 times slower.

For machines without numba, and as the second opinion in the tests. Float64 sums are exact here:
they count whole numbers below 2**53.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from projections.matcher.engine.kernels import Best
from projections.matcher.engine.pair_filter import MISSING_BITS, MOST, PairRules, TextFacts
from projections.matcher.engine.rule_program import (
    ANY,
    ASKED,
    DIFFERS,
    FAMILY,
    GRADES,
    KNOWN,
    LIES,
    PARTY,
    SAME,
    SHIFT,
    STATED,
    WORDS,
)
from projections.matcher.engine.segment import WEIGHT, Ints, Longs, Rows, Segment
from projections.matcher.engine.tile import Bars

Mask = npt.NDArray[np.bool_]


def sweep(
    rows: Rows, begin: int, end: int, segment: Segment, floor: int, best: Best, gate: PairRules
) -> None:
    for q in range(begin, end):
        scores = _scores(rows, q, segment)
        reach = np.flatnonzero(scores >= _bar(best, q - begin, floor))
        texts = segment.numbers[reach].astype(np.int64)
        _keep_best(best, q - begin, scores[reach], texts, gate, q)


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
    scores = _scores(rows, row, segment)
    texts = segment.numbers.astype(np.int64)
    return _deal(scores, texts, row, best, bars, gate, takers, taker_scores, takers_so_far)


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
    stretch = slice(rows.starts[row], rows.starts[row + 1])
    own[rows.terms[stretch]] = rows.weights[stretch]
    scores = np.zeros(len(candidates), np.int64)
    for i, text in enumerate(candidates):
        theirs = slice(others.starts[text], others.starts[text + 1])
        scores[i] = own[others.terms[theirs]].astype(np.int64) @ others.weights[theirs]
    own[rows.terms[stretch]] = 0
    texts = candidates.astype(np.int64)
    return _deal(scores, texts, row, best, bars, gate, takers, taker_scores, takers_so_far)


def passing(gate: PairRules, row: int, texts: Longs) -> Mask:
    """Which of the other side's texts are live and may meet the asking row."""
    passed: Mask = gate.alive[texts] == 1
    asking = np.full(len(texts), row)
    for kind, holder, first, second in gate.program.tolist():
        sides = (gate.ours, asking), (gate.theirs, texts)
        (holders, bounds), (others, values) = sides[::-1] if holder else sides
        bound, value = holders.cells[bounds, first], others.cells[values, second]
        if kind == KNOWN:
            passed &= ((bound >> ASKED & value) | (value >> ASKED & bound)) & MISSING_BITS == 0
        elif kind == LIES:
            passed &= (bound <= value) & (value <= holders.cells[bounds, first + 1])
        elif kind == SAME:
            passed &= (bound == ANY) | (bound == value)
        elif kind == DIFFERS:
            passed &= bound != value
        else:
            passed &= (bound == 0) | ((bound & value) != 0)
            for i in np.flatnonzero(passed & (bound != 0)).tolist():
                ours = _codes(holders, holders.cells[bounds[i], first + 1])
                theirs = _codes(others, others.cells[values[i], second + 1])
                passed[i] = bool(set(ours) & set(theirs))
    return passed


def _codes(facts: TextFacts, cell: int) -> list[int]:
    begin = int(cell) >> SHIFT
    codes: list[int] = facts.codes[begin : begin + (int(cell) & MOST)].tolist()
    return codes


def _scores(rows: Rows, row: int, segment: Segment) -> Longs:
    """The points of one row with every text of the segment."""
    stretch = slice(rows.starts[row], rows.starts[row + 1])
    terms, times = rows.terms[stretch], rows.weights[stretch].astype(np.int64)
    known = terms < len(segment.slots)
    terms, times = terms[known], times[known]
    here = segment.bounds[terms, 0] < segment.bounds[terms, -1]
    terms, times = terms[here], times[here]
    slots, starts = segment.slots[terms], segment.spans[segment.bounds[terms, 0], 0]
    lengths = segment.spans[segment.bounds[terms, -1] - 1, 1] - starts
    before = np.cumsum(lengths) - lengths
    at = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    postings = segment.postings[at].astype(np.int64)
    weights = np.repeat(times, lengths) * (postings & WEIGHT)
    count = len(segment.numbers)
    sums = np.bincount(postings >> 16, weights, count).astype(np.int64)
    for slot, weight in zip(slots[slots >= 0], times[slots >= 0], strict=True):
        sums += weight * segment.columns[:, slot].reshape(-1)[:count].astype(np.int64)
    return sums


def _deal(
    scores: Longs,
    texts: Longs,
    row: int,
    best: Best,
    bars: Bars,
    gate: PairRules,
    takers: Ints,
    taker_scores: Ints,
    takers_so_far: int,
) -> int:
    """The texts that may pair into the best, and into `takers` where their bar is reached."""
    may = np.flatnonzero(scores >= bars.floor)
    may = may[passing(gate, row, texts[may])]
    scores = _worth(gate, row, texts[may], scores[may])
    scores, texts = scores[scores >= 0], texts[may][scores >= 0]
    _merge(best, 0, scores, texts, gate)
    those = scores > bars.cover[texts]
    end = takers_so_far + int(those.sum())
    takers[takers_so_far:end], taker_scores[takers_so_far:end] = texts[those], scores[those]
    return end


def _bar(best: Best, q: int, floor: int) -> int:
    full = best.sizes[q] == best.scores.shape[1]
    return int(best.scores[q, -1]) if full else floor


def _keep_best(best: Best, q: int, scores: Longs, texts: Longs, gate: PairRules, row: int) -> None:
    passed = passing(gate, row, texts)
    texts, scores = texts[passed], _worth(gate, row, texts[passed], scores[passed])
    _merge(best, q, scores[scores >= 0], texts[scores >= 0], gate)


def _worth(gate: PairRules, row: int, texts: Longs, scores: Longs) -> Longs:
    """What the points are worth; -1 where a text has too little in common with the asking row."""
    if gate.graded < 100:
        own = _families(_codes(gate.ours, gate.ours.cells[row, GRADES]))
        for i in range(len(texts)) if own else ():
            theirs = _families(_codes(gate.theirs, gate.theirs.cells[texts[i], GRADES]))
            if any(own[family].isdisjoint(theirs[family]) for family in own.keys() & theirs.keys()):
                scores[i] = scores[i] * gate.graded // 100
    enough: Mask = scores >= gate.least
    if gate.words:
        ours = {code >> 1: code & 1 for code in _codes(gate.ours, gate.ours.cells[row, WORDS])}
        for i in np.flatnonzero(enough).tolist():
            codes = _codes(gate.theirs, gate.theirs.cells[texts[i], WORDS])
            enough[i] = any(code >> 1 in ours and code & 1 | ours[code >> 1] for code in codes)
    if gate.enough:
        both = gate.ours.cells[row, STATED] & gate.theirs.cells[texts, STATED]
        enough |= np.bitwise_count(both) >= gate.enough
    return np.where(enough, scores, -1)


def _families(codes: list[int]) -> dict[int, set[int]]:
    """Grades by their family."""
    families: dict[int, set[int]] = {}
    for code in codes:
        families.setdefault(code >> FAMILY, set()).add(code)
    return families


def _merge(best: Best, q: int, scores: Longs, texts: Longs, gate: PairRules) -> None:
    """Into list q, best first, of equal scores the earlier text; of each party the first few."""
    size = int(best.sizes[q])
    scores = np.concatenate([best.scores[q, :size], scores])
    texts = np.concatenate([best.texts[q, :size], texts])
    order = np.lexsort((texts, -scores))
    if gate.cap:
        order = order[_within(gate.theirs.cells[texts[order], PARTY], gate.cap)]
    first = order[: best.scores.shape[1]]
    best.sizes[q] = len(first)
    best.scores[q, : len(first)], best.texts[q, : len(first)] = scores[first], texts[first]


def _within(parties: Longs, cap: int) -> Mask:
    """Which are among the first `cap` of their party."""
    held: dict[int, int] = {}
    within: Mask = np.zeros(len(parties), np.bool_)
    for place, party in enumerate(parties.tolist()):
        held[party] = held.get(party, 0) + 1
        within[place] = held[party] <= cap
    return within
