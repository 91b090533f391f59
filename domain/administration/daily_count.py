"""A daily count: how often a party did what it may do so many times a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Self


@dataclass(frozen=True)
class DailyCount:
    """Of the last day on which it was done at all."""

    day: date | None = None
    count: int = 0

    def one_more(self, day: date) -> Self:
        return replace(self, day=day, count=self.count + 1 if day == self.day else 1)

    def left(self, most: int, day: date) -> int:
        return max(0, most - (self.count if day == self.day else 0))
