"""The working-day calendar: what the holiday calendar says, but for the days set by hand.

Next year's make-up days are announced late in autumn; until the library knows them, the office sets
them with `set_calendar_day`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from domain.administration.parameter import Parameters
from domain.values.dates import Working


def working(parameters: Parameters) -> Working:
    """Whether somebody is at work on a day."""
    return lambda day: parameters.days.get(day, _china().is_working_day(day))


@cache
def _china() -> Any:
    from holidays import country_holidays  # noqa: PLC0415 (half a second to load, and few ask)

    return country_holidays("CN")
