"""为什么没有 Openings: why a live posting has no partner, and what its owner could state instead.

The live postings of the other side (`other_side.py`) are held against it. What its owner may truly
state otherwise is grouped by the change that opens most, each tried as a whole; what only the other
side could change, and pairs that nothing but their texts keeps apart, are counted and told. It
costs as much as that side is wide, and nothing for what is past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from domain.postings.content import Content
from domain.postings.rules import Facet, Rule, Verdict
from projections.matching.amendments import (
    Changes,
    changed,
    left_out,
    suggestions,
    units_differ,
    value_of,
)
from projections.matching.other_side import live_others
from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.matching.reasons import as_pair, let_meet
from projections.postings.posting_table import PostingRow

TRIED = 12  # changes that are tried, those that most partners ask for first
MOST = 4  # that are told
BOUNDS = 3  # of the other side that are told of one condition

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


class Hindrance(StrEnum):
    """Why a condition isn't for the owner to change."""

    DIFFERS = "differs"  # the other side wants something else
    WAITS = "waits"  # the other side hasn't stated its part
    UNITS = "units"  # the two count in different units


@dataclass(frozen=True)
class Barrier:
    """A condition that keeps so many partners out, and isn't for the owner to change. `theirs`:
    what most of them say; nothing for an offering's owner, who learns of a need no figure."""

    title: str
    own: str
    partners: int
    hindrance: Hindrance
    theirs: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhyNone:
    """`offered`: parties with something live on the other side. With all conditions in common:
    `unlike` have nothing of the texts in common, `faint` too little, `fit` enough."""

    offered: int
    openings: tuple[Opening, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    unlike: int = 0
    faint: int = 0
    fit: int = 0


@dataclass(frozen=True)
class _Candidate:
    row: PostingRow
    points: int
    changes: Named | None  # None: not for the owner to change
    barrier: _Barrier | None = None


class _Barrier(NamedTuple):
    """What one condition says of one pair."""

    title: str
    own: str
    hindrance: Hindrance
    theirs: str


def why_unmatched(
    proposals: Proposals, posting: PostingRow, known: Mapping[str, Any], as_of: int | None = None
) -> WhyNone | None:
    """Of one live posting; None where its track has no model yet, though there is somebody on the
    other side."""
    others = live_others(proposals.market, posting, as_of)
    if not any(_may_be_told(posting, row) for row in others):
        return WhyNone(0)
    pairing = proposals.pairing(posting.track, as_of, [posting, *others])
    return why_none(pairing, posting, known) if pairing else None


def why_none(pairing: Pairing, posting: PostingRow, known: Mapping[str, Any]) -> WhyNone:
    """For a live posting of the pairing; `known` is what its party's record says, by field."""
    others = pairing.offerings if posting.side == "need" else pairing.needs
    rows = [row for row in others.values() if _may_be_told(posting, row)]
    candidates = [_candidate(pairing, posting, row, known) for row in rows]
    barred = [c for c in candidates if c.changes is None]
    free = [c for c in candidates if c.changes == ()]
    fit = [c for c in free if _alike(pairing, posting, c)]
    return WhyNone(
        _parties(rows),
        _openings(pairing, posting, [c for c in candidates if c.changes is not None]),
        _barriers(barred, with_bounds=posting.side == "need"),
        _parties(c.row for c in free if not c.points and c not in fit),
        _parties(c.row for c in free if c.points and c not in fit),
        _parties(c.row for c in fit),
    )


def _candidate(
    pairing: Pairing, posting: PostingRow, other: PostingRow, known: Mapping[str, Any]
) -> _Candidate:
    """One partner, with all that the owner would have to state for it."""
    need, offering = as_pair(posting, other)
    points = pairing.points(need, offering)
    changes: Changes = {}
    for rule in pairing.rules:
        facet = rule(need.content, offering.content)
        if facet.verdict is Verdict.PASS:
            continue
        own = _own_changes(rule, facet, posting.side, (need.content, offering.content), known)
        if own is None:
            return _barred(posting, other, points, rule)
        changes |= own
    named = tuple(sorted(changes.items()))
    stated = tuple((field, value) for field, value in named if value is not None)
    wrong = Verdict.FAIL, *((Verdict.UNKNOWN,) if _certain(named) else ())
    then = _stating(posting, stated)
    for rule in pairing.rules:
        if _judged(rule, then, other) in wrong:  # by what the record says, or by another change
            return _barred(then, other, points, rule)
    return _Candidate(other, points, named)


def _barred(posting: PostingRow, other: PostingRow, points: int, rule: Rule) -> _Candidate:
    """By this rule, as the two stand there."""
    need, offering = as_pair(posting, other)
    facet = rule(need.content, offering.content)
    own, theirs = (facet.need, facet.offering)[:: 1 if posting.side == "need" else -1]
    why = _hindrance(rule, facet, need.content, offering.content)
    return _Candidate(other, points, None, _Barrier(facet.title, own, why, theirs))


def _hindrance(rule: Rule, facet: Facet, need: Content, offering: Content) -> Hindrance:
    if units_differ(rule, need, offering):
        return Hindrance.UNITS
    return Hindrance.WAITS if facet.verdict is Verdict.UNKNOWN else Hindrance.DIFFERS


def _own_changes(
    rule: Rule, facet: Facet, side: str, pair: tuple[Content, Content], known: Mapping[str, Any]
) -> Changes | None:
    """What this side could state so that the rule passes; None where it can't."""
    need, offering = pair
    if units_differ(rule, need, offering):
        return None
    if facet.verdict is Verdict.UNKNOWN:
        if set(facet.asks) - {side}:
            return None
        return {field: known.get(field) for field in left_out(rule, side, need, offering)}
    own_suggestions = (changes for who, changes in suggestions(rule, need, offering) if who == side)
    return next(own_suggestions, None)


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
    """What stating these fields would open, and for whom."""
    then, certain = _stating(posting, named), _certain(named)
    fields = {field for field, _ in named}
    inside = [c for c in candidates if {field for field, _ in c.changes or ()} <= fields]
    fit = [
        c
        for c in inside
        if (_passes(pairing, then, c.row) if certain else {*(c.changes or ())} <= {*named})
    ]
    like = [c for c in fit if _alike(pairing, then, c)]
    best = sorted(like, key=lambda c: (-c.points, c.row.since, c.row.id))
    k = pairing.model.settings.k
    changes = tuple(
        Change(field, value_of(posting.content, field), value) for field, value in named
    )
    return Opening(
        changes,
        _parties(c.row for c in best[:k]),
        _parties(c.row for c in fit if c not in like),
        len(best) > k,
    )


def _alike(pairing: Pairing, posting: PostingRow, candidate: _Candidate) -> bool:
    """Whether the two have enough in common, with what the posting states by then."""
    need, offering = as_pair(posting, candidate.row)
    return pairing.alike(need, offering)


def _stating(posting: PostingRow, named: Named) -> PostingRow:
    return replace(posting, content=changed(posting.content, dict(named)))


def _certain(named: Named) -> bool:
    return all(value is not None for _, value in named)


def _passes(pairing: Pairing, posting: PostingRow, other: PostingRow) -> bool:
    return all(_judged(rule, posting, other) is Verdict.PASS for rule in pairing.rules)


def _judged(rule: Rule, posting: PostingRow, other: PostingRow) -> Verdict:
    need, offering = as_pair(posting, other)
    return rule(need.content, offering.content).verdict


def _said_by_less(opening: Opening, all_openings: Iterable[Opening]) -> bool:
    """Whether fewer fields would open as much."""
    fields = {change.field for change in opening.changes}
    return any(
        {change.field for change in other.changes} < fields
        and (other.partners, other.unlike) >= (opening.partners, opening.unlike)
        for other in all_openings
    )


def _barriers(candidates: list[_Candidate], *, with_bounds: bool) -> tuple[Barrier, ...]:
    """One for each condition; `with_bounds`: and what the other side says of it."""
    parties: dict[tuple[str, str, Hindrance], set[str]] = {}
    bounds: dict[tuple[str, str, Hindrance], Counter[str]] = {}
    for barrier, party in ((c.barrier, c.row.party) for c in candidates if c.barrier):
        parties.setdefault(barrier[:3], set()).add(party)
        wanted = with_bounds and barrier.hindrance is not Hindrance.WAITS
        bounds.setdefault(barrier[:3], Counter())[barrier.theirs] += wanted
    barriers = [
        Barrier(title, own, len(whose), hindrance, _most_said(bounds[title, own, hindrance]))
        for (title, own, hindrance), whose in parties.items()
    ]
    return tuple(sorted(barriers, key=lambda b: (-b.partners, b.title))[:MOST])


def _most_said(bounds: Counter[str]) -> tuple[str, ...]:
    return tuple(bound for bound, many in bounds.most_common(BOUNDS) if many)


def _may_be_told(posting: PostingRow, other: PostingRow) -> bool:
    """Whether the owner may learn of it: not his own, and not for others alone."""
    return other.party != posting.party and let_meet(*as_pair(posting, other))


def _parties(rows: Iterable[PostingRow]) -> int:
    return len({row.party for row in rows})
