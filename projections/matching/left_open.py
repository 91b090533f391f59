"""What a posting leaves open: whom it shuts out by that, whether it stands already or is written.

The live postings of the other side are held against it by the rules alone: no model is needed, so
that it can be said while somebody writes, also of the first posting of a track.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.posting import Side
from domain.postings.rules import Facet, Verdict
from projections.matching.pairing import facets
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow

LOOKED_AT = 1000  # postings of the other side


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
    other: Side = "offering" if posting.side == "need" else "need"
    rows = market.by_id(
        side=other, track=posting.track, status="published", limit=LOOKED_AT, as_of=as_of
    )
    meeting: set[str] = set()
    shut_out: dict[str, dict[str, str]] = {}  # by label: bound by party
    for row in rows:
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
