"""Rules that compare more than one value: places, industries, conditions of policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.codes import FACTS
from domain.content import Content
from domain.facets import MISSING, UNLIMITED, Facet, Verdict, judged, show
from domain.industry import industry_name, within
from domain.money import show_money
from domain.rate import show_rate
from domain.region import covers, region_name


@dataclass(frozen=True)
class RegionServed:
    """The offering serves areas; one of the need's places lies in one of them."""

    name: str = "region"
    title: str = "地区"

    def __call__(self, need: Content, offering: Content) -> Facet:
        areas, places = offering.regions, need.regions
        met = any(covers(area, place) for area in areas for place in places)
        verdict = judged(held=True if not areas else met if places else None)
        return Facet(
            self.name,
            self.title,
            "、".join(map(region_name, places)) or MISSING,
            "、".join(map(region_name, areas)) or UNLIMITED,
            verdict,
            "need" if verdict is Verdict.UNKNOWN else "",
        )


@dataclass(frozen=True)
class IndustryServed:
    """The offering is meant for industries; one of the need's lies within one of them."""

    name: str = "industry"
    title: str = "行业"

    def __call__(self, need: Content, offering: Content) -> Facet:
        meant, has = offering.industries, need.industries
        met = any(within(prefix, code) for prefix in meant for code in has)
        verdict = judged(held=True if not meant else met if has else None)
        return Facet(
            self.name,
            self.title,
            "、".join(map(industry_name, has)) or MISSING,
            "、".join(map(industry_name, meant)) or UNLIMITED,
            verdict,
            "need" if verdict is Verdict.UNKNOWN else "",
        )


@dataclass(frozen=True)
class LocalIfAsked:
    """A need that wants local products only is met by what is made where the need is."""

    name: str = "local"
    title: str = "本地产品"

    def __call__(self, need: Content, offering: Content) -> Facet:
        wants = getattr(need.terms, "local_only", None)
        origin = getattr(offering.terms, "origin", None)
        made = region_name(origin) if origin else MISSING
        if not wants:
            return Facet(self.name, self.title, UNLIMITED, made, Verdict.PASS)
        if not origin or not need.regions:
            asks = "need" if origin else "offering"
            return Facet(self.name, self.title, "需要", made, Verdict.UNKNOWN, asks)
        met = any(covers(place, origin) for place in need.regions)
        return Facet(self.name, self.title, "需要", made, judged(held=met))


@dataclass(frozen=True)
class ConditionsMet:
    """Every condition of a policy, held against the facts that the need states.

    One failed condition fails the facet; else one unknown fact leaves it unknown. The sentences
    shown are those that decided.
    """

    name: str = "conditions"
    title: str = "申报条件"

    def __call__(self, need: Content, offering: Content) -> Facet:
        found = [
            (condition, _verdict(condition, getattr(need.terms, condition.fact)))
            for condition in getattr(offering.terms, "conditions", None) or ()
        ]
        verdicts = {verdict for _, verdict in found}
        verdict = next((v for v in (Verdict.FAIL, Verdict.UNKNOWN) if v in verdicts), Verdict.PASS)
        decided = [condition for condition, v in found if v is verdict]
        return Facet(
            self.name,
            self.title,
            "；".join(_fact(c, getattr(need.terms, c.fact)) for c in decided) or "—",
            "；".join(c.source_text for c in decided) or UNLIMITED,
            verdict,
            "need" if verdict is Verdict.UNKNOWN else "",
        )


def _verdict(condition: Any, value: Any) -> Verdict:
    if value is None:
        return Verdict.UNKNOWN
    if condition.operator == "at_least":
        return judged(held=value >= condition.value)
    if condition.operator == "at_most":
        return judged(held=value <= condition.value)
    return judged(held=bool(value) == bool(condition.value))


def _fact(condition: Any, value: Any) -> str:
    if value is not None and condition.fact.endswith("_fen"):
        return FACTS[condition.fact] + (show_money(value) if value else "0元")
    if value is not None and condition.fact.endswith("_bp"):
        return FACTS[condition.fact] + show_rate(value)
    return FACTS[condition.fact] + show(value)
