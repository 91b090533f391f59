"""The slow look: the log is held against its seals page by page, so that damage is noticed before
somebody needs what is damaged.

A page now and then, all of it about once a day; it goes on where the process before ended. SQLite
looks through its files when a look begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.house.files import Damaged, check_files, damaged
from services.house.house import House
from services.house.watch import steady
from services.stores.checks import Check

PAGE, EVERY_S, REST_S = 1000, 20.0, 86_400


class SlowCheck:
    """One process's hand in it. `step` is called whenever there is time."""

    def __init__(
        self, house: House, say: Callable[[str], object], clock: Callable[[], float] = steady
    ) -> None:
        self.house, self.say, self._clock = house, say, clock
        self._next = clock() + EVERY_S

    def step(self) -> None:
        """Look at one page, where it is time to. Raises `Unavailable`, and `Damaged` where the
        views' file is, which are made anew."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_S
        now = int(self.house.now().timestamp())
        before = self.house.stores.checks.standing()
        if not before.position and 0 <= now - before.ended < REST_S:
            return
        after = self._looked(before, now)
        self.house.stores.checks.keep(after)
        if after.first and not before.first:
            self.say(f"日志核对发现问题：{after.first}（详见 docking log verify）")

    def _looked(self, check: Check, now: int) -> Check:
        if not check.position:
            try:
                check_files(self.house.settings)
            except Damaged as broken:
                if broken.what == "views":
                    raise
                return _ended(_with(check, [broken.told]), now)
        seals = self.house.views.seals
        try:
            lines = self.house.log.after(check.position, PAGE)
        except Exception as problem:
            if damage := damaged(problem, self.house.settings):
                return _ended(_with(check, [damage.told]), now)
            raise
        if not lines:
            return _ended(check, now)
        faults = seals.check(lines, check.position)
        result = _with(check, [f"位置 {fault.position} {fault.message}" for fault in faults])
        return replace(result, position=lines[-1].position)


def _with(check: Check, faults: list[str]) -> Check:
    first = check.first or next(iter(faults), "")
    return replace(check, running=check.running + len(faults), first=first)


def _ended(check: Check, now: int) -> Check:
    return Check(ended=now, faults=check.running, reason=check.first)
