"""Facets: what must hold between a need and an offering before their texts are compared.

Three verdicts: pass, fail, unknown. A bound that nobody stated restricts nothing (不限: pass). A
value that is missing while the other side states a bound is unknown, and unknown is never a pass:
it becomes a question to the one who left it out.

A rule says, as data, which side holds the bound and which field holds the value. The rules that
compare more than two fields are in `domain/fits.py`; which rules a track has, in its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from domain.content import Content

UNLIMITED = "不限"
MISSING = "未填"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facet:
    """One rule held against one pair, in the words people see."""

    name: str
    title: str
    need: str  # what the need says
    offering: str  # what the offering says
    verdict: Verdict
    asks: str = ""  # "need" or "offering": whose missing value made it unknown


class Rule(Protocol):
    """A named rule of a track."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    def __call__(self, need: Content, offering: Content) -> Facet: ...


def show(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def show_days(days: int) -> str:
    return f"{days}天"


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
        held, asks = self.compare(sides[self.holder], sides[other])
        texts = {self.holder: self.bound(sides[self.holder]), other: self.stated(sides[other])}
        who = {"": "", "holder": self.holder, "other": other}[asks]
        verdict = judged(held=held)
        return Facet(self.name, self.title, texts["need"], texts["offering"], verdict, who)

    def compare(self, holder: Any, other: Any) -> tuple[bool | None, str]:
        """Whether it holds (None: unknown), and who left something out ("holder" or "other")."""
        raise NotImplementedError

    def bound(self, holder: Any) -> str:
        raise NotImplementedError

    def stated(self, other: Any) -> str:
        return show(getattr(other, self.value))


@dataclass(frozen=True, kw_only=True)
class Between(Held):
    """The value lies between the holder's fields `low` and `high` ("": no such bound).

    `unit` names a field that both sides must state alike, or nothing can be compared.
    """

    low: str = ""
    high: str = ""
    shows: Callable[[Any], str] = show
    unit: str = ""

    def compare(self, holder: Any, other: Any) -> tuple[bool | None, str]:
        low, high = self._limits(holder)
        value = getattr(other, self.value)
        if low is None and high is None:
            return True, ""
        if value is None:
            return None, "other"
        if self.unit and getattr(holder, self.unit) != getattr(other, self.unit):
            return None, "holder" if getattr(holder, self.unit) is None else "other"
        return (low is None or low <= value) and (high is None or value <= high), ""

    def bound(self, holder: Any) -> str:
        low, high = self._limits(holder)
        if low is None and high is None:
            return UNLIMITED
        if low is None:
            return f"≤{self._with_unit(high, holder)}"
        if high is None:
            return f"≥{self._with_unit(low, holder)}"
        return f"{self.shows(low)}–{self._with_unit(high, holder)}"

    def stated(self, other: Any) -> str:
        value = getattr(other, self.value)
        return MISSING if value is None else self._with_unit(value, other)

    def _limits(self, holder: Any) -> tuple[Any, Any]:
        return tuple(getattr(holder, name) if name else None for name in (self.low, self.high))  # type: ignore[return-value]  # (two names give two values)

    def _with_unit(self, value: Any, side: Any) -> str:
        return self.shows(value) + (show(getattr(side, self.unit)) if self.unit else "")


@dataclass(frozen=True, kw_only=True)
class Among(Held):
    """The value, or one of the values, is among those that the holder's field `takes` lists."""

    takes: str
    titles: dict[str, str]

    def compare(self, holder: Any, other: Any) -> tuple[bool | None, str]:
        takes, values = getattr(holder, self.takes), self._values(other)
        if not takes:
            return True, ""
        if not values:
            return None, "other"
        return bool(set(takes) & set(values)), ""

    def bound(self, holder: Any) -> str:
        return self._names(getattr(holder, self.takes)) or UNLIMITED

    def stated(self, other: Any) -> str:
        return self._names(self._values(other)) or MISSING

    def _values(self, side: Any) -> tuple[str, ...]:
        value = getattr(side, self.value)
        return value if isinstance(value, tuple) else (() if value is None else (value,))

    def _names(self, codes: tuple[str, ...] | None) -> str:
        return "、".join(self.titles.get(code, code) for code in codes or ())


@dataclass(frozen=True, kw_only=True)
class Wanted(Held):
    """The holder's field `wants` asks for a yes; a missing answer is no yes."""

    wants: str

    def compare(self, holder: Any, other: Any) -> tuple[bool | None, str]:
        value = getattr(other, self.value)
        if not getattr(holder, self.wants):
            return True, ""
        return value, "other" if value is None else ""

    def bound(self, holder: Any) -> str:
        return "需要" if getattr(holder, self.wants) else UNLIMITED
