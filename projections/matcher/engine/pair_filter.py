"""The gate: which of some texts may meet the one that asks; asked within a kernel.

Every step reads one cell of each text that is left, about 1 ns, and leaves fewer to the next one.
Only where the signatures of sets agree in nothing but bits that several codes share are codes
compared one by one, 20 ns a text. What the steps mean is told in `rules.py`, which makes them and
says in which order they are asked.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.engine.jit import compiled
from projections.matcher.engine.rule_program import (
    ANY,
    ASKED,
    DIFFERS,
    FAMILY,
    GRADES,
    KNOWN,
    LIES,
    MEETS,
    MISSING,
    PARTY,
    SAME,
    SHIFT,
    STATED,
    SURE,
    WORDS,
)
from projections.matcher.engine.segment import ALL, HIGH, LOW, SOME, Bytes, Ints, Longs

MOST = (1 << SHIFT) - 1
MISSING_BITS = (1 << ASKED) - 1


class TextFacts(NamedTuple):
    """What the rules read of one side's texts: a row of cells for each, and all their codes."""

    cells: Longs  # (room for texts, width)
    codes: Ints


class PairRules(NamedTuple):
    """The facts of the asking side and of the other, and the program as the asking side reads it:
    holder 0 is the asking text. `alive` is 1 for the other side's live texts.

    A pair of `least` points is listed, if its texts have a word in common where `words` isn't 0;
    and so is one where both state at least `enough` of what the rules ask (0: no such pair). Where
    the two name grades of a family and none in common, `graded` percent of the points are left. A
    list has at most `cap` texts of one party (0: any number).
    """

    program: Longs
    ours: TextFacts
    theirs: TextFacts
    alive: Bytes
    least: int = 1
    enough: int = 0
    cap: int = 0
    words: int = 0
    graded: int = 100


NOTHING = np.int32(-1)


