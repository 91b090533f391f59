"""Rules: what must hold between a need and an offering before their texts are compared.

Three verdicts: pass, fail, unknown. A bound that nobody stated restricts nothing (不限: pass). A
value that is missing while the other side states a bound is unknown, and unknown is never a pass:
it becomes a question to the one who left it out. Figures in units of one kind are converted;
between tons and pieces nobody can tell: unknown too, though nobody left anything out.

Figures that people guess (a budget, a wage, a quantity) have a band: a little beyond the bound they
pass, and it is said. Rules have editions, because what was proposed under an earlier one stays as
it was: a matching model remembers its edition, and `strict` is a rule as the first one held it.

A rule says, as data, which side holds the bound and which field holds the value. The rules that
compare more than two fields are in `special_rules.py`; which rules a track has, in its row. Rules
read what history holds, however odd it looks today, and never raise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from domain.postings.content import Content
from domain.postings.terms import Terms
from domain.values.units import price_in_parts, quantity_in_parts, unit_of

UNLIMITED = "不限"
MISSING = "未填"
NO_UNIT = " 单位未填"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facet:
    """One rule held against one pair, in the words people see. `beyond`: it passes, though a
    figure that people guess lies a little beyond its bound. `unlimited`: the offering says itself
    that it sets no bound, where 不限 else only stands for one that nobody stated."""

    name: str
    title: str
    need: str  # what the need says
    offering: str  # what the offering says
    verdict: Verdict
    asks: Mapping[str, str] = field(default_factory=dict)  # side → labels of what it left out
    beyond: bool = False
    unlimited: bool = False


class Rule(Protocol):
    """A named rule of a track."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    def __call__(self, need: Content, offering: Content) -> Facet: ...

    def states(self, side: str, content: Content) -> tuple[str, ...]:
        """What of this rule one side states; what both do, and passes, speaks for a pair."""
        ...

    @property
    def bounds_offerings(self) -> bool:
        """Whether an offering may state a bound by it, or that there is none (`unlimited`)."""
        ...

    def states_bound(self, offering: Content) -> bool:
        """Whether an offering states that bound."""
        ...

    def strict(self) -> Rule:
        """The rule as the first edition held it."""
        ...


@dataclass(frozen=True)
class Tried:
    """A rule held against a pair."""

    rule: Rule
    facet: Facet
    need: Content
    offering: Content


def hold(rule: Rule, need: Content, offering: Content) -> Tried:
    """With what the offering says of the rule besides a bound."""
    facet = rule(need, offering)
    if rule.name in offering.unlimited and not rule.states_bound(offering):
        facet = replace(facet, unlimited=True)
    return Tried(rule, facet, need, offering)


