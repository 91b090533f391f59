"""条件 Conditions: each that an offering makes, held against what an enterprise says of itself, in
a need or in its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.rules import UNLIMITED, Facet, Rule, Verdict, hold, stated
from domain.postings.special_rules import ConditionsMet
from domain.postings.tracks import TRACKS

LIVE = frozenset({"draft", "submitted", "published", "paused"})


def conditions(need: Content, offering: Content) -> list[Facet]:
    """One for each bound that either side states, or the offering says that there is none; one for
    each condition of a policy."""
    held = (facet for rule in TRACKS[need.track].rules for facet in _each(rule, need, offering))
    return [
        facet for facet in held if facet.unlimited or UNLIMITED not in {facet.need, facet.offering}
    ]


def leaves_conditions_to_its_text(offering: Content) -> bool:
    """Whether it is of a kind that makes conditions and states none, nor that there are none:
    nobody can tell who meets those that its text names."""
    makes = (rule for rule in TRACKS[offering.track].rules if isinstance(rule, ConditionsMet))
    says = stated(offering.terms, "conditions")
    return not says and any(rule.name not in offering.unlimited for rule in makes)


def lacking(held: Iterable[Facet]) -> list[Facet]:
    """Those that the need's side doesn't meet, or hasn't said whether it does."""
    return [
        facet
        for facet in held
        if facet.verdict is Verdict.FAIL
        or (facet.verdict is Verdict.UNKNOWN and "need" in facet.asks)
    ]


def would_ask(track: str, known: Mapping[str, Any], today: date) -> Content:
    """A need of a party as far as its record tells, by field."""
    kind = TRACKS[track].terms("need")
    values = {name: known.get(name) for name in kind.model_fields if name != "kind"}
    return Content.model_construct(
        track=track,
        title="",
        text="",
        regions=known.get("regions", ()),
        industries=known.get("industries", ()),
        valid_from=today,
        valid_through=today,
        terms=kind.model_construct(kind=f"{track}.need", **values),
    )


def _each(rule: Rule, need: Content, offering: Content) -> Iterator[Facet]:
    made = stated(offering.terms, "conditions")
    if not isinstance(rule, ConditionsMet) or not made:
        yield hold(rule, need, offering).facet
        return
    for condition in made:
        alone = offering.terms.model_copy(update={"conditions": (condition,)})
        facet = rule(need, offering.model_copy(update={"terms": alone}))
        yield replace(facet, title=FACTS.get(condition.fact, condition.fact))
