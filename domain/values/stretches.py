"""Stretches of days as people name them: 2026年3月, 3月底, 上半年, 明年一季度, 本月中旬, 2026年;
and a day that says no year: 3月15日."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from domain.values.numerals import in_digits

_YEAR = r"(?:(?P<year>[0-9]{4}(?:(?=[Qq])|年)|[今明本]年)(?:度?的?))"
_HALVES = {"上": (1, 6), "下": (7, 12)}
_XUN = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_STRETCH = re.compile(
    rf"{_YEAR}? ?(?:"
    r"(?:(?P<month>1[0-2]|0?[1-9])月份?|(?P<this>本月|这个?月|当月|月(?=[底末]))|(?P<next>下个?月))"
    r"(?:(?P<within>[上中下]旬|[底末])|(?P<day>[0-9]{1,2})[日号]?)?"
    r"|(?P<half>[上下])半年"
    r"|第?(?P<quarter>[1-4])季度?|[Qq](?P<q>[1-4])"
    r")"
    r"|(?:(?P<whole>[0-9]{4}|[今明本])年(?:度|全年)?|(?P<of>[0-9]{4}|[今明本])?年(?P<end>[底末]))"
    r"|(?P<iso_year>[0-9]{4})(?P<joint>[-/.]?)(?P<iso_month>1[0-2]|0[1-9]|(?<=[-/.])[1-9])",
    re.ASCII,
)


class Stretch(NamedTuple):
    """From one day through another, both of it; `year`: whether it says its year."""

    first: date
    last: date
    year: bool


def named_stretch(plain: str, today: date) -> Stretch | None:
    """What a whole text names, in the year of `today` where it says none; None for anything else.
    ValueError where it names a day that there isn't."""
    read = _STRETCH.fullmatch(in_digits(plain))
    if read is None:
        return None
    stated = read["year"] or read["whole"] or read["of"] or read["iso_year"]
    stated = stated.removesuffix("年") if stated else None
    year = _year(stated, today)
    if read["iso_month"]:
        return _months(year, int(read["iso_month"]), int(read["iso_month"]), stated=True)
    if read["end"]:
        return Stretch(date(year, 12, 31), date(year, 12, 31), bool(stated))
    if read["whole"]:
        return _months(year, 1, 12, stated=True)
    if read["half"]:
        return _months(year, *_HALVES[read["half"]], stated=bool(stated))
    if quarter := read["quarter"] or read["q"]:
        return _months(year, int(quarter) * 3 - 2, int(quarter) * 3, stated=bool(stated))
    return _part_of_a_month(read, year, today, stated=bool(stated))


def _part_of_a_month(read: re.Match[str], year: int, today: date, *, stated: bool) -> Stretch:
    month = int(read["month"] or today.month)
    if read["next"]:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    whole = _months(year, month, month, stated=stated or not read["month"])
    if read["day"]:
        day = date(year, month, int(read["day"]))
        return whole._replace(first=day, last=day)
    match (read["within"] or "")[:1]:
        case "":
            return whole
        case "底" | "末":
            return whole._replace(first=whole.last)
        case xun:
            first, last = _XUN[xun]
            last = min(last, whole.last.day)
            return whole._replace(first=date(year, month, first), last=date(year, month, last))


def _year(stated: str | None, today: date) -> int:
    if not stated:
        return today.year
    return {"今": today.year, "本": today.year, "明": today.year + 1}.get(stated) or int(stated)


def _months(year: int, first: int, last: int, *, stated: bool) -> Stretch:
    return Stretch(date(year, first, 1), date(year, last, monthrange(year, last)[1]), stated)
