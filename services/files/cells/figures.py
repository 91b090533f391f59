"""Figures as people write them in lists: ranges, about, of a month, with what they count.

A range fills both bounds where the table has both, else the end that counts, with a warning. A unit
of time or of goods is taken off only where the field is of that: 200元/天 is no month's wage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.core.malformed import Malformed, shown
from domain.values.halfwidth import half_width
from domain.values.qualifiers import set_apart
from domain.values.span import split_range
from services.files.cells.column import Column
from services.files.cells.meant import Around, Meaning, taken, tried
from services.files.sheets.sheets import Cell

FIGURES = frozenset({"money", "rate", "days", "count", "quantity"})
TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
UPPER = {  # the field of the upper bound, by that of the lower, where a table has both
    "amount_min_fen": "amount_max_fen",
    "tenor_min_days": "tenor_max_days",
    "wage_min_fen": "wage_max_fen",
}
LOWER = {upper: lower for lower, upper in UPPER.items()}
LEASTS = frozenset({"wage_from_fen", "rate_from_bp", "price_from_fen", "min_quantity"})
MOSTS = frozenset({*LOWER, "benefit_fen"})

_LETTERS = (
    (re.compile(r"(?<=[0-9])[wW](?![a-zA-Z])"), "万"),
    (re.compile(r"(?<=[0-9])[kK](?![a-zA-Z])"), "千"),
)
_OF_A_MONTH = re.compile(
    r"\A(?:每月|月均|月薪|月工资|一个月)[:为]?"
    r"|(?:(?:/|每)人)?[/·.]?(?:/|每|一)?个?月(?:(?:/|每)人)?\Z|/人\Z"
)
_OF_ONE = re.compile(r"(?P<figure>.*[0-9元万])(?:/|每|一)(?P<unit>[^0-9/]{1,6})")
_NO_GOODS = re.compile(  # of money, time, heads, shares, and words beside a figure
    "元|块钱?|万|亿|[年月天日周]|小?时|%|/|人民币|百分|以[上下内外]|左右|上下|之?内|起|多|余|封顶|不等"
)
_AT_MOST = re.compile(r"\A(?:单户|每户|最长|最高(?=不))[为:]?")
_NUMERAL = r"(?P<figure>[0-9,.〇零一二两三四五六七八九十百千万]+?)"
_PEOPLE = re.compile(rf"{_NUMERAL} ?[名人个位家户项单]")
_GOODS = re.compile(
    rf"{_NUMERAL} ?(?P<unit>(?![多余来几万])"
    r"[^0-9,.〇零一二两三四五六七八九十百千亿\-~至到以左上下]{1,6})"
)


def read_figure(column: Column, cell: Cell, around: Around) -> Meaning | None:
    """What a cell says that isn't a bare figure; None where that isn't clear."""
    text = half_width(cell.text)
    for letter, word in _LETTERS:
        text = letter.sub(word, text)
    single = _single(column, text)
    return single or _ends(column, text, around) or _roughly(column, text)


def _single(column: Column, text: str) -> Meaning | None:
    """One figure, with what it counts or is paid for taken off."""
    beside: dict[str, Any] = {}
    if column.key.startswith("wage"):
        text = _OF_A_MONTH.sub("", text)
    elif column.key in MOSTS:
        text = _AT_MOST.sub("", text)
    elif column.reads == "count" and (counted := _PEOPLE.fullmatch(text)):
        text = counted["figure"]
    elif column.reads == "quantity" and (counted := _of_goods(_GOODS, text)):
        text, beside = counted["figure"], {"unit": counted["unit"]}
    elif "unit_price" in column.key and (each := _of_goods(_OF_ONE, text)):
        text, beside = each["figure"], {"unit": each["unit"]}
    value = tried(column, text)
    if value is None or beside:
        return None if value is None else Meaning(value, beside=beside)
    return in_its_goods(column, value, text)


def in_its_goods(column: Column, value: Any, text: str) -> Meaning:
    """A figure without a unit of goods, in that of its heading: 2 under 万吨 is 20000 吨."""
    if not column.goods or value is None:
        return Meaning(value)
    if column.reads != "quantity":
        return Meaning(value, beside={"unit": column.goods})
    times, goods = TIMES.get(column.goods[0], 1), column.goods
    if times > 1 and len(goods) > 1:
        if re.search("[万亿千百]", text):
            message = f"标题写的是{goods}，格子里又写了“{shown(text)}”"
            advice = f"请只写数，例如 2 就是 2{goods}"
            raise Malformed("quantity.ambiguous", message, advice, value=text)
        value, goods = value * times, goods[1:]
    return Meaning(value, beside={"unit": goods})


def _of_goods(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    read = pattern.fullmatch(text)
    return read if read and not _NO_GOODS.search(read["unit"]) else None


def _ends(column: Column, text: str, around: Around) -> Meaning | None:
    ends = split_range(_AT_MOST.sub("", text) if column.key in MOSTS else text)
    if ends is None:
        return None
    if not ends.low and not ends.high:
        message = f"“{shown(text)}”不是数，按没有填写导入"
        return Meaning(None, (taken("figure.unstated", text, message),))
    low, high = (_single(column, end) if end else None for end in ends[:2])
    if (low is None) != (not ends.low) or (high is None) != (not ends.high):
        return None
    beside = _stated({}, low) | _stated({}, high)
    both = low is not None and high is not None
    rough = (_without(text, ends.words, f"{ends.low}-{ends.high}"),) if both and ends.words else ()
    if UPPER.get(column.key, "") in around.columns:
        return Meaning(_value(low), rough, _stated(beside, high, UPPER[column.key]))
    if LOWER.get(column.key, "") in around.columns:
        return Meaning(_value(high), rough, _stated(beside, low, LOWER[column.key]))
    if not both:
        word = "不低于" if high is None else "不超过"
        return Meaning(_value(low or high), (_range(text, ends.low or ends.high, word),), beside)
    least = column.key in LEASTS
    warning = _range(text, ends.low if least else ends.high, "这个范围")
    return Meaning(_value(low if least else high), (warning,), beside)


def _value(meaning: Meaning | None) -> Any:
    return meaning.value if meaning else None


def _stated(beside: Mapping[str, Any], meaning: Meaning | None, key: str = "") -> dict[str, Any]:
    """With what this says besides, and itself under the key of its own field."""
    if meaning is None:
        return {**beside}
    return {**beside, **meaning.beside} | ({key: meaning.value} if key else {})


def _range(text: str, end: str, what: str) -> Malformed:
    message = f"写的是{what}，按“{shown(end)}”导入"
    return taken("figure.range", text, message, "不对的请改成一个数")


def _roughly(column: Column, text: str) -> Meaning | None:
    apart = set_apart(text)
    single = _single(column, apart.figure) if apart.words else None
    if single is None:
        return None
    warning = _without(text, apart.words, apart.figure)
    return Meaning(single.value, (warning,), single.beside)


def _without(text: str, words: str, figure: str) -> Malformed:
    """Words like 约 beside a figure aren't kept."""
    message = f"带有“{words}”，按“{shown(figure)}”导入"
    return taken("figure.roughly", text, message, "不对的请改成一个数")
