"""Pairing: a track's live needs and offerings, a model, and what of it is proposed, and why.

Values in, values out: the same postings and the same model always give the same proposals, in the
same order, whoever asks and however the log was read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from domain.core.canonical import canonical
from domain.core.command import Refusal
from domain.postings.posting import Side
from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import TRACKS
from domain.postings.visibility import invites, may_meet
from projections.matcher import Model, Unusable, Vector, explain, least_points, points, vector
from projections.postings.posting_table import PostingRow

if TYPE_CHECKING:
    from projections.matcher.engine.live import LiveTrack, Posted

FOR_THE_INVITED, NOT_INVITED = "只给受邀的单位", "未受邀"
MANY = 4_000  # postings from which machine code is worth its loading

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


@dataclass(frozen=True)
class Reasons:
    """Why: both texts' shares of the score, and every rule's verdict."""

    points: int
    millionths: int
    terms: list[dict[str, Any]]  # label, kind, points, millionths, spans in both texts
    facets: tuple[Facet, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is stored and sent."""
        terms = json.loads(canonical(self.terms))
        return {"terms": terms, "facets": [_facet_json(facet) for facet in self.facets]}


def _facet_json(facet: Facet) -> dict[str, Any]:
    """`beyond` only where it is so: what was sent before it could be keeps its digest."""
    shown = asdict(facet)
    return shown if facet.beyond else {k: v for k, v in shown.items() if k != "beyond"}


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
        vectors: dict[tuple[str, str, str], Vector],
    ) -> None:
        self.track = TRACKS[track]
        self.model = model
        self.vectors = vectors
        self.needs = {row.id: row for row in needs}
        self.offerings = {row.id: row for row in offerings}
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
                _posted(self.needs.values()),
                _posted(self.offerings.values()),
                engine=None if len(self.needs) + len(self.offerings) > MANY else "numpy",
                vectors=self._vector,
            )
        return self._live

    def move(self, moves: Iterable[Move]) -> Touched:
        """Let postings go and come, in their order; whose lists changed or went with them."""
        touched = Touched(set(), set())
        for gone, row in moves:
            own, theirs = touched if row.side == "need" else touched[::-1]
            rows = self.needs if row.side == "need" else self.offerings
            own.add(row.id)
            if gone:
                del rows[row.id]
                theirs.update(self.live.withdraw(row.side, row.id))
            else:
                theirs.update(self.live.arrive(row.side, *_posted([row])))
                rows[row.id] = row
        self._proposed = None
        return touched

    def proposals(self, only: Touched | None = None) -> list[ProposedPair]:
        """Every pair that is among the best k of either side, best first; of `only` these."""
        ranks_by_pair: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
        asked = only or Touched(set(self.needs), set(self.offerings))
        for need in asked.needs & self.needs.keys():
            for rank, (offering, worth) in enumerate(self.live.best("need", need), 1):
                ranks_by_pair.setdefault((need, offering), {})["need"] = (rank, worth)
        for offering in asked.offerings & self.offerings.keys():
            for rank, (need, worth) in enumerate(self.live.best("offering", offering), 1):
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
            for rank, (id, worth) in enumerate(self.live.best(cast("Side", side), own), 1):
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

    def enters(self, need: PostingRow, offering: PostingRow) -> bool:
        """Would this pair be proposed, if these two stood as they are here, all others as now?"""
        worth = self.points(need, offering)
        if worth < least_points(self.model.settings.least) or not self.passes(need, offering):
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
        """Whether fewer than k rivals (each with its pair) come before a pair of this worth."""
        before = 0
        for rival, need, offering in rivals:
            theirs = self.points(need, offering)
            ahead = (-theirs, rival.since, rival.id) < (-worth, posting.since, posting.id)
            before += ahead and self.passes(need, offering)
            if before == self.model.settings.k:
                return False
        return True

    def passes(self, need: PostingRow, offering: PostingRow) -> bool:
        """Whether every rule lets the two be proposed to each other."""
        return all(facet.verdict is Verdict.PASS for facet in _held(need, offering))

    def vector(self, row: PostingRow) -> Vector:
        return self._vector(row.text, row.side)

    def _vector(self, text: str, side: Side) -> Vector:
        key = (self.model.digest, side, text)
        weighed = self.vectors.get(key)
        if weighed is None:  # other threads fill and empty the cache meanwhile
            weighed = self.vectors[key] = vector(text, self.model, side)
        return weighed

    def reasons(self, need: PostingRow, offering: PostingRow) -> Reasons:
        """The reason sheet of a pair, from the vectors at hand."""
        return reasons(need, offering, self.model, (self.vector(need), self.vector(offering)))

    def points(self, need: PostingRow, offering: PostingRow) -> int:
        return points(self.vector(need), self.vector(offering))

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


