"""Pairing: a track's live needs and offerings, a model, and what of it is proposed, and why.

Values in, values out: the same postings and the same model always give the same proposals, in the
same order, whoever asks and however the log was read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.facets import Facet, Verdict
from domain.tracks import TRACKS
from projections.market import Row
from projections.matcher import Model, Vector, best, explain, least_points, points, vector


@dataclass(frozen=True)
class Proposal:
    """One need and one offering that should meet.

    `points` of 2**30; ranks count from 1, None where the pair isn't in that side's best k.
    """

    id: str
    track: str
    need: Row
    offering: Row
    points: int
    rank_for_need: int | None
    rank_for_offering: int | None


@dataclass(frozen=True)
class Reasons:
    """Why: both texts' shares of the score, and every rule's verdict."""

    points: int
    millionths: int
    terms: list[dict[str, Any]]  # label, kind, points, millionths, spans in both texts
    facets: tuple[Facet, ...]


class Pairing:
    """One track at one moment. Vectors come from `kept`, a cache that outlives this object."""

    def __init__(
        self,
        track: str,
        needs: Sequence[Row],
        offerings: Sequence[Row],
        model: Model,
        kept: dict[tuple[str, str, str], Vector],
    ) -> None:
        self.track = TRACKS[track]
        self.needs = {row.id: row for row in needs}
        self.offerings = {row.id: row for row in offerings}
        self.model = model
        self.kept = kept
        self._allowed: dict[tuple[str, str], bool] = {}
        self._proposed: list[Proposal] | None = None

    def proposals(self) -> list[Proposal]:
        """Every pair that is among the best k of either side, best first."""
        settings = self.model.settings
        lists = best(
            {id: self.vector(row) for id, row in self.needs.items()},
            {id: self.vector(row) for id, row in self.offerings.items()},
            k=settings.k,
            least=least_points(settings.least),
            allowed=self.allowed,
        )
        found: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
        for need, scored in lists.of_needs.items():
            for rank, (offering, worth) in enumerate(scored, 1):
                found.setdefault((need, offering), (worth, {}))[1]["need"] = rank
        for offering, scored in lists.of_offerings.items():
            for rank, (need, worth) in enumerate(scored, 1):
                found.setdefault((need, offering), (worth, {}))[1]["offering"] = rank
        order = sorted(found, key=lambda pair: (-found[pair][0], pair))
        return [self._proposal(pair, *found[pair]) for pair in order]

    def listed(self, posting: Row) -> list[Row]:
        """Whom a posting is proposed with."""
        if self._proposed is None:
            self._proposed = self.proposals()
        found = ((p.need, p.offering) for p in self._proposed)
        if posting.side == "need":
            return [offering for need, offering in found if need.id == posting.id]
        return [need for need, offering in found if offering.id == posting.id]

    def enters(self, need: Row, offering: Row) -> bool:
        """Would this pair be proposed, if these two stood as they are here, all others as now?"""
        worth = self.points(need, offering)
        if worth < least_points(self.model.settings.least) or not self._pass(need, offering):
            return False
        rivals = (row for row in self.offerings.values() if row.id != offering.id)
        others = (row for row in self.needs.values() if row.id != need.id)
        return self._among(worth, offering.id, ((row, need, row) for row in rivals)) or self._among(
            worth, need.id, ((row, row, offering) for row in others)
        )

    def _among(self, worth: int, id: str, rivals: Iterable[tuple[Row, Row, Row]]) -> bool:
        """Whether fewer than k rivals (each with its pair) come before a pair of this worth."""
        before = 0
        for rival, need, offering in rivals:
            theirs = self.points(need, offering)
            ahead = (-theirs, rival.id) < (-worth, id)
            before += ahead and self._pass(need, offering)
            if before == self.model.settings.k:
                return False
        return True

    def _pass(self, need: Row, offering: Row) -> bool:
        return all(facet.verdict is Verdict.PASS for facet in _held(need, offering))

    def allowed(self, need: str, offering: str) -> bool:
        """Do all rules pass? Unknown is no pass."""
        if (need, offering) not in self._allowed:
            self._allowed[need, offering] = self._pass(self.needs[need], self.offerings[offering])
        return self._allowed[need, offering]

    def vector(self, row: Row) -> Vector:
        key = (self.model.digest, row.side, row.text)
        if key not in self.kept:
            self.kept[key] = vector(row.text, self.model, row.side)
        return self.kept[key]

    def reasons(self, need: Row, offering: Row) -> Reasons:
        """The reason sheet of a pair, from the vectors at hand."""
        return reasons(need, offering, self.model, (self.vector(need), self.vector(offering)))

    def points(self, need: Row, offering: Row) -> int:
        return points(self.vector(need), self.vector(offering))

    def _proposal(self, pair: tuple[str, str], worth: int, ranks: dict[str, int]) -> Proposal:
        need, offering = self.needs[pair[0]], self.offerings[pair[1]]
        return Proposal(
            id=proposal_id(need, offering, self.model),
            track=self.track.code,
            need=need,
            offering=offering,
            points=worth,
            rank_for_need=ranks.get("need"),
            rank_for_offering=ranks.get("offering"),
        )


def reasons(
    need: Row, offering: Row, model: Model, vectors: tuple[Vector, Vector] | None = None
) -> Reasons:
    """The reason sheet of any pair, proposed or not. The terms' shares add up to the score."""
    explained = explain(need.text, offering.text, model, vectors)
    terms = [
        {
            "label": reason.label,
            "kind": reason.kind,
            "concept": reason.concept,
            "points": reason.points,
            "millionths": reason.millionths,
            "need_spans": reason.need_spans,
            "offering_spans": reason.offering_spans,
        }
        for reason in explained.reasons
    ]
    return Reasons(explained.points, explained.millionths, terms, facets(need, offering))


def facets(need: Row, offering: Row) -> tuple[Facet, ...]:
    """Every rule held against the pair."""
    return tuple(_held(need, offering))


def _held(need: Row, offering: Row) -> Iterator[Facet]:
    """Nobody is proposed to itself; then the rules of the track, one after the other."""
    if need.party == offering.party:
        yield Facet("party", "对方单位", "其他单位", "本单位", Verdict.FAIL)
    for rule in TRACKS[need.track].rules:
        yield rule(need.content, offering.content)


def proposal_id(need: Row, offering: Row, model: Model) -> str:
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
