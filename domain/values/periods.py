"""时段 Periods: day, week (from Monday), 旬 (1st, 11th, 21st to the month's end), month, quarter,
year. The county keeps its figures by all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.core.malformed import Malformed

KINDS = {"day": "日", "week": "周", "xun": "旬", "month": "月", "quarter": "季", "year": "年"}
XUN = ("上旬", "中旬", "下旬")


@dataclass(frozen=True, order=True)
class Period:
    """From one day through another, both of it."""

    first: date
    last: date
    kind: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Malformed(
                "period.backwards", "结束日期早于开始日期", "请核对起止日期", field="last"
            )

    @property
    def before(self) -> Period:
        """The one before it: of its kind; of days that are no such, as many days."""
        day = self.first - timedelta(days=1)
        if self.kind == "span":
            return Period(day - (self.last - self.first), day, self.kind)
        return period(self.kind, day)

    @property
    def year_before(self) -> Period:
        """The same of the year before; of a week the one with the same number."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return period(self.kind, date.fromisocalendar(year - 1, min(week, 52), 1))
        first = _year_before(self.first)
        if self.kind == "span":
            return Period(first, _year_before(self.last), self.kind)
        return period(self.kind, first)

    @property
    def title(self) -> str:
        day = self.first
        match self.kind:
            case "week":
                year, week, _ = day.isocalendar()
                return f"{year}年第{week}周"
            case "xun":
                return f"{day.year}年{day.month}月{XUN[min(2, (day.day - 1) // 10)]}"
            case "month":
                return f"{day.year}年{day.month}月"
            case "quarter":
                return f"{day.year}年第{(day.month + 2) // 3}季度"
            case "year":
                return f"{day.year}年"
            case "all":
                return "开始以来"
            case "span":
                return f"{_day(day)}至{_day(self.last)}"
        return _day(day)


def period(kind: str, day: date) -> Period:
    """The one of a kind that a day is in."""
    match kind:
        case "day":
            return Period(day, day, kind)
        case "week":
            first = day - timedelta(days=day.weekday())
            return Period(first, first + timedelta(days=6), kind)
        case "xun" if day.day <= 20:
            first = day.replace(day=1 if day.day <= 10 else 11)
            return Period(first, first + timedelta(days=9), kind)
        case "xun":
            return Period(day.replace(day=21), _month_end(day), kind)
        case "month":
            return Period(day.replace(day=1), _month_end(day), kind)
        case "quarter":
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            return Period(first, _month_end(first.replace(month=first.month + 2)), kind)
        case "year":
            return Period(day.replace(month=1, day=1), day.replace(month=12, day=31), kind)
    raise ValueError(f"no kind of period: {kind!r}")


def between(first: date, last: date) -> Period:
    """From one day through another: as a month, a quarter, a year, where it is all of one."""
    whole = (period(kind, first) for kind in ("year", "quarter", "month"))
    span = Period(first, last, "span")
    return next((of for of in whole if (of.first, of.last) == (first, last)), span)


def periods(kind: str, last: date, many: int) -> Iterator[Period]:
    """So many of a kind up to the one that a day is in, the earliest first."""
    latest_first = [period(kind, last)]
    while len(latest_first) < many:
        latest_first.append(period(kind, latest_first[-1].first - timedelta(days=1)))
    yield from reversed(latest_first)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
