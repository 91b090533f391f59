"""A quota: how often in a minute each party may do something, in all processes together.

A process takes a handful at a time from the count that all share, so that not every request
writes. Where the count can't be reached the process counts by itself for that minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from services.house.views import AWAY
from services.stores.quotas import Quotas

HANDFULS = 30  # of a whole quota
MOST_LEASES = 10_000


class TooMany(Exception):
    """More in a minute than one party may have."""


@dataclass
class _Lease:
    minute: int
    before: int  # taken by all before this handful
    left: int  # of it
    size: int


class Quota:
    def __init__(
        self, quotas: Quotas, now: Callable[[], datetime], what: str, per_minute: int
    ) -> None:
        self._quotas, self._now, self._what, self.per_minute = quotas, now, what, per_minute
        self._leases: dict[str, _Lease] = {}
        self._lock = Lock()

    def take(self, party: str) -> tuple[bool, dict[str, str]]:
        """Whether there was one left, and the headers that say how many there are now."""
        minute, second = divmod(int(self._now().timestamp()), 60)
        with self._lock:
            lease = self._leases.get(party)
            if lease is None or lease.minute != minute or not lease.left:
                if len(self._leases) >= MOST_LEASES:
                    self._leases.clear()
                lease = self._leases[party] = self._lease(party, minute, lease)
            lease.left -= 1
            taken = lease.before + lease.size - lease.left
        left = taken <= self.per_minute
        headers = {
            "ratelimit-limit": str(self.per_minute),
            "ratelimit-remaining": str(max(0, self.per_minute - taken)),
            "ratelimit-reset": str(60 - second),
        }
        return left, headers if left else headers | {"retry-after": str(60 - second)}

    def _lease(self, party: str, minute: int, last: _Lease | None) -> _Lease:
        size = max(1, self.per_minute // HANDFULS)
        if last is not None and last.minute == minute and last.before >= self.per_minute:
            return _Lease(minute, last.before, size, size)  # over is over: nobody has to write it
        try:
            before = self._quotas.take(f"{self._what} {party}"[:120], minute, size)
        except AWAY:
            same = last is not None and last.minute == minute
            before = last.before + last.size if last is not None and same else 0
            size = self.per_minute
        return _Lease(minute, before, size, size)
