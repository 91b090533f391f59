"""The watch: whether what the clock says may be acted on.

What is done by itself can't be undone: postings, consents and leads that are over, messages that
are withheld. So the time is held against a clock that nobody sets, which goes on while the machine
sleeps; and at the start against the log's last time. A county may be switched off over the longest
holiday; what was away for longer, an administrator confirms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.administration.clock import STREAM, BelieveClock, Clock, DoubtClock
from domain.core.command import Command, Role
from domain.values.dates import SHANGHAI, civil_date
from services.house.house import House

JUMP = timedelta(hours=3)  # while we run, and back behind the log's last time
OFF = timedelta(days=10)  # between the log's last time and the start
SOON = timedelta(days=1)  # between a doubt and the start after it


def steady() -> float:
    """Seconds that nobody sets; they go on while the machine sleeps, where the system says so."""
    counts = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(counts) if counts is not None else time.monotonic()


class Watch:
    """One worker's look at the clock, before each of its rounds."""

    def __init__(self, house: House, clock: Callable[[], float] = steady) -> None:
        self.house, self._clock = house, clock
        self._believed: tuple[datetime, float] | None = None  # a time, and when it was that
        self._doubts = False

    def doubt(self, now: datetime) -> str:
        """Why nothing may be done by itself at this time; "" where it is believed. The view of
        times must have caught up. Raises `Unavailable`."""
        if self._believed is None:
            return self._at_start(now)
        moment, was = self._believed
        expected = moment + timedelta(seconds=self._clock() - was)
        if abs(now - expected) <= JUMP or (self._doubts and self._confirmed(now)):
            return self.believe(now)
        return self._refuse(expected, now)

    def _confirmed(self, now: datetime) -> bool:
        """Whether an administrator has seen this very day. That another machine's clock is right
        says nothing of ours."""
        day = self.house.desk.state(STREAM, Clock()).confirmed
        return day is not None and abs(civil_date(now) - day) <= SOON

    def _at_start(self, now: datetime) -> str:
        standing = doubted(self.house)
        self._doubts = standing is not None
        believed = self.house.views.times.believed(OFF)
        expected, most = (standing, SOON) if standing else (believed, OFF)
        if expected is None or -JUMP <= now - expected <= most:
            return self.believe(now)
        return self._refuse(expected, now)

    def believe(self, now: datetime) -> str:
        """This is what time it is; returns that there is no doubt."""
        if self._doubts:
            self._do(BelieveClock())
        self._believed, self._doubts = (now, self._clock()), False
        return ""

    def _refuse(self, expected: datetime, now: datetime) -> str:
        self._do(DoubtClock(expected=expected))  # again, where another machine has ended it
        self._doubts = True
        return in_words(expected, now)

    def _do(self, command: Command) -> None:
        self.house.desk.do(command, self.house.ask("clock", Role.SYSTEM, source="clock"))


def doubted(house: House) -> datetime | None:
    """What the time should have been, where it is doubted; None where it is believed."""
    expected = house.desk.state(STREAM, Clock()).expected
    return datetime.fromisoformat(expected) if expected else None


def in_words(expected: datetime, now: datetime) -> str:
    """What is said on the screen, by the doctor and on the page."""
    apart = abs(now - expected)
    size = f"{apart.days} 天" if apart.days else f"{apart.seconds // 3600} 小时"
    way = "跳了" if now > expected else "倒退了"
    return f"时钟{way} {size}：应是 {_shown(expected)} 前后，读到 {_shown(now)}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
