"""条件 Conditions: each that an offering makes, held against what an enterprise says of itself, in
a need or in its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.parties.party import Profile
from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.rules import UNLIMITED, Facet, Rule, Verdict, stated
from domain.postings.special_rules import ConditionsMet
from domain.postings.tracks import TRACKS
from projections.postings.posting_table import PostingRow

LIVE = frozenset({"draft", "submitted", "published", "paused"})


def conditions(need: Content, offering: Content) -> list[Facet]:
    """One for each bound that either side states; one for each condition of a policy."""
    held = (facet for rule in TRACKS[need.track].rules for facet in _each(rule, need, offering))
    return [facet for facet in held if UNLIMITED not in {facet.need, facet.offering}]


def leaves_conditions_to_its_text(offering: Content) -> bool:
    """Whether it is of a kind that makes conditions and states none: nobody can tell who meets
    those that its text names."""
    makes = any(isinstance(rule, ConditionsMet) for rule in TRACKS[offering.track].rules)
    return makes and not stated(offering.terms, "conditions")


def lacking(held: Iterable[Facet]) -> list[Facet]:
    """Those that the need's side doesn't meet, or hasn't said whether it does."""
    return [
        facet
        for facet in held
        if facet.verdict is Verdict.FAIL
        or (facet.verdict is Verdict.UNKNOWN and "need" in facet.asks)
    ]


def would_ask(track: str, profile: Profile, facts: Mapping[str, Any], today: date) -> Content:
    """A need of the party as far as its record tells: its place, its industry, these facts."""
    kind = TRACKS[track].terms("need")
    known = {name: facts.get(name) for name in kind.model_fields if name != "kind"}
    return Content.model_construct(
        track=track,
        title="",
        text="",
        regions=(profile.region,) if profile.region else (),
        industries=(profile.industry,) if profile.industry else (),
        valid_from=today,
        valid_through=today,
        terms=kind.model_construct(kind=f"{track}.need", **known),
    )


def facts_of(profile: Profile, needs: Iterable[PostingRow]) -> dict[str, Any]:
    """What policies ask about, from its record and, where that is silent, from its needs: what was
    said last counts."""
    facts: dict[str, Any] = {}
    for row in sorted(needs, key=lambda need: need.since):
        facts |= _stated(row.content.terms)
    return facts | _stated(profile)


def _stated(holder: Any) -> dict[str, Any]:
    values = {fact: getattr(holder, fact, None) for fact in FACTS}
    return {fact: value for fact, value in values.items() if value is not None}


def _each(rule: Rule, need: Content, offering: Content) -> Iterator[Facet]:
    made = stated(offering.terms, "conditions")
    if not isinstance(rule, ConditionsMet) or not made:
        yield rule(need, offering)
        return
    for condition in made:
        alone = offering.terms.model_copy(update={"conditions": (condition,)})
        facet = rule(need, offering.model_copy(update={"terms": alone}))
        yield replace(facet, title=FACTS.get(condition.fact, condition.fact))
