"""Ranges in one text, taken apart into their ends: 4500-7000, 100-500万, 10以上, 不超过500万, 面议.

The ends are texts that the readers of amounts, counts, terms and rates read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from domain.values.halfwidth import half_width
from domain.values.numerals import CHINESE, number
from domain.values.qualifiers import ABOVE, BELOW, set_apart

LONGEST = 60
UNSTATED = frozenset({"面议", "面谈", "面洽", "待定", "另议", "协商", "不限", "无要求", "无限制"})

_FIGURE = rf"[0-9{CHINESE}][0-9.,{CHINESE}]{{0,15}}"
_UNIT = rf"(?:(?![{CHINESE}万亿至到以上下左右起内月日号点时第])[\u4e00-\u9fff]){{1,4}}|个?月|%"
_RANGE = re.compile(
    rf"(?P<low>{_FIGURE}) ?(?P<low_large>[万亿])? ?(?P<low_unit>{_UNIT})? ?"
    r"(?:[-~〜–—―]{1,2}|至|到) ?"
    rf"(?P<high>{_FIGURE}) ?(?P<high_large>[万亿])? ?(?P<high_unit>{_UNIT})?",
    re.ASCII,
)
_ONE_FIGURE = re.compile(rf"{_FIGURE} ?[万亿]? ?(?:{_UNIT})?", re.ASCII)
_A_MONTH = re.compile(r" ?(?:/人)?(?:/|每|一)个?月(?:/人)?\Z")
_OF_PAY = re.compile(r"\A(?:综合|平均)?(?:月薪|月工资|工资|薪资|薪酬|待遇|价格|报价)[:为]? ?")
_INCLUDED = re.compile(r"\(含(?:本数)?\)|及(?=以[上下])")
_AT_MOST = re.compile(r"(?:最高|最大|上限|封顶|<=|≤) ?[:为]? ?(?P<figure>.+)|(?P<capped>.+?) ?封顶")
_AT_LEAST = re.compile(r"(?:最低|最小|下限|保底|底薪|>=|≥) ?[:为]? ?(?P<figure>.+)")
_PLACES = "百千佰仟"
_LEAST_WITHOUT_UNIT = 1000  # 5000-1万: the lower end is of 元, as in no 500-1万
_MOST_TIMES = 10_000  # beyond that it is no range: 400-8001234
_YEARS = (1900, 2100)
_NO_FIGURE = re.compile(r"0[0-9].*|[0-9]{11,}", re.ASCII)  # an area code, a telephone
_OF_A_DATE = re.compile(  # 20260301, 202603, 2026.3
    r"(?:19|20)[0-9]{2}(?:\.(?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:[0-3][0-9])?)", re.ASCII
)


class Ends(NamedTuple):
    """The lower and the upper end, "" for one that isn't stated, and the words that say how exactly
    they are meant, or which end it is: 约, 以上, 最高."""

    low: str
    high: str
    words: str


def split_range(text: str) -> Ends | None:
    """The ends of a range; None where a text is none.

    The unit behind the upper end holds for both: 100-500万 → 100万, 500万. What is said of a month
    goes without it: 4500~7000元/月 → 4500元, 7000元. Dates and codes are no ranges.
    """
    if len(text) > LONGEST:
        return None
    plain = _INCLUDED.sub("", _A_MONTH.sub("", _OF_PAY.sub("", half_width(text))))
    if plain in UNSTATED:
        return Ends("", "", plain)
    figure, sense, words = set_apart(plain)
    figure = _A_MONTH.sub("", figure)
    if ends := _two_ends(figure):
        return None if sense and _is_bound(words) else Ends(*ends, words)
    for pattern, at_most in ((_AT_MOST, True), (_AT_LEAST, False)):
        if read := pattern.fullmatch(plain):
            bound = next(filter(None, read.groups()))
            word = plain.replace(bound, "").strip(" :为")
            return _one_end(bound, word, at_most=at_most)
    if sense in {ABOVE, BELOW} and _is_bound(words):
        return _one_end(figure, words, at_most=sense == BELOW)
    return None


def _one_end(figure: str, words: str, *, at_most: bool) -> Ends | None:
    if _ONE_FIGURE.fullmatch(figure) is None:
        return None
    return Ends("", figure, words) if at_most else Ends(figure, "", words)


def _is_bound(words: str) -> bool:
    """Whether the words name an end (以上, 不超过), rather than something near (近, 多)."""
    return re.search(r"[超至最起以之不]", words) is not None


def _two_ends(plain: str) -> tuple[str, str] | None:
    read = _RANGE.fullmatch(plain)
    if read is None or _is_no_figure(read):
        return None
    low_unit, high_unit = read["low_unit"] or read["high_unit"] or "", read["high_unit"] or ""
    low, high = read["low"], read["high"] + (read["high_large"] or "")
    shared = low + (read["low_large"] or read["high_large"] or _place_of(low, high))
    comparable = low_unit == high_unit
    if comparable and not _in_order(shared, high):
        shared = low + (read["low_large"] or "")
        value = number(shared)
        if value is None or value < _LEAST_WITHOUT_UNIT or not _in_order(shared, high):
            return None
    return shared + low_unit, high + high_unit


def _is_no_figure(read: re.Match[str]) -> bool:
    """Dates, telephones and the like: 2026-03, 0374-3560000, 2026-2027年."""
    figures, unit = (read["low"], read["high"]), read["high_unit"] or read["low_unit"] or ""
    if any(map(_NO_FIGURE.fullmatch, figures)) or all(map(_OF_A_DATE.fullmatch, figures)):
        return True
    values = [number(figure) for figure in figures]
    years = all(value is not None and _YEARS[0] <= value <= _YEARS[1] for value in values)
    return "月" in (unit, read["low_unit"]) or (unit == "年" and years)


def _place_of(low: str, high: str) -> str:
    """千 of 4-6千, which the lower end has too."""
    return high[-1] if high[-1] in _PLACES and low.isdecimal() and len(low) == 1 else ""


def _in_order(low: str, high: str) -> bool:
    first, last = number(low), number(high)
    if first is None or last is None:
        return False
    return first <= last <= max(first, Decimal(1)) * _MOST_TIMES
