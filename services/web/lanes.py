"""Lanes: costly work has few threads of its own, and each party few places there.

Who asks for a costly page again and again waits for himself: the pages of others come from other
threads. What waits holds no thread; where enough of one party's waits, the next is told to come
again later.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import Any, NamedTuple, TypeVar

COSTLY, OUTSIDE = "costly", "outside"
COSTLY_A_MINUTE = 120  # of one party, in all processes
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class InUse(Exception):
    """The party's places are taken, and enough of its own waits for them."""


class _Work(NamedTuple):
    run: Callable[[], Any]
    done: Future[Any]


class Lane:
    """`each`: how much runs at once of one party; `waiting`: how much of its own may wait."""

    def __init__(self, name: str, *, threads: int, each: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._each, self._waiting, self._lock = each, waiting, Lock()
        self._running: Counter[str] = Counter()
        self._waits: dict[str, deque[_Work]] = defaultdict(deque)

    async def run(self, party: str, call: Callable[[], Any]) -> Any:
        """What the call gives, from a thread of this lane. Raises `InUse`."""
        context = copy_context()
        work = _Work(lambda: context.run(call), Future())
        with self._lock:
            begins = self._running[party] < self._each
            if begins:
                self._running[party] += 1
            elif len(self._waits[party]) < self._waiting:
                self._waits[party].append(work)
            else:
                raise InUse
        if begins:
            self._pool.submit(self._work, party, work)
        return await asyncio.wrap_future(work.done)

    def _work(self, party: str, work: _Work) -> None:
        if work.done.set_running_or_notify_cancel():  # else whoever asked has left
            try:
                work.done.set_result(work.run())
            except BaseException as wrong:  # noqa: BLE001 (it is whose call it was that hears of it)
                work.done.set_exception(wrong)
        with self._lock:
            if waits := self._waits.get(party):
                following = waits.popleft()
            else:
                self._waits.pop(party, None)
                self._running[party] -= 1
                if not self._running[party]:
                    del self._running[party]
                return
        self._pool.submit(self._work, party, following)


def lanes() -> dict[str, Lane]:
    """Those of an application. `OUTSIDE` is what waits for somebody else's server: one at a time,
    and a second isn't kept waiting for the first."""
    return {
        COSTLY: Lane(COSTLY, threads=3, each=1, waiting=9),
        OUTSIDE: Lane(OUTSIDE, threads=8, each=1, waiting=0),
    }


def costly(endpoint: Endpoint) -> Endpoint:
    """Marks a route that takes long: read by `SnapshotRoute`."""
    endpoint.lane = COSTLY  # type: ignore[attr-defined]
    return endpoint


def outside(endpoint: Endpoint) -> Endpoint:
    """Marks a route that waits for somebody else's server."""
    endpoint.lane = OUTSIDE  # type: ignore[attr-defined]
    return endpoint
