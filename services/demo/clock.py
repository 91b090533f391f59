"""The demo's clock: its days go on from the last one that its log tells of.

How many days it is behind stands in a file of the data folder; a real county has none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.values.dates import civil_date
from services.house.asking import Now
from services.house.settings import DEMO_CLOCK


def begin_clock(folder: Path, now: datetime, last: date) -> None:
    """From now on the demo's days go on from this one."""
    behind = (civil_date(now) - last).days - 1
    (folder / DEMO_CLOCK).write_text(str(behind), encoding="utf-8")


def clock(folder: Path) -> Now | None:
    """The demo's clock; None where the folder holds no demo."""
    try:
        behind = timedelta(days=int((folder / DEMO_CLOCK).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
    return lambda: datetime.now(UTC) - behind
