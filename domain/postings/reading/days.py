"""Days in a sentence: 10月底前, 下月15号, 2026年12月1日, 20天内. What names no day gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.postings.reading.matches import Match
from domain.values.dates import term_days
from domain.values.numerals import NUMERAL, number
from domain.values.periods import period

_N = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?:(?P<year>20[0-9]{{2}}|明|今)年)?(?:(?P<month>{_N})月|(?P<own>本月|这个?月|当月)"
    rf"|(?P<next>下个?月))(?:份)?(?:(?P<day>{_N})[日号]|(?P<end>底|末))",
    re.ASCII,
)
_ISO = re.compile(r"(20[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])", re.ASCII)
_MONTH_END = re.compile(r"(?<![0-9一二三四五六七八九十个本这下当份正腊冬])月底")
_YEAR_END = re.compile(r"(?P<year>明|今|20[0-9]{2})?年底", re.ASCII)
_PAST = re.compile(r"(?:[去前]年?|上个?)\Z")  # 去年12月20日, 去年底, 上月底
_WITHIN = re.compile(rf"(?P<n>{NUMERAL}|半)\s*(?P<unit>天|个月)(?:之?内|以内)", re.ASCII)

_LUNAR = r"(?:农历[^，,。]{0,2}?|正|腊|冬)月(?:(?:初|廿)?[一二三四五六七八九十]{1,3}|底)?"
_VAGUE = re.compile(
    rf"(?:{_LUNAR}|春节|过年|元宵|中秋|麦收|秋收|开春)(?:(?:以|之)?[前后])?(?<=[前后一二三四五六七八九十底月])"
)


def dates(plain: str, today: date) -> Iterator[Match]:
    """In the order of the text; a day without its year is the next one that comes."""
    matches = [*_days(plain, today), *_ends(plain, today), *_within(plain, today)]
    ahead = (match for match in matches if not _PAST.search(plain[: match.start][-3:]))
    yield from sorted(ahead, key=lambda match: match.start)


def _days(plain: str, today: date) -> Iterator[Match]:
    for read in _ISO.finditer(plain):
        day = _existing(int(read[1]), int(read[2]), int(read[3]))
        if day:
            yield Match(day, read.start(), read.end())
    for read in _DATE.finditer(plain):
        day = _named(read, today)
        if day:
            yield Match(day, read.start(), read.end())


def _named(read: re.Match[str], today: date) -> date | None:
    year, month = _year(read["year"], today), today.month
    if read["month"]:
        month = _whole(read["month"]) or 0
    elif read["next"]:
        year, month = (today.year, month + 1) if month < 12 else (today.year + 1, 1)
    if not 1 <= month <= 12:
        return None
    stated = bool(read["year"]) or not read["month"]
    wanted = _end(year or today.year, month) if read["end"] else None
    if wanted is None:
        wanted = _existing(year or today.year, month, _whole(read["day"]) or 0)
    if wanted is not None and wanted < today and not stated:
        wanted = (
            _end(today.year + 1, month)
            if read["end"]
            else _existing(today.year + 1, month, wanted.day)
        )
    return wanted


def _ends(plain: str, today: date) -> Iterator[Match]:
    for read in _MONTH_END.finditer(plain):
        yield Match(_end(today.year, today.month), read.start(), read.end())
    for read in _YEAR_END.finditer(plain):
        year = _year(read["year"], today) or today.year
        yield Match(date(year, 12, 31), read.start(), read.end())


def _within(plain: str, today: date) -> Iterator[Match]:
    for read in _WITHIN.finditer(plain):
        value = number(read["n"]) if read["n"] != "半" else None
        if read["n"] == "半" and read["unit"] == "个月":
            yield Match(today + timedelta(15), read.start(), read.end())
        elif value and value == value.to_integral_value() and value < 400:
            days = term_days(int(value), read["unit"])
            yield Match(today + timedelta(days), read.start(), read.end())


def vague_days(plain: str) -> Iterator[Match]:
    """Days that no rule reads: 正月初十前, 春节后."""
    for read in _VAGUE.finditer(plain):
        yield Match(frozenset({"date"}), read.start(), read.end())


def _year(text: str | None, today: date) -> int | None:
    if not text:
        return None
    return {"今": today.year, "明": today.year + 1}.get(text) or int(text)


def _whole(text: str) -> int | None:
    value = number(text)
    return int(value) if value is not None else None


def _end(year: int, month: int) -> date:
    return period("month", date(year, month, 1)).last


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
