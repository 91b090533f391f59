"""The scribe: many callers of an event loop, one commit.

The ledger blocks its caller for the time of a commit. The scribe writes in a thread of its own, and
whatever waits when it comes back goes into the next transaction. Callers notice nothing of each
other: each gets its own positions, its own conflict, its own mistake.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import Condition, Thread

from domain.log.entry import Entry
from services.ledger.ledger import Ledger, Unavailable


class PendingAppend:
    """What one caller wants to have appended, and what becomes of it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[list[int]] = self.loop.create_future()
        self.outcome: list[int] | Exception | None = None

    def tell(self) -> None:
        """In the caller's own loop; he may have gone."""
        if self.answer.done():
            return
        if isinstance(self.outcome, list):
            self.answer.set_result(self.outcome)
        else:
            self.answer.set_exception(self.outcome or Unavailable("the scribe was stopped"))


class Scribe:
    """Writes about `most` entries in a transaction; those of one caller always together."""

    def __init__(self, ledger: Ledger, most: int = 256) -> None:
        self._ledger, self._most = ledger, most
        self._waiting: deque[PendingAppend] = deque()
        self._change = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, name="scribe")
        self._thread.start()

    async def append(self, entries: Sequence[Entry]) -> list[int]:
        """As `Ledger.append`. A caller who is cancelled before his turn is left out; later it is
        open whether his entries were kept."""
        wish = PendingAppend(entries)
        with self._change:
            if self._closed:
                raise RuntimeError("this scribe has been closed")
            self._waiting.append(wish)
            self._change.notify()
        return await wish.answer

    def close(self) -> None:
        """Writes what is waiting, answers everybody, then stops."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _run(self) -> None:
        while wishes := self._next():
            try:
                self._write(wishes)
            except Unavailable as problem:
                # Nobody sits through a second deadline: who came meanwhile is told the same.
                with self._change:
                    wishes += self._waiting
                    self._waiting.clear()
                for wish in wishes:
                    if wish.outcome is None:
                        wish.outcome = Unavailable(str(problem))
            _tell(wishes)

    def _next(self) -> list[PendingAppend]:
        """The wishes of the next transaction; none when all is done and the scribe is closed."""
        wishes: list[PendingAppend] = []
        size = 0
        with self._change:
            while not wishes and not (self._closed and not self._waiting):
                self._change.wait_for(lambda: self._waiting or self._closed)
                while self._waiting and size < self._most:
                    wish = self._waiting.popleft()
                    if not wish.answer.cancelled():
                        wishes.append(wish)
                        size += len(wish.entries)
        return wishes

    def _write(self, wishes: Sequence[PendingAppend]) -> None:
        """All in one transaction; where that is refused, by halves, until the culprit is alone."""
        try:
            positions = iter(self._ledger.append([e for wish in wishes for e in wish.entries]))
        except Unavailable:
            raise
        except Exception as problem:  # noqa: BLE001 - each caller gets his own mistake
            if len(wishes) > 1:
                middle = len(wishes) // 2
                self._write(wishes[:middle])
                self._write(wishes[middle:])
            else:
                wishes[0].outcome = problem
        else:
            for wish in wishes:
                wish.outcome = [next(positions) for _ in wish.entries]


def _tell(wishes: Iterable[PendingAppend]) -> None:
    """One call for each loop, not for each caller."""
    by_loop: dict[asyncio.AbstractEventLoop, list[PendingAppend]] = {}
    for wish in wishes:
        by_loop.setdefault(wish.loop, []).append(wish)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # a loop that was closed has nobody left to tell
            loop.call_soon_threadsafe(_tell_each, theirs)


def _tell_each(wishes: Iterable[PendingAppend]) -> None:
    for wish in wishes:
        wish.tell()
