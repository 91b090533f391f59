"""The working-day calendar: what the holiday calendar says, but for the days set by hand.

Next year's make-up days are announced late in autumn; until the library knows them, the office sets
them with `set_calendar_day`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from domain.administration.parameter import Parameters
from domain.values.dates import Working

SATURDAY = 5


def working(parameters: Parameters) -> Working:
    """Whether somebody is at work on a day."""
    return lambda day: parameters.days.get(day, _china().is_working_day(day))


NOVEMBER = 11  # the State Council has told of next year by then, or is about to


def unknown_years(parameters: Parameters, today: date) -> list[int]:
    """This year, and from November on the next, where nobody knows their make-up days: every year
    has some, so a calendar that names none doesn't know them. The office may set them by hand."""
    years = [today.year, *([today.year + 1] if today.month >= NOVEMBER else [])]
    return [year for year in years if not _has_make_up_days(parameters, year)]


def _has_make_up_days(parameters: Parameters, year: int) -> bool:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    at_work = working(parameters)
    return any(day.weekday() >= SATURDAY and at_work(day) for day in days)


@cache
def _china() -> Any:
    from holidays import country_holidays  # noqa: PLC0415 (half a second to load, and few ask)

    return country_holidays("CN")
