"""修改建议 Amendments: what either side of a pair could state instead, so that a rule passes.

Nobody is asked to lie: what a posting states already is only put otherwise where it is its owner's
wish (`Terms.changeable`); what is missing may be stated, and its owner alone knows as what.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from domain.postings.content import Content
from domain.postings.rules import Among, Between, Held, Rule, Wanted, stated
from domain.postings.special_rules import ConditionsMet, IndustryServed, LocalIfAsked, RegionServed
from domain.values.units import unit_of

Changes = dict[str, Any]  # field of the content, or of its terms, and its new value


def suggestions(rule: Rule, need: Content, offering: Content) -> Iterator[tuple[str, Changes]]:
    """What either side could state instead, so that the rule passes. Nobody sells by the metre
    because somebody else asks for tons: nothing, where units differ."""
    if units_differ(rule, need, offering):
        return
    sides = {"need": need, "offering": offering}
    for side, changes in _suggestions(rule, sides):
        if all(may_state(sides[side], field) for field in changes):
            yield side, changes


def may_state(content: Content, field: str) -> bool:
    """Whether somebody may be asked to state this, whatever it is to be."""
    return field in content.terms.changeable or not value_of(content, field)


def value_of(content: Content, field: str) -> Any:
    """What is stated in a field of the content or of its terms; None for nothing."""
    if field in type(content).model_fields:
        return getattr(content, field) or None
    return stated(content.terms, field)


def changed(content: Content, changes: Changes) -> Content:
    """The content as it would read."""
    own = {name: value for name, value in changes.items() if name in type(content).model_fields}
    terms = {name: value for name, value in changes.items() if name not in own}
    if terms:
        own["terms"] = content.terms.model_copy(update=terms)
    return content.model_copy(update=own)


def left_out(rule: Rule, side: str, need: Content, offering: Content) -> tuple[str, ...]:
    """The fields that this side leaves open, though the rule must know them."""
    sides = {"need": need, "offering": offering}
    match rule:
        case RegionServed() | IndustryServed():
            return (rule.need_states,)
        case LocalIfAsked():
            return ("regions",) if side == "need" else ("origin",)
        case ConditionsMet():
            conditions = stated(offering.terms, "conditions") or ()
            facts = dict.fromkeys(condition.fact for condition in conditions)
            return tuple(fact for fact in facts if value_of(need, fact) is None)
        case Held():
            of_holder, of_other = rule.needed()
            names = of_holder if side == rule.holder else of_other
            return tuple(name for name in names if value_of(sides[side], name) is None)
    return ()


def units_differ(rule: Rule, need: Content, offering: Content) -> bool:
    """Whether both state what they count in, and no figure of one says anything to the other."""
    if not isinstance(rule, Between) or not rule.unit:
        return False
    kinds = {rule.kind(need.terms), rule.kind(offering.terms)}
    return len(kinds - {None}) > 1


def _suggestions(rule: Rule, sides: dict[str, Content]) -> Iterator[tuple[str, Changes]]:
    need, offering = sides["need"], sides["offering"]
    match rule:
        case Between() | Among() | Wanted():
            other = "offering" if rule.holder == "need" else "need"
            yield from _of_terms(rule, rule.holder, other, sides)
        case RegionServed():
            if offering.regions:
                yield "need", {"regions": (*need.regions, offering.regions[0])}
            if need.regions:
                yield "offering", {"regions": (*offering.regions, need.regions[0])}
        case IndustryServed():
            if offering.industries:
                yield "need", {"industries": (*need.industries, offering.industries[0])}
            if need.industries:
                yield "offering", {"industries": (*offering.industries, need.industries[0])}
        case LocalIfAsked():
            yield "need", {"local_only": False}
        case ConditionsMet():
            conditions = stated(offering.terms, "conditions") or ()
            yield "need", {c.fact: _fact(c, getattr(need.terms, c.fact)) for c in conditions}


def _of_terms(
    rule: Between | Among | Wanted, holder: str, other: str, sides: dict[str, Content]
) -> Iterator[tuple[str, Changes]]:
    bound, value = sides[holder].terms, getattr(sides[other].terms, rule.value)
    match rule:
        case Between():
            yield from _figures(rule, holder, other, sides)
        case Among():
            takes = getattr(bound, rule.takes) or ()
            if takes:
                many = _many(sides[other].terms, rule.value)
                yield other, {rule.value: (*(value or ()), takes[0]) if many else takes[0]}
            if value:
                codes = value if isinstance(value, tuple) else (value,)
                yield holder, {rule.takes: (*takes, codes[0])}
        case Wanted():
            yield other, {rule.value: True}
            yield holder, {rule.wants: False}


def _figures(
    rule: Between, holder: str, other: str, sides: dict[str, Content]
) -> Iterator[tuple[str, Changes]]:
    """The figure to the nearest bound, or the bound to the figure, each in its own side's unit. Who
    states a figure without its unit is asked for that alone: the figure may be the right one."""
    bound, terms = sides[holder].terms, sides[other].terms
    value = stated(terms, rule.value)
    unit, own = (stated(side, rule.unit) if rule.unit else None for side in (bound, terms))
    if rule.unit and value is not None and not (unit and own):
        left = {other: (own, unit), holder: (unit, own)}
        for side, (stands, other_unit) in left.items():
            if other_unit and not stands:
                yield side, {rule.unit: other_unit}
        return
    low, high = (stated(bound, name) for name in (rule.low, rule.high))
    least = rule.limits(bound)[0]
    short = least is not None and (value is None or rule.figure(terms) < least)
    units: Changes = {rule.unit: unit} if rule.unit and not own else {}
    yield other, {rule.value: _in_unit(rule, low if short else high, unit, own), **units}
    if value is not None:
        yield holder, {rule.low if short else rule.high: _in_unit(rule, value, own, unit)}


def _in_unit(rule: Between, figure: Any, unit: str | None, wanted: str | None) -> Any:
    """A figure that counts in one unit, in another of its kind."""
    if not unit or not wanted or unit == wanted:
        return figure
    size, wanted_size = unit_of(unit).size, unit_of(wanted).size
    if rule.joint:  # a price of one
        return figure * wanted_size // size
    return Decimal(f"{figure * size / Decimal(wanted_size):.3f}".rstrip("0").rstrip("."))


def _fact(condition: Any, value: Any) -> Any:
    """The nearest value of a fact that meets a condition."""
    if condition.operator == "at_least":
        return condition.value if value is None else max(value, condition.value)
    if condition.operator == "at_most":
        return condition.value if value is None else min(value, condition.value)
    return condition.value


def _many(terms: Any, field: str) -> bool:
    """Whether a field takes several codes."""
    extra = type(terms).model_fields[field].json_schema_extra
    return bool(isinstance(extra, dict) and extra["reads"] == "choices")
