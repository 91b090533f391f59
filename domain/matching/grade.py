"""匹配度 Grade: how well two texts fit, as people say it: high, middle, low.

The bounds are provisional: thirds, roughly, of what a county's lists hold, the same for all tracks.
"""

from __future__ import annotations

GRADES = {"high": "高", "middle": "中", "low": "低"}
LEAST = {"high": 120_000, "middle": 50_000, "low": 0}  # millionths of a score


def grade(score: int) -> str:
    """The grade's code of a score in millionths."""
    return next(code for code, least in LEAST.items() if score >= least)