def show(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def stated(terms: Terms, name: str) -> Any:
    """What the terms state in a field; None where nothing was stated, or there is no such field."""
    value = getattr(terms, name, None)
    return None if value in ("", ()) else value


def label(terms: Terms, name: str) -> str:
    """What a field is called where people fill it in."""
    known = type(terms).model_fields.get(name)
    return known.title or name if known else name


def judged(*, held: bool | None) -> Verdict:
    """None stands for: a value is missing."""
    if held is None:
        return Verdict.UNKNOWN
    return Verdict.PASS if held else Verdict.FAIL


@dataclass(frozen=True, kw_only=True)
class Held:
    """The `holder` side ("need" or "offering") states a bound for the other side's `value`."""

    name: str
    title: str
    holder: str
    value: str

    def __call__(self, need: Content, offering: Content) -> Facet:
        sides = {"need": need.terms, "offering": offering.terms}
        other = "offering" if self.holder == "need" else "need"
        texts = {self.holder: UNLIMITED, other: self.shown(sides[other])}
        held: bool | None = True
        asks: dict[str, str] = {}
        beyond = False
        if self.restricts(sides[self.holder]):
            texts[self.holder] = self.bound(sides[self.holder])
            wanted = zip((self.holder, other), self.needed(), strict=True)
            asks = {
                side: missing for side, names in wanted if (missing := _missing(sides[side], names))
            }
            held = None if asks else self.compare(sides[self.holder], sides[other])
            beyond = bool(held) and self.stretched(sides[self.holder], sides[other])
        return Facet(
            self.name, self.title, texts["need"], texts["offering"], judged(held=held), asks, beyond
        )

    def states(self, side: str, content: Content) -> tuple[str, ...]:
        terms = content.terms
        names = self.needed()[side != self.holder]
        says = side != self.holder or self.restricts(terms)
        return (self.name,) if says and not _missing(terms, names) else ()

    @property
    def bounds_offerings(self) -> bool:
        return self.holder == "offering"

    def states_bound(self, offering: Content) -> bool:
        return self.restricts(offering.terms)

    def strict(self) -> Rule:
        return self

    def needed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields that the holder, and the other side, must state before anybody can tell."""
        return (), (self.value,)

    def restricts(self, holder: Terms) -> bool:
        """Whether the holder states a bound at all."""
        raise NotImplementedError

    def compare(self, holder: Terms, other: Terms) -> bool | None:
        """Whether it holds, where all that is needed is stated; None where nobody can tell."""
        raise NotImplementedError

    def stretched(self, _holder: Terms, _other: Terms) -> bool:
        """Whether it holds only because a figure may lie a little beyond its bound."""
        return False

    def bound(self, holder: Terms) -> str:
        raise NotImplementedError

    def shown(self, other: Terms) -> str:
        return show(stated(other, self.value))


def _missing(terms: Terms, names: tuple[str, ...]) -> str:
    """The labels of the fields that aren't stated."""
    return "、".join(label(terms, name) for name in names if stated(terms, name) is None)


@dataclass(frozen=True, kw_only=True)
class Between(Held):
    """The value lies between the holder's fields `low` and `high` ("": no such bound).

    `unit` names a field that both sides must state, or nothing can be compared; units of one kind
    are converted where the rule `converts`. `joint` is what stands before it where the value is a
    price of one: 420元/吨. `band`: percent of a bound up to which a figure passes, and is said to
    lie beyond; 100 is the bound itself.
    """

    low: str = ""
    high: str = ""
    shows: Callable[[Any], str] = show
    unit: str = ""
    joint: str = ""
    converts: bool = True
    band: int = 100

    def needed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        unit = (self.unit,) if self.unit else ()
        return unit, (self.value, *unit)

    def restricts(self, holder: Terms) -> bool:
        return self._limits(holder) != (None, None)

    def compare(self, holder: Terms, other: Terms) -> bool | None:
        if self.kind(holder) != self.kind(other):
            return None
        low, high = self.limits(holder)
        return (low is None or low <= self.figure(other)) and (
            high is None or self.figure(other) <= high
        )

    def stretched(self, holder: Terms, other: Terms) -> bool:
        return self.band != 100 and replace(self, band=100).compare(holder, other) is False

    def strict(self) -> Rule:
        return replace(self, converts=False, band=100)

    def kind(self, side: Terms) -> str | None:
        """What its figure is counted in, as far as it must be the same on both sides."""
        unit = stated(side, self.unit) if self.unit else None
        return unit_of(unit).kind if unit and self.converts else unit

    def figure(self, side: Terms) -> Any:
        """The value, in what it is compared in."""
        return self._compared(stated(side, self.value), side)

    def limits(self, holder: Terms) -> tuple[Any, Any]:
        """The bounds, in what they are compared in, with the band around them."""
        low, high = (self._compared(limit, holder) for limit in self._limits(holder))
        if self.band == 100:
            return low, high
        return (
            low if low is None else -(-low * 100 // self.band),
            high if high is None else high * self.band // 100,
        )

    def bound(self, holder: Terms) -> str:
        low, high = self._limits(holder)
        if low is None:
            return f"≤{self._with_unit(high, holder)}"
        if high is None:
            return f"≥{self._with_unit(low, holder)}"
        return f"{self.shows(low)}–{self._with_unit(high, holder)}"

    def shown(self, other: Terms) -> str:
        value = stated(other, self.value)
        return MISSING if value is None else self._with_unit(value, other)

    def _limits(self, holder: Terms) -> tuple[Any, Any]:
        return stated(holder, self.low), stated(holder, self.high)

    def _compared(self, value: Any, side: Terms) -> Any:
        unit = stated(side, self.unit) if self.unit else None
        if value is None or not unit or not self.converts:
            return value
        return (price_in_parts if self.joint else quantity_in_parts)(value, unit_of(unit))

    def _with_unit(self, value: Any, side: Terms) -> str:
        if not self.unit:
            return self.shows(value)
        unit = stated(side, self.unit)
        return self.shows(value) + (NO_UNIT if unit is None else self.joint + unit)


@dataclass(frozen=True, kw_only=True)
class Among(Held):
    """The value, or one of the values, is among those that the holder's field `takes` lists; what
    lies `within` a wider one is that one too."""

    takes: str
    titles: dict[str, str]
    within: Mapping[str, str] = field(default_factory=dict)

    def restricts(self, holder: Terms) -> bool:
        return stated(holder, self.takes) is not None

    def compare(self, holder: Terms, other: Terms) -> bool | None:
        return bool(set(stated(holder, self.takes)) & set(self.values(other)))

    def strict(self) -> Rule:
        return replace(self, within={})

    def values(self, side: Terms) -> tuple[str, ...]:
        """What the side has, and what that is within."""
        own = self._values(side)
        return (*own, *(self.within[code] for code in own if code in self.within))

    def bound(self, holder: Terms) -> str:
        return self._names(stated(holder, self.takes))

    def shown(self, other: Terms) -> str:
        return self._names(self._values(other)) or MISSING

    def _values(self, side: Terms) -> tuple[str, ...]:
        value = stated(side, self.value)
        return value if isinstance(value, tuple) else (() if value is None else (value,))

    def _names(self, codes: tuple[str, ...]) -> str:
        return "、".join(self.titles.get(code, code) for code in codes)


@dataclass(frozen=True, kw_only=True)
class Wanted(Held):
    """The holder's field `wants` asks for a yes; a missing answer is no yes."""

    wants: str

    def restricts(self, holder: Terms) -> bool:
        return bool(stated(holder, self.wants))

    def compare(self, holder: Terms, other: Terms) -> bool | None:
        return bool(stated(other, self.value))

    def bound(self, holder: Terms) -> str:
        return "需要"
