"""Telling: how templates become sentences, and dice become figures.

`{a|b|c}` chooses one, `{name}` is looked up; both may nest, and what is looked up may hold holes of
its own. Nothing here depends on the order of a set, on `hash()`, or on how a machine rounds powers:
one seed, one county.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TypeVar

WAN = 1_000_000  # fen in 万元
LEAST, MOST = 30, 160  # characters of a text
STOPS = "，。；"
_CLAUSE = re.compile(rf"[^{STOPS}]+[{STOPS}]*")
_HOLE = re.compile(r"\{([^{}]*)\}")
_DOUBLED = re.compile(r"[，；、]+(?=[。；])|[，、]+(?=[，、])|。(?=。)")
_T = TypeVar("_T")


def tell(dice: Random, template: str, **slots: str) -> str:
    """The template with every hole filled. Raises `KeyError` for a name that nobody gave."""
    while hole := _HOLE.search(template):
        inner = hole[1]
        if "|" in inner:
            filled = dice.choice(inner.split("|"))
        else:  # a name, or the last phrase left of a bank within a bank
            filled = slots[inner] if inner.isascii() else inner
        template = template[: hole.start()] + filled + template[hole.end() :]
    return _DOUBLED.sub("", template)


def sentence(dice: Random, template: str, **slots: str) -> str:
    """Told, with a full stop at the end, no clause left dangling and none said twice."""
    text = once(tell(dice, template, **slots)).strip("，；、")
    return text if text.endswith(("。", "？")) else text + "。"


def once(text: str) -> str:
    """A clause that came twice is said once; what ended a sentence still ends it."""
    clauses: list[str] = []
    for clause in _CLAUSE.findall(text):
        body = clause.rstrip(STOPS)
        if len(body) < 4 or body not in [earlier.rstrip(STOPS) for earlier in clauses]:
            clauses.append(clause)
        elif clause.endswith("。"):
            clauses[-1] = clauses[-1].rstrip(STOPS) + "。"
    return "".join(clauses)


def either(bank: str) -> str:
    """A bank of phrases ("a|b") as a hole, where another template is to choose from it."""
    return "{" + bank + "}" if "|" in bank else bank


def stated(value: object, template: str) -> str:
    """The template for a value that is known, nothing for one that isn't."""
    return "" if value is None else template


def pick(dice: Random, bank: str) -> str:
    return dice.choice(bank.split("|"))


def chance(dice: Random, share: float) -> bool:
    return dice.random() < share


def maybe(dice: Random, value: _T, share: float = 0.89) -> _T | None:
    """The value, or nothing: about one in nine forgets to fill a field in."""
    return value if chance(dice, share) else None


def weighted(dice: Random, rows: Sequence[tuple[_T, int]]) -> _T:
    """One of the values; the whole numbers beside them are their weights."""
    at = dice.randrange(sum(weight for _, weight in rows))
    for value, weight in rows:
        at -= weight
        if at < 0:
            return value
    raise AssertionError("unreachable")


def stepped(dice: Random, low: int, high: int, step: int = 1) -> int:
    """`low`, or some steps more, up to `high`."""
    return low + step * dice.randrange((high - low) // step + 1)


def round_amount(dice: Random, low: int, high: int) -> int:
    """An amount in 万元 as people ask for it: small ones by fives, large ones by hundreds."""
    far = dice.random()
    raw = low + (high - low) * far * far * far  # many small ones, few large ones
    step = 5 if raw < 100 else 10 if raw < 300 else 50 if raw < 1000 else 100
    return max(step, round(raw / step) * step)


def percent(bp: int) -> str:
    """345 as 3.45%."""
    return f"{bp / 100:.2f}".rstrip("0").rstrip(".") + "%"


def yuan(fen: int) -> str:
    """39800 as 398元, 265 as 2.65元."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".") + "元"


def many(count: int) -> str:
    """250000 as 25万: how people write large quantities."""
    if count < 10_000:
        return str(count)
    return f"{count / 10_000:.2f}".rstrip("0").rstrip(".") + "万"


def large(wan: int) -> str:
    """An amount in 万元 as people say it: 5200万元, 1.5亿元."""
    return f"{wan / 10_000:.1f}亿元" if wan >= 10_000 else f"{wan}万元"


def month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def about(day: date, this: int = 2026) -> str:
    """A day as people speak of it: 6月上旬, 明年3月."""
    if day.year != this:
        return f"明年{day.month}月"
    third = "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"
    return f"{day.month}月{third}"


@dataclass
class Told:
    """What has been told already: no text comes twice in a county."""

    texts: set[str] = field(default_factory=set)

    def new(self, text: str) -> bool:
        """Whether a text may stand: of a readable length, and never seen before."""
        if text in self.texts or not LEAST <= len(text) <= MOST:
            return False
        self.texts.add(text)
        return True
