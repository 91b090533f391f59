"""What a posting leaves open: whom it shuts out by that, whether it stands already or is written.

The live postings of the other side (`other_side.py`) are held against it by the rules alone: no
model is needed, so that it can be said while somebody writes, also of the first posting of a track.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.rules import Facet, Verdict
from projections.matching.other_side import live_others
from projections.matching.pairing import facets
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
class Fit:
    """How many parties' conditions a posting meets, and what it leaves open, the dearest first."""

    partners: int
    left_open: tuple[LeftOpen, ...] = ()


def fit(market: Market, posting: PostingRow, as_of: int | None = None) -> Fit:
    meeting: set[str] = set()
    shut_out: dict[str, dict[str, str]] = {}  # by label: bound by party
    for row in live_others(market, posting, as_of):
        held = facets(posting, row) if posting.side == "need" else facets(row, posting)
        verdicts = {facet.verdict for facet in held}
        if Verdict.FAIL in verdicts:
            continue
        if Verdict.UNKNOWN not in verdicts:
            meeting.add(row.party)
        for facet in held:
            for label in _asked(facet, posting.side):
                bound = facet.offering if posting.side == "need" else facet.need
                shut_out.setdefault(label, {})[row.party] = bound
    open_ = (_left_open(label, bounds) for label, bounds in shut_out.items())
    return Fit(len(meeting), tuple(sorted(open_, key=lambda o: (-o.partners, o.label))))


def _asked(facet: Facet, side: str) -> list[str]:
    if facet.verdict is not Verdict.UNKNOWN or side not in facet.asks:
        return []
    return facet.asks[side].split("、")


def _left_open(label: str, bounds: dict[str, str]) -> LeftOpen:
    [(bound, many)] = Counter(bounds.values()).most_common(1)
    return LeftOpen(label, len(bounds), bound, many)
