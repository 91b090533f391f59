"""The gate: whether a need and an offering may meet, asked from within a kernel.

About 20 ns a pair: a step reads two or three cells of either text, and the first that doesn't hold
decides. What the steps mean is told in `rules.py`, which makes them.
"""

from __future__ import annotations

from typing import NamedTuple

from projections.matcher.compiled import compiled
from projections.matcher.rules import ANY, ASKED, DIFFERS, KNOWN, LIES, SAME, SHIFT
from projections.matcher.segment import Bytes, Ints, Longs

MOST = (1 << SHIFT) - 1
MISSING_BITS = (1 << ASKED) - 1


class Facts(NamedTuple):
    """What the rules read of one side's texts: a row of cells for each, and all their codes."""

    cells: Longs  # (texts, width)
    codes: Ints


class Gate(NamedTuple):
    """A track's program, the facts of the asking side and of the other.

    `needs_ask`: the asking texts are the needs. `alive` is 1 for the other side's live texts.
    """

    program: Longs
    needs_ask: bool
    ours: Facts
    theirs: Facts
    alive: Bytes


@compiled
def may_meet(gate: Gate, row: int, text: int) -> bool:
    if not gate.alive[text]:
        return False
    if gate.needs_ask:
        return passes(gate.program, gate.ours, row, gate.theirs, text)
    return passes(gate.program, gate.theirs, text, gate.ours, row)


@compiled
def passes(program: Longs, needs: Facts, need: int, offerings: Facts, offering: int) -> bool:
    """Whether every step of the program holds between a need and an offering."""
    for i in range(program.shape[0]):
        kind, first, second = program[i, 0], program[i, 2], program[i, 3]
        if program[i, 1] == 0:
            held = _holds(kind, needs, need, first, offerings, offering, second)
        else:
            held = _holds(kind, offerings, offering, first, needs, need, second)
        if not held:
            return False
    return True


@compiled
def _holds(
    kind: int, holders: Facts, holder: int, first: int, others: Facts, other: int, second: int
) -> bool:
    bound, value = holders.cells[holder, first], others.cells[other, second]
    if kind == KNOWN:
        return bool(((bound >> ASKED & value) | (value >> ASKED & bound)) & MISSING_BITS == 0)
    if kind == LIES:
        return bool(bound <= value <= holders.cells[holder, first + 1])
    if kind == SAME:
        return bool(bound in (ANY, value))
    if kind == DIFFERS:
        return bool(bound != value)
    if bound == 0:
        return True
    if bound & value == 0:
        return False
    ours, theirs = holders.cells[holder, first + 1], others.cells[other, second + 1]
    for i in range(ours >> SHIFT, (ours >> SHIFT) + (ours & MOST)):
        for j in range(theirs >> SHIFT, (theirs >> SHIFT) + (theirs & MOST)):
            if holders.codes[i] == others.codes[j]:
                return True
    return False
