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

from domain.postings.rules import Facet, Rule, Verdict
from projections.matching.amendments import Changes, left_out, suggestions, units_differ
from projections.matching.reasons import as_pair
from projections.postings.posting_table import PostingRow

MOST = 4  # of either side's conditions that are told
BOUNDS = 3  # of the other side that are told of one condition


class Hindrance(StrEnum):
    """Whose a condition is to change, and why."""

    OWN = "own"  # the owner could state it, or state it otherwise
    DIFFERS = "differs"  # the other side wants something else
    WAITS = "waits"  # the other side hasn't stated its part
    UNITS = "units"  # the two count in different units


@dataclass(frozen=True)
class Barrier:
    """A condition that keeps so many parties out. `theirs`: what most of them say; nothing for an
    offering's owner. `fields`: what the owner could state; none where it isn't for him."""

    title: str
    own: str
    partners: int
    hindrance: Hindrance
    theirs: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Held(NamedTuple):
    rule: Rule
    facet: Facet


class Obstacle(NamedTuple):
    """What one condition of a pair has in the way of one side's."""

    title: str
    own: str
    hindrance: Hindrance
    fields: tuple[str, ...]
    theirs: str


def hold(rules: Iterable[Rule], posting: PostingRow, other: PostingRow) -> list[Held]:
    """Rules held against a posting and one of the other side."""
    need, offering = (row.content for row in as_pair(posting, other))
    return [Held(rule, rule(need, offering)) for rule in rules]


def obstacles_between(
    held: Iterable[Held], posting: PostingRow, other: PostingRow
) -> tuple[Obstacle, ...]:
    """All that keeps a posting and one of the other side apart, as the posting's owner sees it; of
    a condition that both left something out of, one for each."""
    return tuple(obstacle for each in held for obstacle in _obstacles(each, posting, other))


def theirs_to_change(held: Held, posting: PostingRow, other: PostingRow) -> Obstacle:
    """A condition in the way that the posting's owner can do nothing about."""
    hindrance = Hindrance.WAITS if held.facet.verdict is Verdict.UNKNOWN else Hindrance.DIFFERS
    if units_differ(held.rule, *(row.content for row in as_pair(posting, other))):
        hindrance = Hindrance.UNITS
    return _obstacle(held.facet, posting, hindrance)


def own_changes(
    held: Held, posting: PostingRow, other: PostingRow, known: Mapping[str, Any]
) -> Changes:
    """What the posting's owner could state, so that a condition in the way holds for his part;
    nothing where it isn't for him to change. `known` is what his party's record says, by field."""
    rule, facet = held
    need, offering = (row.content for row in as_pair(posting, other))
    if units_differ(rule, need, offering):
        return {}
    if facet.verdict is Verdict.UNKNOWN:
        asked = left_out(rule, posting.side, need, offering) if posting.side in facet.asks else ()
        return {field: known.get(field) for field in asked}
    suggested = suggestions(rule, need, offering)
    return next((changes for side, changes in suggested if side == posting.side), {})


def barriers(
    obstacles: Iterable[tuple[str, Obstacle]], *, with_bounds: bool
) -> tuple[Barrier, ...]:
    """Of obstacles with the party that each keeps out, those that keep most out: the other sides'
    first. `with_bounds`: and what these say."""
    parties: dict[Obstacle, set[str]] = {}
    bounds: dict[Obstacle, Counter[str]] = {}
    for party, obstacle in obstacles:
        key = obstacle._replace(theirs="")
        parties.setdefault(key, set()).add(party)
        wanted = with_bounds and obstacle.hindrance is not Hindrance.WAITS
        bounds.setdefault(key, Counter())[obstacle.theirs] += wanted
    ranked = sorted(parties, key=lambda key: (-len(parties[key]), key.title))
    own = [key for key in ranked if key.hindrance is Hindrance.OWN]
    others = [key for key in ranked if key.hindrance is not Hindrance.OWN]
    return tuple(
        Barrier(
            key.title,
            key.own,
            len(parties[key]),
            key.hindrance,
            tuple(bound for bound, many in bounds[key].most_common(BOUNDS) if many),
            key.fields,
        )
        for key in (*others[:MOST], *own[:MOST])
    )


def _obstacles(held: Held, posting: PostingRow, other: PostingRow) -> Iterator[Obstacle]:
    if held.facet.verdict is Verdict.PASS:
        return
    fields = tuple(own_changes(held, posting, other, {}))
    if not fields or set(held.facet.asks) - {posting.side}:
        yield theirs_to_change(held, posting, other)
    if fields:
        yield _obstacle(held.facet, posting, Hindrance.OWN, fields)


def _obstacle(
    facet: Facet, posting: PostingRow, hindrance: Hindrance, fields: tuple[str, ...] = ()
) -> Obstacle:
    own, theirs = (facet.need, facet.offering)[:: 1 if posting.side == "need" else -1]
    return Obstacle(facet.title, own, hindrance, fields, theirs)
