"""Whom a posting shuts out by what it leaves open, by what it states, and by what the other side
does; whether it stands already or is being written.

The live postings of the other side (`other_side.py`) are held against it by the rules alone: no
model is needed, so that it can be said while somebody writes, also of the first posting of a track.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import TRACKS
from projections.matching.barriers import (
    Barrier,
    Hindrance,
    Obstacle,
    barriers,
    hold,
    obstacles_between,
)
from projections.matching.other_side import live_others
from projections.matching.reasons import could_meet
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class LeftOpen:
    """`label` is not stated, and so many partners state a bound for it; `bound` is what most of
    them state, "" for an offering, whose owner learns of a need no figure."""

    label: str
    partners: int
    bound: str
    of: int  # partners that state this bound; all, where it isn't told


@dataclass(frozen=True)
class Fit:
    """How many parties' conditions a posting meets; what it leaves open, the dearest first; and
    what else keeps others away, on either side."""

    partners: int
    left_open: tuple[LeftOpen, ...] = ()
    barriers: tuple[Barrier, ...] = ()


def fit(market: Market, posting: PostingRow, as_of: int | None = None) -> Fit:
    meeting: set[str] = set()
    left_out: dict[str, dict[str, str]] = {}  # by label: bound by party
    against: list[tuple[str, Obstacle]] = []
    rules = TRACKS[posting.track].rules
    for row in live_others(market, posting, as_of):
        if not could_meet(posting, row):
            continue
        held = hold(rules, posting, row)
        verdicts = {each.facet.verdict for each in held}
        obstacles = [(row.party, each) for each in obstacles_between(held, posting, row)]
        if not obstacles:
            meeting.add(row.party)
        if Verdict.FAIL in verdicts:
            against += obstacles
            continue
        against += [pair for pair in obstacles if pair[1].hindrance is not Hindrance.OWN]
        for _, facet in held:
            for label in _asked(facet, posting.side):
                bound = facet.offering if posting.side == "need" else ""
                left_out.setdefault(label, {})[row.party] = bound
    open_ = (_left_open(label, bounds) for label, bounds in left_out.items())
    unmet = (pair for pair in against if pair[0] not in meeting)  # one that is met is enough
    return Fit(
        len(meeting),
        tuple(sorted(open_, key=lambda o: (-o.partners, o.label))),
        barriers(unmet, with_bounds=posting.side == "need"),
    )


def _asked(facet: Facet, side: str) -> list[str]:
    if facet.verdict is not Verdict.UNKNOWN or side not in facet.asks:
        return []
    return facet.asks[side].split("、")


def _left_open(label: str, bounds: dict[str, str]) -> LeftOpen:
    [(bound, many)] = Counter(bounds.values()).most_common(1)
    return LeftOpen(label, len(bounds), bound, many)
