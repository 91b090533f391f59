"""未匹配的原因 Unmatched reasons: of every live need that nothing is proposed for, what kind of
thing keeps partners away.

A need's reason is what stands nearest to a proposal: one question that is open with one offering
says more than a hundred limits that fail. Each unmatched need of a track is held against each of
its offerings once, when somebody asks. What was found is kept by position, and what came and went
since is all that is looked at when the track has changed: a page of the county asks again and
again, and rows kept by the proposals' catch-up would cost every command that changes a posting.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from domain.postings.rules import Verdict
from domain.postings.tracks import TRACKS
from projections.core.database import reading
from projections.core.view import Guard
from projections.matching.decisions import Decisions, Declines
from projections.matching.open_pairs import as_recorded, open_between
from projections.matching.pairing import Pairing
from projections.matching.proposal_table import ProposalRow
from projections.matching.proposals import Proposals
from projections.matching.reasons import could_meet
from projections.parties.parties import Parties
from projections.parties.record import known_of
from projections.postings.posting_table import PostingRow

TRACKS_HELD = 60  # tracks as of positions
TOGETHER = 500

Known = Mapping[str, Any]  # what a party's record says, by field
Key = tuple[str, int]  # a posting as it stood: its id, and since when


class Reason(StrEnum):
    """Why nothing is proposed for a need."""

    NOBODY = "nobody"  # no offering on the track, or none that may meet it
    LIMITS = "limits"  # with every offering some condition fails
    OWN = "own"  # with some offering only the enterprise's own answers are missing
    THEIRS = "theirs"  # answers are missing, and the other side's among them
    TEXTS = "texts"  # nothing is against it but that the texts have too little in common
    SPENT = "spent"  # all that is proposed for it was declined, or nobody answered in time


TITLES = {
    Reason.NOBODY: "没有可对接的供给",
    Reason.LIMITS: "条件都不符",
    Reason.OWN: "待企业补充",
    Reason.THEIRS: "待对方补充",
    Reason.TEXTS: "文字相同处太少",
    Reason.SPENT: "都不合适或已过期",
}
OPEN = frozenset({Reason.OWN, Reason.THEIRS})  # 待确认
NEARER = (Reason.OWN, Reason.THEIRS, Reason.TEXTS, Reason.LIMITS, Reason.NOBODY)


@dataclass(frozen=True)
class Unmatched:
    """A need and its reason, which is so with the offering `by` (where there is one), and with what
    the party's record says."""

    need: PostingRow
    reason: Reason
    by: Key | None
    known: Known


@dataclass(frozen=True)
class Found:
    """What was found on a track, of these offerings, with this model."""

    model: str
    offerings: frozenset[Key]
    unmatched: dict[str, Unmatched]  # by need


NOTHING = Found("", frozenset(), {})


def reasons_on(
    pairing: Pairing, proposed: Collection[str], known: Mapping[str, Known], before: Found = NOTHING
) -> Found:
    """The needs of a track but those that something is `proposed` for, by their ids; `known` by
    party. What was found `before` is used where it still holds; the answer is the same."""
    stands = pairing.folding.stands
    offerings = {_key(o): o for o in pairing.offerings.values() if stands(o.side, o.id)}
    if before.model != pairing.model.digest:
        before = NOTHING
    came = [row for key, row in offerings.items() if key not in before.offerings]
    unmatched = {}
    for id in sorted(pairing.needs.keys() - set(proposed)):
        need, then = pairing.needs[id], before.unmatched.get(id)
        says = known.get(need.party, {})
        if then and _holds(then, need, says, offerings):
            unmatched[id] = _nearest(pairing, then, came)
        else:
            fresh = Unmatched(need, Reason.NOBODY, None, says)
            unmatched[id] = _nearest(pairing, fresh, offerings.values())
    return Found(pairing.model.digest, frozenset(offerings), unmatched)


def _holds(then: Unmatched, need: PostingRow, known: Known, offerings: Collection[Key]) -> bool:
    """Whether what was found of a need is true of those offerings of then that are still there."""
    if _key(then.need) != _key(need) or then.known != known:
        return False
    return then.by is None or then.by in offerings


def _nearest(pairing: Pairing, now: Unmatched, offerings: Iterable[PostingRow]) -> Unmatched:
    """With these offerings beside those that were looked at."""
    then = as_recorded(now.need, now.known)
    for offering in offerings:
        if now.reason is NEARER[0]:
            break
        if not could_meet(now.need, offering):
            continue
        reason = between(pairing, now.need, offering, then)
        if NEARER.index(reason) < NEARER.index(now.reason):
            now = Unmatched(now.need, reason, _key(offering), now.known)
    return now


def between(pairing: Pairing, need: PostingRow, offering: PostingRow, then: PostingRow) -> Reason:
    """What keeps the two from being proposed to each other; `then`: the need with the record."""
    for rule in pairing.rules:
        if rule(need.content, offering.content).verdict is Verdict.FAIL:
            return Reason.LIMITS
    if not pairing.nearly_alike(need, offering):
        return Reason.TEXTS
    pair = open_between(pairing, need, offering, then)
    if pair is None:
        return Reason.TEXTS if pairing.passes(need, offering) else Reason.LIMITS
    return Reason.THEIRS if pair.of("offering") else Reason.OWN


