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
from functools import wraps
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from starlette.concurrency import run_in_threadpool

from projections.core.database import snapshot
from services.web.quota import TooMany

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
    endpoint.lane = COSTLY  # type: ignore[attr-defined]  # functions have what one gives them
    return endpoint


def outside(endpoint: Endpoint) -> Endpoint:
    """Marks a route that waits for somebody else's server."""
    endpoint.lane = OUTSIDE  # type: ignore[attr-defined]  # as above
    return endpoint


def in_its_lane(
    path: str, endpoint: Callable[..., Any], asked: Callable[[Any], Any]
) -> Callable[..., Any]:
    """The endpoint in a thread: in one of the few for what is costly where it is marked
    as `costly` or `outside`, an export, or of a past day, which is worked out anew. `asked` finds
    the page request in what the endpoint is handed."""
    whole, usual = snapshot()(endpoint), COSTLY if path.endswith("/export") else ""
    marked = getattr(endpoint, "lane", usual)

    @wraps(endpoint)
    async def run(*values: Any, **named: Any) -> Any:
        request = next((each for each in map(asked, named.values()) if each is not None), None)
        lane = marked or (COSTLY if request is not None and request.at is not None else "")
        if not lane or request is None:
            return await run_in_threadpool(whole, *values, **named)
        state, party = request.http.app.state, request.actor.duty.party or request.actor.user

        def counted() -> Any:
            left, headers = state.costly.take(party)
            if not left:
                raise TooMany(headers["retry-after"])
            return whole(*values, **named)

        return await state.lanes[lane].run(party, counted)

    return run
