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
    Counted,
    OfPair,
    Whose,
    barriers_between,
    count_barriers,
    hold_all,
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
    barriers: tuple[Counted, ...] = ()


def fit(market: Market, posting: PostingRow, as_of: int | None = None) -> Fit:
    meeting: set[str] = set()
    left_out: dict[str, dict[str, str]] = {}  # by label: bound by party
    against: list[tuple[str, OfPair]] = []  # by party
    rules = TRACKS[posting.track].rules
    for row in live_others(market, posting, as_of):
        if not could_meet(posting, row):
            continue
        tried = hold_all(rules, posting, row)
        between = barriers_between(tried, posting.side)
        if not between:
            meeting.add(row.party)
        if any(each.facet.verdict is Verdict.FAIL for each in tried):
            against += ((row.party, each) for each in between)
            continue
        # nothing fails: what the owner left out himself is told as left open, not as a barrier
        theirs = (each for each in between if each.barrier.whose is not Whose.OWN)
        against += ((row.party, each) for each in theirs)
        for each in tried:
            for label in _asked(each.facet, posting.side):
                bound = each.facet.offering if posting.side == "need" else ""
                left_out.setdefault(label, {})[row.party] = bound
    open_ = (_left_open(label, bounds) for label, bounds in left_out.items())
    unmet = ((party, each) for party, each in against if party not in meeting)  # one met is enough
    return Fit(
        len(meeting),
        tuple(sorted(open_, key=lambda o: (-o.partners, o.label))),
        count_barriers(unmet, with_bounds=posting.side == "need"),
    )


def _asked(facet: Facet, side: str) -> list[str]:
    if facet.verdict is not Verdict.UNKNOWN or side not in facet.asks:
        return []
    return facet.asks[side].split("、")


def _left_open(label: str, bounds: dict[str, str]) -> LeftOpen:
    [(bound, many)] = Counter(bounds.values()).most_common(1)
    return LeftOpen(label, len(bounds), bound, many)
