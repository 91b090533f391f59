"""Retry: when what couldn't be sent is tried again, and when it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def next_try(failures: int, pauses: Sequence[timedelta], now: datetime) -> tuple[datetime, bool]:
    """When it is tried again after so many earlier failures and this one, and whether it is given
    up: it is tried once more than there are pauses. What follows it waits as long as the last."""
    over = failures >= len(pauses)
    return now + pauses[min(failures, len(pauses) - 1)], over