def _key(row: PostingRow) -> Key:
    return row.id, row.since


def _waiting(needs: Mapping[str, Unmatched]) -> list[str]:
    return [id for id, unmatched in needs.items() if unmatched.reason in OPEN]


class Standing(NamedTuple):
    """The position that is asked about, in which life of the market, and up to which position the
    views show all of it."""

    at: int
    life: int
    shown: int


class UnmatchedReasons:
    """`guard` keeps threads out of each other's way, where there are several."""

    def __init__(
        self, proposals: Proposals, parties: Parties, decisions: Decisions, guard: Guard
    ) -> None:
        self.proposals, self.parties, self.decisions = proposals, parties, decisions
        self._guard = guard
        self._kept: OrderedDict[tuple[str, int, int], Found] = OrderedDict()

    def all(self, as_of: int | None = None) -> list[Unmatched]:
        """Of all tracks, in their order and that of the ids: what nothing is proposed for, and what
        has nothing left of what was proposed."""
        spent = self.proposals.market.some("need", self._spent(as_of), as_of)
        everything, standing = [], self._standing(as_of)
        for track in TRACKS:
            needs = dict(self._of(track, as_of, standing))
            for id, need in spent.items():
                if need.track == track:
                    needs[id] = Unmatched(need, Reason.SPENT, None, {})
            everything += [needs[id] for id in sorted(needs)]
        return everything

    def of(self, track: str, as_of: int | None = None) -> dict[str, Unmatched]:
        """The needs of a track that nothing is proposed for, by their ids."""
        return self._of(track, as_of, self._standing(as_of))

    def _standing(self, as_of: int | None) -> Standing:
        market, parties = self.proposals.market.bookmark(), self.parties.position
        at = self.proposals.position if as_of is None else as_of
        return Standing(at, market.life, min(market.position, parties))

    def _of(self, track: str, as_of: int | None, standing: Standing) -> dict[str, Unmatched]:
        at, life, shown = standing
        with self._guard:
            past = {
                position: reasons
                for (of, in_life, position), reasons in self._kept.items()
                if (of, in_life) == (track, life)
            }
        position = max(past, key=lambda position: (position <= at, position), default=0)
        before = past.get(position, NOTHING)
        if not past or (position != at and (position > at or self._moved(track, position, at))):
            before = self._looked_through(track, as_of, at, before)
        if shown < at:
            return before.unmatched  # the views don't show all of it yet
        with self._guard:
            self._kept[track, life, at] = before
            self._kept.move_to_end((track, life, at))
            while len(self._kept) > TRACKS_HELD:
                self._kept.popitem(last=False)
        return before.unmatched

    def waiting(self, as_of: int | None = None) -> dict[str, list[str]]:
        """待确认 by track: needs that nothing is proposed for and that something is open for."""
        standing = self._standing(as_of)
        return {track: _waiting(self._of(track, as_of, standing)) for track in TRACKS}

    def waiting_on(self, track: str, as_of: int | None = None) -> list[str]:
        """Those of one track."""
        return _waiting(self.of(track, as_of))

    def _looked_through(self, track: str, as_of: int | None, at: int, before: Found) -> Found:
        pairing = self.proposals.pairing(track, at)
        if pairing is None:  # nothing was ever offered, or its model is fitted in a moment
            needs = self.proposals.market.postings(
                track=track, side="need", status="published", as_of=at
            )
            alone = {need.id: Unmatched(need, Reason.NOBODY, None, {}) for need in needs}
            return Found("", frozenset(), alone)
        proposed = {row.need for row in self.proposals.all(track=track, as_of=as_of)}
        left = {row.party for id, row in pairing.needs.items() if id not in proposed}
        return reasons_on(pairing, proposed, self._known(track, sorted(left), at), before)

    def _spent(self, as_of: int | None) -> set[str]:
        """Needs of whose proposals each was declined, so that it isn't shown again, or went
        unanswered until it was over."""
        by_need: dict[str, list[ProposalRow]] = {}
        for row in self.proposals.all(as_of=as_of):
            by_need.setdefault(row.need, []).append(row)
        over = self.decisions.over(by_need, as_of)
        declines = Declines(
            [decision for decision in over if decision.status == "declined"],
            lambda rows: self.proposals.reasoned(rows, as_of),
        )
        expired = {decision.shown.id for decision in over if decision.status == "expired"}
        return {
            need
            for need in {decision.shown.need for decision in over}
            if all(row.id in expired or declines.stands(row) for row in by_need[need])
        }

    def _known(self, track: str, parties: list[str], at: int) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for start in range(0, len(parties), TOGETHER):
            rows = self.parties.some(parties[start : start + TOGETHER], at)
            known |= {id: known_of(row, f"{track}.need") for id, row in rows.items()}
        return known

    def _moved(self, track: str, position: int, at: int) -> bool:
        """Whether a track, or any party, changed after one position, up to and with another."""
        with reading(self.proposals.engine) as db:
            changed = self.proposals.market.changed(db, position, at)
        return track in changed or self.parties.changed(position, at)