def reasons(
    need: PostingRow,
    offering: PostingRow,
    model: Model,
    vectors: tuple[Vector, Vector] | None = None,
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


def facets(need: PostingRow, offering: PostingRow) -> tuple[Facet, ...]:
    """Every rule held against the pair."""
    return tuple(_held(need, offering))


def _held(need: PostingRow, offering: PostingRow) -> Iterator[Facet]:
    """Nobody is proposed to itself, nor to whom it isn't invited; then the rules of the track, one
    after the other."""
    if need.party == offering.party:
        yield Facet("party", "对方单位", "其他单位", "本单位", Verdict.FAIL)
    if not let_meet(need, offering):
        wants, offers = (
            NOT_INVITED if invites(row.content, other.party) else FOR_THE_INVITED
            for row, other in ((need, offering), (offering, need))
        )
        yield Facet("invited", "受邀", wants, offers, Verdict.FAIL)
    for rule in TRACKS[need.track].rules:
        yield rule(need.content, offering.content)


def let_meet(need: PostingRow, offering: PostingRow) -> bool:
    """Whether their owners let the two be proposed to each other."""
    return may_meet(need.party, need.content, offering.party, offering.content)


def _posted(rows: Iterable[PostingRow]) -> list[Posted]:
    """The rows in the order in which they came to stand as they do."""
    from projections.matcher.engine.live import Posted  # noqa: PLC0415 (numba takes half a second to load)

    posted: list[Posted] = []
    for row in sorted(rows, key=lambda row: (row.since, row.id)):
        arrival = max(row.since, posted[-1].arrival + 1) if posted else row.since
        posted.append(Posted(row.id, arrival, row.text, row.content, row.party))
    return posted


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


def no_pair(need: PostingRow, offering: PostingRow) -> tuple[str, ...]:
    if need.track != offering.track:
        tracks = (TRACKS[need.track].title, TRACKS[offering.track].title)
        return (f"不在同一赛道：需求属{tracks[0]}，供给属{tracks[1]}",)
    return ("该赛道还没有撮合模型",)


def obstacles(
    need: PostingRow, offering: PostingRow, sheet: Reasons, model: Model
) -> tuple[str, ...]:
    """What stands between this pair and a proposal, the gravest first."""
    lines = [
        f"{'需求' if row.side == 'need' else '供给'}不在发布中"
        for row in (need, offering)
        if row.status != "published"
    ]
    for facet in sheet.facets:
        if facet.verdict is Verdict.FAIL:
            lines.append(f"{facet.title}不符：需求 {facet.need}，供给 {facet.offering}")
        if facet.verdict is Verdict.UNKNOWN:
            who = {"need": "需求方", "offering": "供给方"}
            asked = [f"请{who[side]}补填“{left}”" for side, left in sorted(facet.asks.items())]
            what = "，".join(asked) or "双方的计量单位不同，无法比较"
            lines.append(f"{facet.title}未知：{what}（需求 {facet.need}，供给 {facet.offering}）")
    if not sheet.points:
        lines.append("两段文字没有共同的内容")
    elif sheet.points < least_points(model.settings.least):
        lines.append(f"文字得分低于 {model.settings.least / 1e6:.6f}")
    return tuple(lines) or (f"双方都已有至少 {model.settings.k} 个得分更高的对象",)


def unusable_model(track: str, broken: Unusable) -> Refusal:
    """Why a model in force can't be worked with here, and what to do."""
    why = "由另一版分词程序训练" if broken.analyzer else "已损坏，或由更新的程序写成"
    text = f"{TRACKS[track].title}的撮合模型{why}，这里不能重现；docking up --once 会训练新的模型"
    return Refusal("matcher.unusable", text, "track")
