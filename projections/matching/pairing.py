"""Pairing: a track's live needs and offerings, a model, and what of it is proposed, and why.

Values in, values out: the same postings and the same model always give the same proposals, in the
same order, whoever asks and however the log was read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from domain.core.command import Refusal
from domain.postings.content import Content
from domain.postings.posting import Side
from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import TRACKS
from projections.matcher import Model, Scored, Unusable, Vector
from projections.matcher.posted import length_percent, text_of, vector_of
from projections.matching.folding import Folding
from projections.matching.reasons import (
    Reasons,
    alike,
    as_pair,
    facets_of,
    nearly_alike,
    points_of,
    reasons,
)
from projections.postings.posting_table import PostingRow

if TYPE_CHECKING:
    from projections.matcher.engine.live import LiveTrack, Posted

MANY = 4_000  # postings from which machine code is worth its loading

Vectors = dict[tuple[str, Side, int, str], Vector]  # by model, side, what is left of it, and text
Move = tuple[bool, PostingRow]  # whether it goes or comes


class Touched(NamedTuple):
    """Ids of the needs and the offerings whose lists changed."""

    needs: set[str]
    offerings: set[str]


@dataclass(frozen=True)
class ProposedPair:
    """One need and one offering that should meet.

    `points` of 2**30; ranks count from 1, None where the pair isn't in that side's best k.
    """

    id: str
    track: str
    need: PostingRow
    offering: PostingRow
    points: int
    rank_for_need: int | None
    rank_for_offering: int | None


class Pairing:
    """One track, at one moment or moving along with the market.

    Vectors come from `kept`, a cache that outlives this object. Equal scores: the posting that has
    stood longer comes first (`PostingRow.since`).
    """

    def __init__(
        self,
        track: str,
        needs: Iterable[PostingRow],
        offerings: Iterable[PostingRow],
        model: Model,
        vectors: Vectors,
    ) -> None:
        self.track = TRACKS[track]
        self.rules = self.track.rules_of(model.settings.rules)
        self.model = model
        self.vectors = vectors
        self.needs = {row.id: row for row in needs}
        self.offerings = {row.id: row for row in offerings}
        self.folding = Folding(self.offerings.values() if model.settings.folds else ())
        self._live: LiveTrack | None = None
        self._proposed: list[ProposedPair] | None = None

    @property
    def live(self) -> LiveTrack:
        """The standing lists, made when they are first asked for."""
        from projections.matcher.engine.live import LiveTrack  # noqa: PLC0415 (numba takes half a second to load)

        if self._live is None:
            self._live = LiveTrack(
                self.track,
                self.model,
                self._posted(self._standing(self.needs.values())),
                self._posted(self._standing(self.offerings.values())),
                engine=None if len(self.needs) + len(self.offerings) > MANY else "numpy",
                vectors=lambda posted, side: self._vector(posted.content, side),
            )
        return self._live

    def best(self, side: Side, id: str) -> tuple[Scored, ...]:
        """A posting's list; nothing where it is folded into another one."""
        return self.live.best(side, id) if self.folding.stands(side, id) else ()

    def move(self, moves: Iterable[Move]) -> Touched | None:
        """Let postings go and come, in their order; whose lists changed or went with them. None
        where one went that stood for others: the track is to be paired anew."""
        touched = Touched(set(), set())
        for gone, row in moves:
            own, theirs = touched if row.side == "need" else touched[::-1]
            rows = self.needs if row.side == "need" else self.offerings
            own.add(row.id)
            if gone:
                stood = self.folding.stands(row.side, row.id)
                if self.model.settings.folds and not self.folding.leave(rows.pop(row.id)):
                    return None
                rows.pop(row.id, None)
                theirs.update(self.live.withdraw(row.side, row.id) if stood else ())
            else:
                stands = not self.model.settings.folds or self.folding.arrive(row)
                theirs.update(self.live.arrive(row.side, *self._posted([row])) if stands else ())
                rows[row.id] = row
        self._proposed = None
        return touched

    def proposals(self, only: Touched | None = None) -> list[ProposedPair]:
        """Every pair that is among the best k of either side, best first; of `only` these."""
        ranks_by_pair: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
        asked = only or Touched(set(self.needs), set(self.offerings))
        for need in asked.needs & self.needs.keys():
            for rank, (offering, worth) in enumerate(self.best("need", need), 1):
                ranks_by_pair.setdefault((need, offering), {})["need"] = (rank, worth)
        for offering in asked.offerings & self.offerings.keys():
            for rank, (need, worth) in enumerate(self.best("offering", offering), 1):
                ranks_by_pair.setdefault((need, offering), {})["offering"] = (rank, worth)
        if only:
            ranks_by_pair = {pair: self._ranks(*pair) for pair in ranks_by_pair}
        return sorted(
            (self._proposal(pair, ranks) for pair, ranks in ranks_by_pair.items()),
            key=lambda proposal: (-proposal.points, proposal.need.id, proposal.offering.id),
        )

    def still(self, pairs: Iterable[tuple[str, str]]) -> list[ProposedPair]:
        """Of these pairs those that are proposed, with the ranks that they have now."""
        known = (p for p in pairs if p[0] in self.needs and p[1] in self.offerings)
        ranked = ((pair, self._ranks(*pair)) for pair in known)
        return [self._proposal(pair, ranks) for pair, ranks in ranked if ranks]

    def _ranks(self, need: str, offering: str) -> dict[str, tuple[int, int]]:
        """Where each stands in the other's list, with the score."""
        ranks = {}
        for side, own, other in (("need", need, offering), ("offering", offering, need)):
            for rank, (id, worth) in enumerate(self.best(cast("Side", side), own), 1):
                if id == other:
                    ranks[side] = (rank, worth)
        return ranks

    def listed(self, posting: PostingRow) -> list[PostingRow]:
        """Whom a posting is proposed with."""
        if self._proposed is None:
            self._proposed = self.proposals()
        pairs = ((p.need, p.offering) for p in self._proposed)
        if posting.side == "need":
            return [offering for need, offering in pairs if need.id == posting.id]
        return [need for need, offering in pairs if offering.id == posting.id]

    def others(self, posting: PostingRow) -> Iterable[PostingRow]:
        """The postings of the other side."""
        return (self.offerings if posting.side == "need" else self.needs).values()

    def likest(self, posting: PostingRow, others: Iterable[PostingRow]) -> list[PostingRow]:
        """These of the other side, the likest texts first; among equals the one that has stood
        longer."""
        return sorted(
            others, key=lambda row: (-self.points(*as_pair(posting, row)), row.since, row.id)
        )

    def enters(self, need: PostingRow, offering: PostingRow) -> bool:
        """Would this pair be proposed, if these two stood as they are here, all others as now?"""
        worth = self.points(need, offering)
        if not self.passes(need, offering) or not self.alike(need, offering):
            return False
        rivals = (row for row in self.offerings.values() if row.id != offering.id)
        others = (row for row in self.needs.values() if row.id != need.id)
        return self._among(worth, offering, ((row, need, row) for row in rivals)) or self._among(
            worth, need, ((row, row, offering) for row in others)
        )

    def _among(
        self,
        worth: int,
        posting: PostingRow,
        rivals: Iterable[tuple[PostingRow, PostingRow, PostingRow]],
    ) -> bool:
        """Whether a pair of this worth has a place in a list beside its rivals (with their pairs):
        fewer than k places are taken before it, and fewer than its party may have."""
        settings, taken = self.model.settings, Counter[str]()
        cap = settings.of_party or settings.k
        for rival, need, offering in rivals:
            theirs = self.points(need, offering)
            ahead = (-theirs, rival.since, rival.id) < (-worth, posting.since, posting.id)
            if (
                not ahead
                or taken[rival.party] == cap
                or not self.folding.stands(rival.side, rival.id)
            ):
                continue
            taken[rival.party] += self.passes(need, offering) and self.alike(need, offering)
            if taken.total() == settings.k or taken[posting.party] == cap:
                return False
        return True

    def passes(self, need: PostingRow, offering: PostingRow) -> bool:
        """Whether every rule lets the two be proposed to each other."""
        return all(facet.verdict is Verdict.PASS for facet in self.facets(need, offering))

    def facets(self, need: PostingRow, offering: PostingRow) -> tuple[Facet, ...]:
        """Every rule held against the pair, as this pairing holds them."""
        return facets_of(need, offering, self.model)

    def alike(self, need: PostingRow, offering: PostingRow) -> bool:
        """Whether the two have enough in common, by their texts or by what both state."""
        return alike(need, offering, (self.vector(need), self.vector(offering)), self.model)

    def nearly_alike(self, need: PostingRow, offering: PostingRow) -> bool:
        """Whether somebody may be asked about the two, for what is open between them."""
        return nearly_alike(need, offering, (self.vector(need), self.vector(offering)), self.model)

    def vector(self, row: PostingRow) -> Vector:
        return self._vector(row.content, row.side)

    def _vector(self, content: Content, side: Side) -> Vector:
        settings = self.model.settings
        text, left = text_of(content, settings), length_percent(content, side, settings)
        key = (self.model.digest, side, left, text)
        weighed = self.vectors.get(key)
        if weighed is None:  # other threads fill and empty the cache meanwhile
            weighed = self.vectors[key] = vector_of(content, side, self.model, text)
        return weighed

    def _standing(self, rows: Iterable[PostingRow]) -> Iterator[PostingRow]:
        return (row for row in rows if self.folding.stands(row.side, row.id))

    def _posted(self, rows: Iterable[PostingRow]) -> list[Posted]:
        """The rows in the order in which they came to stand as they do."""
        from projections.matcher.engine.live import Posted  # noqa: PLC0415 (numba takes half a second to load)

        posted: list[Posted] = []
        for row in sorted(rows, key=lambda row: (row.since, row.id)):
            arrival = max(row.since, posted[-1].arrival + 1) if posted else row.since
            text = text_of(row.content, self.model.settings)
            posted.append(Posted(row.id, arrival, text, row.content, row.party))
        return posted

    def reasons(self, need: PostingRow, offering: PostingRow) -> Reasons:
        """The reason sheet of a pair, from the vectors at hand."""
        return reasons(need, offering, self.model, (self.vector(need), self.vector(offering)))

    def points(self, need: PostingRow, offering: PostingRow) -> int:
        return points_of(need, offering, (self.vector(need), self.vector(offering)), self.model)

    def _proposal(
        self, pair: tuple[str, str], ranks: Mapping[str, tuple[int, int]]
    ) -> ProposedPair:
        need, offering = self.needs[pair[0]], self.offerings[pair[1]]
        return ProposedPair(
            id=proposal_id(need, offering, self.model),
            track=self.track.code,
            need=need,
            offering=offering,
            points=next(worth for _, worth in ranks.values()),
            rank_for_need=ranks["need"][0] if "need" in ranks else None,
            rank_for_offering=ranks["offering"][0] if "offering" in ranks else None,
        )


def proposal_id(need: PostingRow, offering: PostingRow, model: Model) -> str:
    """A hash of all that the proposal depends on: decisions stay with what was decided."""
    parts = (
        need.id,
        str(need.edition),
        offering.id,
        str(offering.edition),
        model.digest,
        model.lexicon.version,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def unusable_model(track: str, broken: Unusable) -> Refusal:
    """Why a model in force can't be worked with here, and what to do."""
    why = "由另一版分词程序训练" if broken.analyzer else "已损坏，或由更新的程序写成"
    text = f"{TRACKS[track].title}的撮合模型{why}，这里不能重现；docking up --once 会训练新的模型"
    return Refusal("matcher.unusable", text, "track")
