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


def counts_at_once(
    funnel: Funnel, unmatched: UnmatchedReasons, as_of: int | None = None
) -> dict[str, dict[str, int]]:
    """The same for a page that is to be there at once: of a past day without 待确认, for which each
    track would be gone through as it stood then. Whoever wants it asks for one track."""
    return line_counts(funnel, unmatched) if as_of is None else funnel.counts(as_of)


def line_count(
    funnel: Funnel, unmatched: UnmatchedReasons, line: str, track: str, as_of: int | None = None
) -> int:
    """One figure of these."""
    if line == UNCONFIRMED:
        return len(unmatched.waiting_on(track, as_of))
    return funnel.counts(as_of)[line].get(track, 0)


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
    return [id for id in unmatched.waiting_on(track, as_of) if id > after][:limit]
