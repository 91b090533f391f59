"""Civil dates and terms in China.

Shanghai is a fixed +08:00 here: China has had one zone and no summer time since September 1991, and
everything recorded lies after that, so no zone database is needed (nor can a stale one differ).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.numerals import in_digits

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
EARLIEST_YEAR, LATEST_YEAR = 1949, 2100
MOST_DAYS = 36_500

_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})",
        r"([0-9]{4}) ?(年) ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]",
        r"([0-9]{4})()([0-9]{2})([0-9]{2})",
    )
)
_DAYS = re.compile(r"(0|[1-9][0-9]{0,8}) ?(天|日|个半月|个月|年半|年)?", re.ASCII)
_HALF_MONTHS = {"年": (24, 0), "年半": (24, 12), "个月": (2, 0), "个半月": (2, 1)}  # each, besides
HALVES = {"半年": 180, "半个月": 15}


def read_date(text: str) -> date:
    """2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, full-width too; years 1949 to 2100.

    Raises Malformed with a code beginning with `date.`.
    """
    plain = half_width(text) if len(text) <= 40 else ""
    for pattern in _DATES:
        if read := pattern.fullmatch(plain):
            return _existing(int(read[1]), int(read[3]), int(read[4]), text)
    raise _objection(text)


def civil_date(moment: datetime) -> date:
    """The date in Shanghai at an aware moment; a naive one is a bug of ours (ValueError)."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without its offset has no civil date")
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The last second of the day in Shanghai, in UTC: what is due on a day may come until then."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def read_days(text: str) -> int:
    """A term in days, as `term_days` counts them: 90天, 3个月, 1年, 180, 三个月, 半年, 一年半.

    Raises Malformed with a code `term.…`.
    """
    plain = in_digits(half_width(text[:100]))
    if not plain:
        raise Malformed("term.empty", "没有填写期限", "例如 90天、3个月、1年")
    if plain in HALVES:
        return HALVES[plain]
    read = _DAYS.fullmatch(plain) if len(text) <= 40 else None
    if read is None:
        raise Malformed(
            "term.unreadable", "看不出是期限", "请写整数和单位，例如 90天、3个月、1年", value=text
        )
    days = term_days(int(read[1]), read[2] or "天") if int(read[1]) else 0
    if days == 0:
        raise Malformed("term.zero", "期限不能为零", "至少 1 天", value=text)
    if days > MOST_DAYS:
        raise Malformed("term.too_long", "期限超过一百年", "请核对单位", value=text)
    return days


def show_days(days: int) -> str:
    return f"{days}天"


def term_days(count: int, unit: str) -> int:
    """So many 天, 日, 个月, 个半月, 年, 年半 in days: a year is 365, twelve months are a year, and
    each month beyond whole years is 30. Terms are compared in bands, not counted on the
    calendar; but who says 12个月 means what 一年 says, and 18个月 is 一年半."""
    if unit not in _HALF_MONTHS:
        return count
    each, besides = _HALF_MONTHS[unit]
    years, half_months = divmod(count * each + besides, 24)
    return years * 365 + half_months * 15


def _existing(year: int, month: int, day: int, text: str) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Malformed(
            "date.year", f"年份不在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间", "请核对年份", value=text
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise Malformed(
            "date.impossible", "没有这一天", "请核对月份和日子，先年后月再日", value=text
        ) from None


def _objection(text: str) -> Malformed:
    """Why a text is no date; the first reason that fits."""
    plain = half_width(text[:100])
    if not plain:
        return Malformed("date.empty", "没有填写日期", "例如 2026-03-01")
    for pattern, code, message, advice in _OBJECTIONS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    return Malformed(
        "date.unreadable", "看不出是日期", "例如 2026-03-01 或 2026年3月1日", value=text
    )


_OBJECTIONS = tuple(
    (re.compile(pattern, re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (
            r"[0-9][ T日]{1,2}[0-9]{1,2}[:时点]",
            "date.time",
            "带了时刻",
            "只填日期，例如 2026-03-01",
        ),
        (
            r"\A'?[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?\Z",
            "date.two_digit_year",
            "年份只有两位",
            "请写四位年份，例如 2026-03-01",
        ),
        (
            r"\A[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}\Z",
            "date.order",
            "顺序不是年月日",
            "请写成 2026-03-01",
        ),
        (
            r"\A[0-9]{4} ?[-/.年] ?[0-9]{1,2}月?\Z",
            "date.incomplete",
            "没有写日子",
            "请写到日，例如 2026-03-01",
        ),
        (
            r"\A[0-9]{5}(?:\.[0-9]+)?\Z",
            "date.serial",
            "像是表格里的日期序号",
            "请把该列设为日期格式",
        ),
    )
)


Working = Callable[[date], bool]


def workdays_after(day: date, count: int, working: Working) -> date:
    """The `count`-th working day after `day`, which itself doesn't count."""
    while count:
        day += timedelta(days=1)
        count -= working(day)
    return day
