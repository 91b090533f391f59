"""The funnel as it is shown: the stages that needs have reached, and beside them 待确认, the needs
for which something is open now and nothing is proposed. Those are never counted as proposed.

待确认 is no event that a view could count: any posting of the other side may begin or end it. It is
taken from `unmatched_reasons.py`, which looks only at what changed since it was asked last.
"""

from __future__ import annotations

from projections.figures.funnel import STAGES, UNCONFIRMED, Funnel
from projections.matching.unmatched_reasons import UnmatchedReasons

LINES = (*STAGES[:2], UNCONFIRMED, *STAGES[2:])


def line_counts(
    funnel: Funnel, unmatched: UnmatchedReasons, as_of: int | None = None
) -> dict[str, dict[str, int]]:
    """What the funnel counts, by line and track."""
    waiting = unmatched.waiting(as_of)
    unconfirmed = {track: len(needs) for track, needs in waiting.items() if needs}
    return {**funnel.counts(as_of), UNCONFIRMED: unconfirmed}


def line_needs(
    funnel: Funnel,
    unmatched: UnmatchedReasons,
    line: str,
    track: str,
    after: str = "",
    limit: int = 50,
    as_of: int | None = None,
) -> list[str]:
    """The needs behind a figure, by their ids, a page at a time."""
    if line != UNCONFIRMED:
        return funnel.needs(line, track, after, limit, as_of)
    return [id for id in unmatched.waiting(as_of)[track] if id > after][:limit]
