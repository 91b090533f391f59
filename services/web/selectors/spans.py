"""Which period a page is asked for."""

from __future__ import annotations

from datetime import date, timedelta

from domain.core.malformed import Malformed
from domain.values.dates import EARLIEST_YEAR, read_date
from domain.values.periods import KINDS, Period, between, period
from services.web.request import PageRequest

QUICK = {"month": ("本月", "上月"), "quarter": ("本季度", "上季度"), "year": ("今年", "去年")}


def asked_span(request: PageRequest, kind: str, first: str, last: str) -> Period:
    """From one day through another where they are given; else the one of a kind that the shown day
    is in, `all` since the beginning. Raises `Malformed`, also where one of the days is missing."""
    if first or last:
        return between(_day("first", first), _day("last", last))
    if kind == "all":
        return Period(date(EARLIEST_YEAR, 1, 1), request.today, kind)
    return period(kind if kind in KINDS else "month", request.today)


def quick_spans(today: date) -> dict[str, Period]:
    """The periods that are asked for most, by what they are called."""
    spans: dict[str, Period] = {}
    for kind, (this, before) in QUICK.items():
        span = period(kind, today)
        spans |= {this: span, before: period(kind, span.first - timedelta(days=1))}
    return spans


def _day(field: str, text: str) -> date:
    try:
        return read_date(text)
    except Malformed as malformed:
        raise malformed.at(field) from None