@compiled
def worth(gate: PairRules, row: int, text: int, score: np.int32) -> np.int32:
    """What the points of a pair that the rules let through are worth; -1 where it has too little in
    common, by its texts and by its facts."""
    if gate.graded < 100 and _grades_differ(gate, row, text):
        score = np.int32(np.int64(score) * gate.graded // 100)
    if score >= gate.least and (gate.words == 0 or _share(gate, row, text)):
        return score
    if gate.enough == 0:
        return NOTHING
    both, agreed = gate.ours.cells[row, STATED] & gate.theirs.cells[text, STATED], 0
    while both:
        both, agreed = both & (both - 1), agreed + 1
    return score if agreed >= gate.enough else NOTHING


@compiled
def _share(gate: PairRules, row: int, text: int) -> bool:
    """Whether the two have something in common that is a word in one of them; both sets ascend."""
    ours, theirs = gate.ours.codes, gate.theirs.codes
    here, there = gate.ours.cells[row, WORDS], gate.theirs.cells[text, WORDS]
    i, j = here >> SHIFT, there >> SHIFT
    end, other_end = i + (here & MOST), j + (there & MOST)
    while i < end and j < other_end:
        term, other = ours[i] >> 1, theirs[j] >> 1
        if term == other and (ours[i] | theirs[j]) & 1:
            return True
        if term <= other:
            i += 1
        if other <= term:
            j += 1
    return False


@compiled
def _grades_differ(gate: PairRules, row: int, text: int) -> bool:
    """Whether both name grades of a family, and none of it in common; both sets ascend."""
    ours, theirs = gate.ours.codes, gate.theirs.codes
    here, there = gate.ours.cells[row, GRADES], gate.theirs.cells[text, GRADES]
    i, j = here >> SHIFT, there >> SHIFT
    end, other_end = i + (here & MOST), j + (there & MOST)
    while i < end and j < other_end:
        family, other = ours[i] >> FAMILY, theirs[j] >> FAMILY
        if family < other:
            i += 1
        elif other < family:
            j += 1
        else:
            same = False
            while i < end and j < other_end and ours[i] >> FAMILY == theirs[j] >> FAMILY == family:
                same = same or ours[i] == theirs[j]
                if ours[i] <= theirs[j]:
                    i += 1
                else:
                    j += 1
            if not same:
                return True
            while i < end and ours[i] >> FAMILY == family:
                i += 1
            while j < other_end and theirs[j] >> FAMILY == family:
                j += 1
    return False


@compiled
def last_of_party(texts: Ints, size: int, text: int, cells: Longs, cap: int) -> int:
    """Where in a list the last of the text's party stands, if that party has all its places there;
    else -1. `cells` are those of the listed texts' side."""
    if cap == 0:
        return -1
    party, held, last = cells[text, PARTY], 0, -1
    for place in range(size):
        if cells[texts[place], PARTY] == party:
            held, last = held + 1, place
    return last if held >= cap else -1


@compiled
def opens(gate: PairRules, row: int, zones: Longs, zone: int) -> bool:
    """Whether the rules may let anything in a zone through."""
    program, asks = gate.program, gate.ours.cells[row]
    for step in range(program.shape[0]):
        kind, a, b = program[step, 0], program[step, 2], program[step, 3]
        ours_hold = program[step, 1] == 0
        if kind == KNOWN:
            missing, asked, others = asks[0] & MISSING_BITS, asks[0] >> ASKED, zones[ALL, 0, zone]
            shut = (asked & others) | (missing & (others >> ASKED)) != 0
        elif kind == MEETS and ours_hold:
            shut = asks[a] != 0 and asks[a] & zones[SOME, b, zone] == 0
        elif kind == MEETS:
            shut = zones[LOW, a, zone] != 0 and zones[SOME, a, zone] & asks[b] == 0
        elif kind == LIES and ours_hold:
            low, high = zones[LOW, b, zone], zones[HIGH, b, zone]
            shut = asks[a] != MISSING and (high < asks[a] or low > asks[a + 1])
        elif kind == LIES:
            shut = zones[LOW, a, zone] > asks[b] or zones[HIGH, a + 1, zone] < asks[b]
        elif kind == SAME:
            asking, other = (asks[a], b) if ours_hold else (asks[b], a)
            low, high = zones[LOW, other, zone], zones[HIGH, other, zone]
            free = asking == ANY if ours_hold else low == ANY
            shut = not free and (asking < low or asking > high)
        else:
            shut = False
        if shut:
            return False
    return True


@compiled
def sift(gate: PairRules, row: int, numbers: Ints, places: Ints, count: int) -> int:
    """Leaves of the first `count` places those whose texts are live and may meet the row at the
    front of `places`, in their order; returns how many they are."""
    program, asks = gate.program, gate.ours.cells[row]
    for step in range(program.shape[0]):
        if count == 0:
            return 0
        kind, a, b = program[step, 0], program[step, 2], program[step, 3]
        if kind == KNOWN:
            count = _sift_known(gate, asks[0], numbers, places, count)
        elif kind == MEETS:
            count = _sift_sets(gate, row, step, numbers, places, count)
        elif program[step, 1] == 0:
            count = _sift_ours(gate, kind, asks[a : a + 2], b, numbers, places, count)
        else:
            count = _sift_theirs(gate, kind, a, asks[b], numbers, places, count)
    left = 0
    for i in range(count):
        place = places[i]
        text = numbers[place]
        places[left] = place
        left += gate.alive[text]
    return left


@compiled
def _sift_known(gate: PairRules, known: int, numbers: Ints, places: Ints, count: int) -> int:
    missing, asked = known & MISSING_BITS, known >> ASKED
    left = 0
    for i in range(count):
        place = places[i]
        text = numbers[place]
        other = gate.theirs.cells[text, 0]
        places[left] = place
        left += int((asked & other) | (missing & (other >> ASKED)) == 0)
    return left


@compiled
def _sift_ours(
    gate: PairRules, kind: int, bound: Longs, b: int, numbers: Ints, places: Ints, count: int
) -> int:
    """A step whose bound is the asking text's; to be the same is to lie between twice the same."""
    low, high = bound[0], bound[0 if kind == SAME else bound.size - 1]
    if (kind == LIES and low == MISSING) or (kind == SAME and low == ANY):
        return count
    left = 0
    for i in range(count):
        place = places[i]
        value = gate.theirs.cells[numbers[place], b]
        places[left] = place
        if kind == DIFFERS:
            left += int(low != value)
        else:
            left += int((low <= value) & (value <= high))
    return left


@compiled
def _sift_theirs(
    gate: PairRules, kind: int, a: int, value: int, numbers: Ints, places: Ints, count: int
) -> int:
    """A step whose bounds are the others'."""
    left = 0
    for i in range(count):
        place = places[i]
        text = numbers[place]
        low = gate.theirs.cells[text, a]
        places[left] = place
        if kind == LIES:
            left += int((low <= value) & (value <= gate.theirs.cells[text, a + 1]))
        elif kind == SAME:
            left += int((low == ANY) | (low == value))
        else:
            left += int(low != value)
    return left


@compiled
def _sift_sets(
    gate: PairRules, row: int, step: int, numbers: Ints, places: Ints, count: int
) -> int:
    """A step of sets: first by their signatures, then code by code."""
    holds = gate.program[step, 1] == 0
    a, b = gate.program[step, 2], gate.program[step, 3]
    if not holds:
        a, b = b, a
    asks, theirs = gate.ours, gate.theirs
    signature, stretch = asks.cells[row, a], asks.cells[row, a + 1]
    if holds and signature == 0:
        return count
    left = 0
    for i in range(count):
        place = places[i]
        text = numbers[place]
        other = theirs.cells[text, b]
        places[left] = place
        if signature & other & SURE or (not holds and other == 0):
            left += 1
        elif signature & other:
            left += int(_common(asks.codes, stretch, theirs.codes, theirs.cells[text, b + 1]))
    return left


@compiled
def _common(codes: Ints, here: int, other_codes: Ints, there: int) -> bool:
    for i in range(here >> SHIFT, (here >> SHIFT) + (here & MOST)):
        for j in range(there >> SHIFT, (there >> SHIFT) + (there & MOST)):
            if codes[i] == other_codes[j]:
                return True
    return False
