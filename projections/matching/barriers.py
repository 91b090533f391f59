"""条件不合 Barriers: the conditions that keep partners from a posting, and whose part each is.

Two that both sides keep apart have conditions of either side in the way. Each side is told all of
them, with those that are its own to change marked: who changed his half alone would do it in vain.
An offering's owner is told what he states himself, and of a need no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from domain.postings.rules import MISSING, Facet, Rule, Tried, Verdict, hold
from projections.matching.amendments import Changes, left_out, suggestions, units_differ
from projections.matching.reasons import as_pair
from projections.postings.posting_table import PostingRow

MOST = 4  # of either side's conditions that are told
BOUNDS = 3  # of the other side that are told of one condition


class Whose(StrEnum):
    """Whose a condition is to change, and why."""

    OWN = "own"  # the owner could state it, or state it otherwise
    DIFFERS = "differs"  # the other side wants something else
    WAITS = "waits"  # the other side hasn't stated its part
    UNITS = "units"  # the two count in different units


@dataclass(frozen=True)
class Barrier:
    """A condition in the way of a posting, with what its owner says. `fields`: what he could state;
    none where it isn't for him."""

    title: str
    own: str
    whose: Whose
    fields: tuple[str, ...] = ()

    @property
    def unstated(self) -> bool:
        """Whether the owner says nothing of it: that fits nobody and contradicts nobody."""
        return self.whose is Whose.OWN and self.own == MISSING


class OfPair(NamedTuple):
    """A barrier between two, with what the other side says."""

    barrier: Barrier
    theirs: str


@dataclass(frozen=True)
class Counted:
    """A barrier that keeps so many parties out. `theirs`: what most of them say; nothing for an
    offering's owner."""

    barrier: Barrier
    partners: int
    theirs: tuple[str, ...] = ()


def hold_all(rules: Iterable[Rule], posting: PostingRow, other: PostingRow) -> list[Tried]:
    """Rules held against a posting and one of the other side."""
    need, offering = (row.content for row in as_pair(posting, other))
    return [hold(rule, need, offering) for rule in rules]


def barriers_between(tried: Iterable[Tried], side: str) -> tuple[OfPair, ...]:
    """All that keeps two apart, as the owner on this side sees it; of a condition that both left
    something out of, one for each."""
    return tuple(barrier for each in tried for barrier in _barriers(each, side))


def theirs_to_change(tried: Tried, side: str) -> OfPair:
    """A condition in the way that the owner on this side can do nothing about."""
    whose = Whose.WAITS if tried.facet.verdict is Verdict.UNKNOWN else Whose.DIFFERS
    if units_differ(tried.rule, tried.need, tried.offering):
        whose = Whose.UNITS
    return _of_pair(tried.facet, side, whose)


def own_changes(tried: Tried, side: str, known: Mapping[str, Any]) -> Changes:
    """What the owner on this side could state, so that a condition in the way holds for his part;
    nothing where it isn't for him to change. `known` is what his party's record says, by field."""
    rule, need, offering = tried.rule, tried.need, tried.offering
    if units_differ(rule, need, offering):
        return {}
    if tried.facet.verdict is Verdict.UNKNOWN:
        asked = left_out(rule, side, need, offering) if side in tried.facet.asks else ()
        return {field: known.get(field) for field in asked}
    suggested = suggestions(rule, need, offering)
    return next((changes for whose, changes in suggested if whose == side), {})


def count_barriers(
    barriers: Iterable[tuple[str, OfPair]], *, with_bounds: bool
) -> tuple[Counted, ...]:
    """Of barriers with the party that each keeps out, those that keep most out: the other sides'
    first. `with_bounds`: and what these say."""
    parties: dict[Barrier, set[str]] = {}
    bounds: dict[Barrier, Counter[str]] = {}
    for party, (barrier, bound) in barriers:
        parties.setdefault(barrier, set()).add(party)
        bounds.setdefault(barrier, Counter())[bound] += 1
    ranked = sorted(parties, key=lambda barrier: (-len(parties[barrier]), barrier.title))
    own = [barrier for barrier in ranked if barrier.whose is Whose.OWN]
    others = [barrier for barrier in ranked if barrier.whose is not Whose.OWN]
    counted = []
    for barrier in (*others[:MOST], *own[:MOST]):
        says = with_bounds and barrier.whose is not Whose.WAITS
        most = bounds[barrier].most_common(BOUNDS) if says else ()
        theirs = tuple(bound for bound, _ in most)
        counted.append(Counted(barrier, len(parties[barrier]), theirs))
    return tuple(counted)


def _barriers(tried: Tried, side: str) -> Iterator[OfPair]:
    if tried.facet.verdict is Verdict.PASS:
        return
    fields = tuple(own_changes(tried, side, {}))
    if not fields or set(tried.facet.asks) - {side}:
        yield theirs_to_change(tried, side)
    if fields:
        yield _of_pair(tried.facet, side, Whose.OWN, fields)


def _of_pair(facet: Facet, side: str, whose: Whose, fields: tuple[str, ...] = ()) -> OfPair:
    other = "offering" if side == "need" else "need"
    return OfPair(Barrier(facet.title, getattr(facet, side), whose, fields), getattr(facet, other))
