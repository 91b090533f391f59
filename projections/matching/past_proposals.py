"""Proposals of past positions: worked out anew, and kept for who asks for the same day next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from domain.postings.tracks import TRACKS
from projections.core.view import Guard
from projections.matching.proposal_table import ProposalRow
from projections.postings.market import Market

ROWS_KEPT = 150_000  # of whole tracks
PARTIES_KEPT = 200
POSTINGS = 10_000  # of a party, that are looked at to know its tracks

Proposed = list[ProposalRow]


class Track:
    """What stood on one track, best first; and what of it either side of a pair is a party's."""

    def __init__(self, rows: Proposed) -> None:
        self.rows = rows
        self.of_party: dict[str, Proposed] = {}
        for row in rows:
            for party in set(row.parties):
                self.of_party.setdefault(party, []).append(row)


class PastProposals:
    """`work_out` is asked for a position and a track; `guard` keeps threads out of each other's
    way, where there are several."""

    def __init__(
        self, market: Market, work_out: Callable[[int, str], Proposed], guard: Guard
    ) -> None:
        self.market, self.work_out, self._guard = market, work_out, guard
        self._kept: OrderedDict[tuple[str, int, int], Track] = OrderedDict()
        self._theirs: OrderedDict[tuple[tuple[str, ...], int, int], Proposed] = OrderedDict()

    def rows(
        self,
        as_of: int,
        *,
        parties: Sequence[str] | None = None,
        track: str | None = None,
        need: str | None = None,
        offering: str | None = None,
    ) -> Proposed:
        """What stood then, by track and best first; of these parties only, where any are given."""
        if parties is None:
            codes = [track] if track else list(TRACKS)
            rows = [row for code in codes for row in self._track(code, as_of).rows]
        else:
            rows = self._of(tuple(parties), as_of)
        wanted = {"track": track, "need": need, "offering": offering}
        filters = {name: value for name, value in wanted.items() if value is not None}
        return [row for row in rows if all(getattr(row, name) == filters[name] for name in filters)]

    def _of(self, parties: tuple[str, ...], as_of: int) -> Proposed:
        """What was proposed to some parties: little, and so kept longer than whole tracks."""
        mark = self.market.bookmark()
        key = (parties, mark.life, as_of)
        with self._guard:
            if key in self._theirs:
                self._theirs.move_to_end(key)
                return self._theirs[key]
        own = self.market.by_id(parties=parties, status="published", limit=POSTINGS, as_of=as_of)
        rows: dict[str, ProposalRow] = {}
        for code in (code for code in TRACKS if code in {row.track for row in own}):
            whole = self._track(code, as_of)
            for party in parties:
                rows |= {row.id: row for row in whole.of_party.get(party, ())}
        if mark.position < as_of:
            return list(rows.values())  # the market doesn't show all of it yet
        with self._guard:
            self._theirs[key] = list(rows.values())
            while len(self._theirs) > PARTIES_KEPT:
                self._theirs.popitem(last=False)
        return list(rows.values())

    def _track(self, track: str, as_of: int) -> Track:
        mark = self.market.bookmark()
        key = (track, mark.life, as_of)
        with self._guard:
            proposals = self._kept.get(key)
            if proposals is not None:
                self._kept.move_to_end(key)
                return proposals
        proposals = Track(self.work_out(as_of, track))
        if mark.position < as_of:
            return proposals  # the market doesn't show all of it yet
        with self._guard:
            self._kept[key] = proposals
            while len(self._kept) > 1 and sum(len(t.rows) for t in self._kept.values()) > ROWS_KEPT:
                self._kept.popitem(last=False)
        return proposals
