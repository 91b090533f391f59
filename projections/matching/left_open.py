"""Whom a posting shuts out by what it leaves open, and by what it states; whether it stands already
or is being written.

The live postings of the other side (`other_side.py`) are held against it by the rules alone: no
model is needed, so that it can be said while somebody writes, also of the first posting of a track.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.posting import Side
from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import TRACKS
from projections.matching.other_side import live_others
from projections.matching.reasons import as_pair, facets
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class LeftOpen:
    """`label` is not stated, and so many partners state a bound for it; `bound` is what most of
    them state."""

    label: str
    partners: int
    bound: str
    of: int  # partners that state this bound


@dataclass(frozen=True)
class ShutOut:
    """What is stated of a condition turns so many partners away; `bound` is what most of them say,
    "" for an offering, whose owner learns of a need no figure."""

    title: str
    own: str
    partners: int
    bound: str = ""
    of: int = 0  # partners that state this bound


@dataclass(frozen=True)
class Fit:
    """How many parties' conditions a posting meets; what it leaves open, and what it states, that
    turns others away: the dearest first."""

    partners: int
    left_open: tuple[LeftOpen, ...] = ()
    shut_out: tuple[ShutOut, ...] = ()


def fit(market: Market, posting: PostingRow, as_of: int | None = None) -> Fit:
    rules = {rule.name for rule in TRACKS[posting.track].rules}
    meeting: set[str] = set()
    left_out: dict[str, dict[str, str]] = {}  # by label: bound by party
    against: dict[tuple[str, str], dict[str, str]] = {}  # by condition and own value: the same
    for row in live_others(market, posting, as_of):
        held = facets(*as_pair(posting, row))
        verdicts = {facet.verdict for facet in held}
        if Verdict.FAIL in verdicts:
            for facet in held:
                if facet.verdict is Verdict.FAIL and facet.name in rules:
                    against.setdefault(_own(facet, posting.side), {})[row.party] = facet.offering
            continue
        if Verdict.UNKNOWN not in verdicts:
            meeting.add(row.party)
        for facet in held:
            for label in _asked(facet, posting.side):
                bound = facet.offering if posting.side == "need" else facet.need
                left_out.setdefault(label, {})[row.party] = bound
    open_ = (_left_open(label, bounds) for label, bounds in left_out.items())
    others = (  # of whose offerings another one is met, that one is enough
        (condition, {party: text for party, text in bounds.items() if party not in meeting})
        for condition, bounds in against.items()
    )
    shut = (_shut_out(*condition, bounds, posting.side) for condition, bounds in others if bounds)
    return Fit(
        len(meeting),
        tuple(sorted(open_, key=lambda o: (-o.partners, o.label))),
        tuple(sorted(shut, key=lambda s: (-s.partners, s.title))),
    )


def _own(facet: Facet, side: Side) -> tuple[str, str]:
    return facet.title, facet.need if side == "need" else facet.offering


def _shut_out(title: str, own: str, bounds: dict[str, str], side: Side) -> ShutOut:
    if side == "offering":
        return ShutOut(title, own, len(bounds))
    [(bound, many)] = Counter(bounds.values()).most_common(1)
    return ShutOut(title, own, len(bounds), bound, many)


def _asked(facet: Facet, side: str) -> list[str]:
    if facet.verdict is not Verdict.UNKNOWN or side not in facet.asks:
        return []
    return facet.asks[side].split("、")


def _left_open(label: str, bounds: dict[str, str]) -> LeftOpen:
    [(bound, many)] = Counter(bounds.values()).most_common(1)
    return LeftOpen(label, len(bounds), bound, many)
