"""Working days: from a day on, so many of them. Which days are off is handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Working = Callable[[date], bool]


def workdays_after(day: date, count: int, working: Working) -> date:
    """The `count`-th working day after `day`, which itself doesn't count."""
    while count:
        day += timedelta(days=1)
        count -= working(day)
    return day
