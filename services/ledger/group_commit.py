"""Group commit: many threads that append, one commit.

An append blocks its caller for the time of a commit. Here one thread of its own writes, and
whatever waits when it comes back goes into the next transaction. Callers notice nothing of each
other: each is answered after the commit that has its entries in it, with its own positions, its own
conflict, its own mistake.

What is written together is as if it had been appended one after the other, in the order in which
the callers came. The store looks at the versions that were read before it inserts anything; so a
transaction ends before a caller who read a stream that another one in it writes to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from threading import Condition, Thread

from domain.log.entry import Entry
from services.ledger.ledger import Ledger, Unavailable


class PendingAppend:
    """What one caller wants to have appended, and what becomes of it. `read` as for the ledger."""

    def __init__(self, entries: Sequence[Entry], read: Mapping[str, int]) -> None:
        self.entries, self.read = entries, read
        self.answer: Future[list[int]] = Future()
        self.outcome: list[int] | Exception | None = None

    def tell(self) -> None:
        if isinstance(self.outcome, list):
            self.answer.set_result(self.outcome)
        else:
            self.answer.set_exception(self.outcome or Unavailable("group commit was stopped"))


class GroupCommit:
    """Writes about `most` entries in a transaction; those of one caller always together."""

    def __init__(self, ledger: Ledger, most: int = 256) -> None:
        self._ledger, self._most = ledger, most
        self._waiting: deque[PendingAppend] = deque()
        self._change = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, name="group commit")
        self._thread.start()

    def append(self, entries: Sequence[Entry], read: Mapping[str, int] | None = None) -> list[int]:
        """As `Ledger.append`, from any thread."""
        return self.submit(entries, read).result()

    def submit(
        self, entries: Sequence[Entry], read: Mapping[str, int] | None = None
    ) -> Future[list[int]]:
        """The same for who can't wait here. One that is cancelled before its turn is left out;
        later it can't be cancelled any more."""
        pending = PendingAppend(entries, read or {})
        with self._change:
            if self._closed:
                raise Unavailable("this group commit has been closed")
            self._waiting.append(pending)
            self._change.notify()
        return pending.answer

    def close(self) -> None:
        """Writes what is waiting, answers everybody, then stops."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next():
            try:
                self._write(group)
            except Unavailable as problem:
                # Whoever came meanwhile is told at once, and doesn't wait for a second deadline.
                with self._change:
                    late = [request for request in self._waiting if _begun(request)]
                    self._waiting.clear()
                for pending in (*group, *late):
                    if pending.outcome is None:
                        pending.outcome = Unavailable(str(problem))
                group += late
            for pending in group:
                pending.tell()

    def _next(self) -> list[PendingAppend]:
        """Those of the next transaction; none when all is done and this is closed."""
        group: list[PendingAppend] = []
        written: set[str] = set()
        size = 0
        with self._change:
            while not group and not (self._closed and not self._waiting):
                self._change.wait_for(lambda: self._waiting or self._closed)
                while self._waiting and size < self._most:
                    if not written.isdisjoint(self._waiting[0].read):
                        break
                    pending = self._waiting.popleft()
                    if _begun(pending):
                        group.append(pending)
                        size += len(pending.entries)
                        written |= {entry.stream for entry in pending.entries}
        return group

    def _write(self, group: Sequence[PendingAppend]) -> None:
        """All in one transaction; where that is refused, by halves, until the culprit is alone."""
        entries = [entry for pending in group for entry in pending.entries]
        read: dict[str, int] = {}
        for pending in group:
            for stream, version in pending.read.items():
                read[stream] = min(version, read.get(stream, version))
        try:
            positions = iter(self._ledger.append(entries, read))
        except Unavailable as problem:
            for pending in group:  # also that it is unknown whether it was kept
                pending.outcome = type(problem)(str(problem))
            raise
        except Exception as problem:  # noqa: BLE001 (each caller gets its own mistake)
            if len(group) > 1:
                middle = len(group) // 2
                self._write(group[:middle])
                self._write(group[middle:])
            else:
                group[0].outcome = problem
        else:
            for pending in group:
                pending.outcome = [next(positions) for _ in pending.entries]


def _begun(pending: PendingAppend) -> bool:
    """From here on its caller can't take it back; False where that has happened."""
    return pending.answer.set_running_or_notify_cancel()
