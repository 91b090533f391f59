"""Rules that compare more than one value: places, industries, conditions of policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.rules import MISSING, UNLIMITED, Facet, Verdict, judged, label, show, stated
from domain.postings.terms import Condition
from domain.values.industry import industry_name, within
from domain.values.money import show_money
from domain.values.rate import show_rate
from domain.values.region import covers, region_name

NO_CONDITIONS = "—"  # is what a need says to an offering that makes none


@dataclass(frozen=True)
class RegionServed:
    """The offering serves areas; one of the need's places lies in one of them."""

    need_states: ClassVar = "regions"
    bounds_offerings: ClassVar = True

    name: str = "region"
    title: str = "地区"

    def states(self, _side: str, content: Content) -> tuple[str, ...]:
        return (self.name,) if content.regions else ()

    def states_bound(self, offering: Content) -> bool:
        return bool(offering.regions)  # 全国 is stated as the nation's code

    def strict(self) -> RegionServed:
        return self

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
            {"need": self.title} if verdict is Verdict.UNKNOWN else {},
        )


@dataclass(frozen=True)
class IndustryServed:
    """The offering is meant for industries; one of the need's lies within one of them."""

    need_states: ClassVar = "industries"
    bounds_offerings: ClassVar = True

    name: str = "industry"
    title: str = "行业"

    def states(self, _side: str, content: Content) -> tuple[str, ...]:
        return (self.name,) if content.industries else ()

    def states_bound(self, offering: Content) -> bool:
        return bool(offering.industries)

    def strict(self) -> IndustryServed:
        return self

    def __call__(self, need: Content, offering: Content) -> Facet:
        meant_for, has = offering.industries, need.industries
        met = any(within(prefix, code) for prefix in meant_for for code in has)
        verdict = judged(held=True if not meant_for else met if has else None)
        return Facet(
            self.name,
            self.title,
            "、".join(map(industry_name, has)) or MISSING,
            "、".join(map(industry_name, meant_for)) or UNLIMITED,
            verdict,
            {"need": self.title} if verdict is Verdict.UNKNOWN else {},
        )


@dataclass(frozen=True)
class LocalIfAsked:
    """A need that wants local products only is met by what is made where the need is."""

    bounds_offerings: ClassVar = False

    name: str = "local"
    title: str = "本地产品"

    def states(self, side: str, content: Content) -> tuple[str, ...]:
        says = stated(content.terms, "local_only" if side == "need" else "origin")
        return (self.name,) if says else ()

    def states_bound(self, _offering: Content) -> bool:
        return False

    def strict(self) -> LocalIfAsked:
        return self

    def __call__(self, need: Content, offering: Content) -> Facet:
        origin = stated(offering.terms, "origin")
        made = region_name(origin) if origin else MISSING
        if not stated(need.terms, "local_only"):
            return Facet(self.name, self.title, UNLIMITED, made, Verdict.PASS)
        asks = {} if need.regions else {"need": "地区"}
        if not origin:
            asks["offering"] = label(offering.terms, "origin")
        met = None if asks else any(covers(place, origin) for place in need.regions)
        return Facet(self.name, self.title, "需要", made, judged(held=met), asks)


@dataclass(frozen=True)
class ConditionsMet:
    """Every condition of a policy, held against the facts that the need states.

    One failed condition fails the facet; else one unknown fact leaves it unknown. The sentences
    shown are those that decided.
    """

    bounds_offerings: ClassVar = True

    name: str = "conditions"
    title: str = "申报条件"

    def states(self, side: str, content: Content) -> tuple[str, ...]:
        if side == "need":
            facts = [fact for fact in FACTS if stated(content.terms, fact) is not None]
        else:
            facts = [c.fact for c in stated(content.terms, "conditions") or ()]
        return tuple(f"{self.name}.{fact}" for fact in dict.fromkeys(facts))

    def states_bound(self, offering: Content) -> bool:
        return bool(stated(offering.terms, "conditions"))

    def strict(self) -> ConditionsMet:
        return self

    def __call__(self, need: Content, offering: Content) -> Facet:
        conditions = stated(offering.terms, "conditions") or ()
        judgements = [(c, _verdict(c, _known(need, c))) for c in conditions]
        verdicts = {verdict for _, verdict in judgements}
        verdict = next((v for v in (Verdict.FAIL, Verdict.UNKNOWN) if v in verdicts), Verdict.PASS)
        decided = [condition for condition, v in judgements if v is verdict]
        unknown = dict.fromkeys(_title(c) for c in decided if verdict is Verdict.UNKNOWN)
        return Facet(
            self.name,
            self.title,
            "；".join(_title(c) + _shown(c, _known(need, c)) for c in decided) or NO_CONDITIONS,
            "；".join(c.source_text for c in decided) or UNLIMITED,
            verdict,
            {"need": "、".join(unknown) or self.title} if unknown else {},
        )


def _known(need: Content, condition: Condition) -> Any:
    """The need's fact; a fact that there is no more can't be known."""
    return stated(need.terms, condition.fact) if condition.fact in FACTS else None


def _title(condition: Condition) -> str:
    return FACTS.get(condition.fact, condition.fact)


def _verdict(condition: Condition, value: Any) -> Verdict:
    if value is None:
        return Verdict.UNKNOWN
    if condition.operator == "at_least":
        return judged(held=value >= condition.value)
    if condition.operator == "at_most":
        return judged(held=value <= condition.value)
    return judged(held=bool(value) == bool(condition.value))


def _shown(condition: Condition, value: Any) -> str:
    if value is not None and condition.fact.endswith("_fen"):
        return show_money(value)
    if value is not None and condition.fact.endswith("_bp"):
        return show_rate(value)
    return show(value)
