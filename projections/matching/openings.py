"""为什么没有 Openings: why a live posting has no partner, and what its owner could state instead.

The live postings of the other side (`other_side.py`) are held against it. What its owner may truly
state otherwise is grouped by the change that opens most, each tried as a whole; what only the other
side could change, with what of the same pairs is the owner's (`barriers.py`), and pairs that
nothing but their texts keeps apart, are counted and told. It costs as much as that side is wide,
and nothing for what is past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.postings.rules import Verdict
from projections.matching.amendments import Changes, changed, value_of
from projections.matching.barriers import (
    Counted,
    OfPair,
    Whose,
    barriers_between,
    count_barriers,
    hold_all,
    own_changes,
    theirs_to_change,
)
from projections.matching.other_side import live_others
from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.matching.reasons import as_pair, could_meet
from projections.postings.posting_table import PostingRow

TRIED = 12  # changes that are tried, those that most partners ask for first
MOST = 4  # that are told

Named = tuple[tuple[str, Any], ...]  # fields with their new values, in their order


@dataclass(frozen=True)
class Change:
    """One field as it is to be; None where its owner alone knows."""

    field: str
    before: Any
    value: Any


@dataclass(frozen=True)
class Opening:
    """What the owner could state. `partners` would then be proposed at once, or could be, where
    its owner alone knows a value; `more`: a list holds no more. `unlike` would have all conditions
    in common, and too little of their texts."""

    changes: tuple[Change, ...]
    partners: int
    unlike: int = 0
    more: bool = False

    @property
    def certain(self) -> bool:
        return all(change.value is not None for change in self.changes)


@dataclass(frozen=True)
class WhyNone:
    """`offered`: parties with something live on the other side. With all conditions in common:
    `unlike` have nothing of the texts in common, `faint` too little, `fit` enough."""

    offered: int
    openings: tuple[Opening, ...] = ()
    barriers: tuple[Counted, ...] = ()
    unlike: int = 0
    faint: int = 0
    fit: int = 0


@dataclass(frozen=True)
class _Candidate:
    row: PostingRow
    points: int
    changes: Named | None  # None: not for the owner to change
    barriers: tuple[OfPair, ...] = ()  # where it isn't


def why_unmatched(
    proposals: Proposals, posting: PostingRow, known: Mapping[str, Any], as_of: int | None = None
) -> WhyNone | None:
    """Of one live posting; None where its track has no model yet, though there is somebody on the
    other side."""
    others = live_others(proposals.market, posting, as_of)
    if not any(could_meet(posting, row) for row in others):
        return WhyNone(0)
    pairing = proposals.pairing(posting.track, as_of, [posting, *others])
    return why_none(pairing, posting, known) if pairing else None


def why_none(pairing: Pairing, posting: PostingRow, known: Mapping[str, Any]) -> WhyNone:
    """For a live posting of the pairing; `known` is what its party's record says, by field."""
    others = (row for row in pairing.others(posting) if could_meet(posting, row))
    rows = pairing.likest(posting, others)
    candidates = [_candidate(pairing, posting, row, known) for row in rows]
    barred = [c for c in candidates if c.changes is None]
    free = [c for c in candidates if c.changes == ()]
    fit = [c for c in free if _alike(pairing, posting, c)]
    return WhyNone(
        _parties(rows),
        _openings(pairing, posting, [c for c in candidates if c.changes is not None]),
        count_barriers(
            ((c.row.party, barrier) for c in barred for barrier in c.barriers),
            with_bounds=posting.side == "need",
        ),
        _parties(c.row for c in free if not c.points and c not in fit),
        _parties(c.row for c in free if c.points and c not in fit),
        _parties(c.row for c in fit),
    )


def _candidate(
    pairing: Pairing, posting: PostingRow, other: PostingRow, known: Mapping[str, Any]
) -> _Candidate:
    """One partner, with all that the owner would have to state for it."""
    points = pairing.points(*as_pair(posting, other))
    side, tried = posting.side, hold_all(pairing.rules, posting, other)
    barriers = barriers_between(tried, side)
    if any(each.barrier.whose is not Whose.OWN for each in barriers):
        return _Candidate(other, points, None, barriers)
    changes: Changes = {}
    for each in tried:
        if each.facet.verdict is not Verdict.PASS:
            changes |= own_changes(each, side, known)
    named = tuple(sorted(changes.items()))
    then = _stating(posting, tuple((field, value) for field, value in named if value is not None))
    wrong = Verdict.FAIL, *((Verdict.UNKNOWN,) if _certain(named) else ())
    left = [each for each in hold_all(pairing.rules, then, other) if each.facet.verdict in wrong]
    if left:  # by what the record says, or by another change
        rules = {each.rule.name for each in left}
        rest = [each for each in tried if each.rule.name not in rules]
        standing = (theirs_to_change(each, side) for each in left)
        return _Candidate(other, points, None, (*standing, *barriers_between(rest, side)))
    return _Candidate(other, points, named)


def _openings(
    pairing: Pairing, posting: PostingRow, candidates: list[_Candidate]
) -> tuple[Opening, ...]:
    asked = Counter(c.changes for c in candidates if c.changes)
    ranked = sorted(asked, key=lambda named: (-asked[named], len(named), str(named)))
    openings = [_opening(pairing, posting, named, candidates) for named in ranked[:TRIED]]
    useful = [opening for opening in openings if opening.partners or opening.unlike]
    useful.sort(key=lambda o: (not (o.certain and o.partners), -o.partners, len(o.changes)))
    best: dict[tuple[str, ...], Opening] = {}
    for opening in useful:  # of several values for the same fields the one that opens most
        best.setdefault(tuple(change.field for change in opening.changes), opening)
    return tuple(o for o in best.values() if not _said_by_less(o, best.values()))[:MOST]


def _opening(
    pairing: Pairing, posting: PostingRow, named: Named, candidates: list[_Candidate]
) -> Opening:
    """What stating these fields would open, and for whom; the candidates are the likest first."""
    then, certain = _stating(posting, named), _certain(named)
    fields = {field for field, _ in named}
    inside = [c for c in candidates if {field for field, _ in c.changes or ()} <= fields]
    fit = [
        c
        for c in inside
        if (pairing.passes(*as_pair(then, c.row)) if certain else {*(c.changes or ())} <= {*named})
    ]
    like = [c for c in fit if _alike(pairing, then, c)]
    k = pairing.model.settings.k
    changes = tuple(
        Change(field, value_of(posting.content, field), value) for field, value in named
    )
    return Opening(
        changes,
        _parties(c.row for c in like[:k]),
        _parties(c.row for c in fit if c not in like),
        len(like) > k,
    )


def _alike(pairing: Pairing, posting: PostingRow, candidate: _Candidate) -> bool:
    """Whether the two have enough in common, with what the posting states by then."""
    need, offering = as_pair(posting, candidate.row)
    return pairing.alike(need, offering)


def _stating(posting: PostingRow, named: Named) -> PostingRow:
    return replace(posting, content=changed(posting.content, dict(named)))


def _certain(named: Named) -> bool:
    return all(value is not None for _, value in named)


def _said_by_less(opening: Opening, all_openings: Iterable[Opening]) -> bool:
    """Whether fewer fields would open as much."""
    fields = {change.field for change in opening.changes}
    return any(
        {change.field for change in other.changes} < fields
        and (other.partners, other.unlike) >= (opening.partners, opening.unlike)
        for other in all_openings
    )


def _parties(rows: Iterable[PostingRow]) -> int:
    return len({row.party for row in rows})
