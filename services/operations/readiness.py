"""Readiness: whether something can be written now. Asked often, looked at every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

from services.house.house import House
from services.ledger.ledger import Unavailable, in_words
from services.operations.doctor import writable

EVERY_S = 5.0


class Readiness:
    def __init__(self, house: House, clock: Callable[[], float] = monotonic) -> None:
        self._house, self._clock = house, clock
        self._lock, self._looked, self._obstacle = Lock(), -EVERY_S, ""

    def obstacle(self) -> str:
        """Why nothing can be written, for people; "" where it can. Who asks while somebody looks
        is told what was so before."""
        if self._lock.acquire(blocking=False):
            try:
                if self._clock() - self._looked >= EVERY_S:
                    self._obstacle, self._looked = self._look(), self._clock()
            finally:
                self._lock.release()
        return self._obstacle

    def _look(self) -> str:
        try:
            writable(self._house.log, self._house.now())
        except Unavailable as away:
            return in_words(away)
        return ""
