"""The gate: which of some neighbouring texts may meet the one that asks; asked within a kernel.

Every step compares one cell of the asking text with a column of the others', eight at once: some
0.15 ns a step and text. Only where sets' signatures agree are their codes compared one by one, 20
ns a text. What the steps mean is told in `rules.py`, which makes them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.compiled import compiled
from projections.matcher.rules import ANY, ASKED, DIFFERS, KNOWN, LIES, MEETS, MISSING, SAME, SHIFT
from projections.matcher.segment import Bytes, Ints, Longs

MOST = (1 << SHIFT) - 1
MISSING_BITS = (1 << ASKED) - 1


class Facts(NamedTuple):
    """What the rules read of one side's texts: a row of cells for each, and all their codes."""

    cells: Longs  # (width, room for texts)
    codes: Ints


class Gate(NamedTuple):
    """The facts of the asking side and of the other, and the program as the asking side reads it:
    holder 0 is the asking text. `alive` is 1 for the other side's live texts.
    """

    program: Longs
    ours: Facts
    theirs: Facts
    alive: Bytes


@compiled
def hold(gate: Gate, row: int, first: int, passed: Longs) -> None:
    """Leaves a 1 in `passed` for those texts, from number `first` on, that may meet the row.

    Whether two sets meet is told from their signatures; `meet` makes sure of it.
    """
    program, asks, theirs = gate.program, gate.ours.cells, gate.theirs.cells
    for i in range(passed.size):
        passed[i] &= gate.alive[first + i]
    for step in range(program.shape[0]):
        kind, a, b = program[step, 0], program[step, 2], program[step, 3]
        if program[step, 1] == 0:
            _hold_ours(kind, asks[a : a + 2, row], theirs[b, first:], passed)
        else:
            highs = theirs[min(a + 1, theirs.shape[0] - 1), first:]
            _hold_theirs(kind, theirs[a, first:], highs, asks[b, row], passed)


@compiled
def _hold_ours(kind: int, bound: Longs, values: Longs, passed: Longs) -> None:
    """A step whose bound is the asking text's."""
    low, high = bound[0], bound[bound.size - 1]
    if kind == KNOWN:
        _hold_known(low, values, passed)
    elif kind == LIES and low != MISSING:
        for i in range(passed.size):
            passed[i] &= np.int64(low <= values[i]) & np.int64(values[i] <= high)
    elif kind == SAME and low != ANY:
        for i in range(passed.size):
            passed[i] &= np.int64(low == values[i])
    elif kind == DIFFERS:
        for i in range(passed.size):
            passed[i] &= np.int64(low != values[i])
    elif kind == MEETS and low != 0:
        for i in range(passed.size):
            passed[i] &= np.int64(low & values[i] != 0)


@compiled
def _hold_theirs(kind: int, bounds: Longs, highs: Longs, value: int, passed: Longs) -> None:
    """A step whose bounds are the others'."""
    if kind == KNOWN:
        _hold_known(value, bounds, passed)
    elif kind == LIES:
        for i in range(passed.size):
            passed[i] &= np.int64(bounds[i] <= value) & np.int64(value <= highs[i])
    elif kind == SAME:
        for i in range(passed.size):
            passed[i] &= np.int64(bounds[i] == ANY) | np.int64(bounds[i] == value)
    elif kind == DIFFERS:
        for i in range(passed.size):
            passed[i] &= np.int64(bounds[i] != value)
    else:
        for i in range(passed.size):
            passed[i] &= np.int64(bounds[i] == 0) | np.int64(bounds[i] & value != 0)


@compiled
def _hold_known(known: int, others: Longs, passed: Longs) -> None:
    missing, asked = known & MISSING_BITS, known >> ASKED
    for i in range(passed.size):
        passed[i] &= np.int64((asked & others[i]) | (missing & (others[i] >> ASKED)) == 0)


@compiled
def meet(gate: Gate, row: int, other: int) -> bool:
    """Whether the sets of a text that `hold` let pass have the codes that their signatures say."""
    program, asks, theirs = gate.program, gate.ours, gate.theirs
    for step in range(program.shape[0]):
        if program[step, 0] != MEETS:
            continue
        a, b = program[step, 2], program[step, 3]
        if program[step, 1] != 0:
            a, b = b, a
        mine, other_set = asks.cells[a + 1, row], theirs.cells[b + 1, other]
        held = asks.cells[a, row] if program[step, 1] == 0 else theirs.cells[b, other]
        if held and not _common(asks.codes, mine, theirs.codes, other_set):
            return False
    return True


@compiled
def _common(codes: Ints, here: int, other_codes: Ints, there: int) -> bool:
    for i in range(here >> SHIFT, (here >> SHIFT) + (here & MOST)):
        for j in range(there >> SHIFT, (there >> SHIFT) + (there & MOST)):
            if codes[i] == other_codes[j]:
                return True
    return False
