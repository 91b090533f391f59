"""匹配度 Grade: how well two texts fit, as people say it: high, middle, low.

Tracks differ in how alike two texts are that belong together, so each has its own bounds: of pairs
with a middle score every second one was right, of those with a high one four of five, among needs
worded by hand (`benchmarks/calibration.py`; docs/matching.md has the table).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from domain.postings.tracks import TRACKS

GRADES = {"high": "高", "middle": "中", "low": "低"}


class Bounds(NamedTuple):
    """The scores, in millionths, from which on a pair's grade is middle, or high."""

    middle: int
    high: int


USUAL = Bounds(50_000, 75_000)
_BY_TRACK = {
    "policy": Bounds(48_000, 65_000),
    "bank": Bounds(52_000, 78_000),
    "sales": Bounds(56_000, 63_000),
    "academia": Bounds(60_000, 97_000),
    "labor": Bounds(42_000, 55_000),
    "digitization": Bounds(34_000, 80_000),
}


class Scores(NamedTuple):
    """Scores from one on and below another, in millionths; None: without end."""

    least: int
    below: int | None


def bounds_of(track: str) -> Bounds:
    """A track's bounds; one that isn't measured yet has the usual ones."""
    return _BY_TRACK.get(track, USUAL)


def grade(track: str, score: int) -> str:
    """The grade's code of a score in millionths."""
    middle, high = bounds_of(track)
    return "high" if score >= high else "middle" if score >= middle else "low"


def scores_of(code: str) -> Mapping[str, Scores]:
    """The scores that a grade has on each track; nothing for what is no grade's code."""
    return {track: _scores(bounds_of(track))[code] for track in TRACKS if code in GRADES}


def _scores(bounds: Bounds) -> dict[str, Scores]:
    middle, high = bounds
    return {"low": Scores(0, middle), "middle": Scores(middle, high), "high": Scores(high, None)}
