"""What may go wrong between a process and its files, and between it and the network."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any

import httpx
from eventsourcing.persistence import Notification, OperationalError, StoredEvent
from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Cut
from redis.retry import Retry
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError as Failed

from services.ledger.ledger import Recorder
from services.outbound.relay import Client

DISK_FAILS, APPEND_FAILS, CRASHES, OTHERS_GO_ON, NETWORK_FAILS = 0.0004, 0.02, 0.0003, 0.003, 0.05


class Crash(BaseException):
    """The process ends here and now."""


class Trouble:
    """What a seed says of each call; nothing goes wrong while it is not `on`. `meanwhile` lets the
    other process do something. `out_until` is the end of an outage, by the clock that is asked;
    `out` is what it is of: "the log" or "everything"."""

    def __init__(
        self,
        chance: random.Random,
        clock: Callable[[], float],
        passes: Callable[[float], None],
        meanwhile: Callable[[], object],
    ) -> None:
        self.chance, self.clock, self.passes, self.meanwhile = chance, clock, passes, meanwhile
        self.on = False
        self.dead = False  # the process that works has ended, and what it still does is nothing
        self.out_until, self.out = 0.0, ""
        self.counted = Counter[str]()
        self._busy = set[object]()  # with what nobody else can go on: transactions that may write

    def disk(
        self,
        what: str,
        failure: Callable[[str], Exception],
        rate: float,
        *,
        log: bool = False,
        crashes: float = CRASHES,
    ) -> None:
        """Before a call, or behind it: raises a failure, or `Crash`."""
        if self.dead:
            raise Crash("it has ended")  # whatever still wants to tidy up
        if not self.on:
            return
        if self.clock() < self.out_until and (log or self.out == "everything"):
            self.counted["outage"] += 1
            raise failure("disk I/O error")
        drawn = self.chance.random()
        if drawn < crashes:
            self.counted["crash"] += 1
            self.dead = True
            raise Crash(what)
        if drawn < crashes + rate:
            self.counted[what] += 1
            raise failure("database or disk is full")
        if drawn > 1 - OTHERS_GO_ON and not self._busy:
            self.counted["others went on"] += 1
            self._busy.add(self)
            try:
                Context().run(self.meanwhile)
            finally:
                self._busy.discard(self)

    def network(self, what: str) -> bool:
        """Whether a call to somebody else's machine fails here."""
        fails = self.on and self.chance.random() < NETWORK_FAILS
        self.counted[what] += fails
        return fails

    def watch(self, engine: Engine) -> None:
        """Every statement to this database is a call to the disk. Nobody else goes on while a
        transaction that may write is open: he would wait for it, in the same thread."""

        def begins(db: Any) -> None:
            if db.get_execution_options().get("docking_writes"):
                self._busy.add(db)

        def ends(db: Any) -> None:
            self._busy.discard(db)

        def statement(_db: Any, _cursor: Any, said: str, values: Any, *_: Any) -> None:
            self.disk(
                "statement failed",
                lambda why: Failed(said, {}, sqlite3.OperationalError(why)),
                DISK_FAILS,
            )

        event.listen(engine, "begin", begins)
        event.listen(engine, "commit", ends)
        event.listen(engine, "rollback", ends)
        event.listen(engine, "before_cursor_execute", statement)


class FaultyRecorder:
    """The store of a log on a faulty disk."""

    def __init__(self, inner: Recorder, trouble: Trouble) -> None:
        self.inner, self.trouble = inner, trouble

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **read: Any
    ) -> Sequence[int] | None:
        self._call("append failed", APPEND_FAILS)
        positions = self.inner.insert_events(stored_events, **read)
        self._call("append failed behind its commit", APPEND_FAILS)
        return positions

    def select_notifications(
        self, start: int | None, limit: int, **more: Any
    ) -> Sequence[Notification]:
        self._call("reading failed", DISK_FAILS)
        return self.inner.select_notifications(start, limit, **more)

    def select_streams(self, streams: Sequence[str]) -> Sequence[Notification]:
        self._call("reading failed", DISK_FAILS)
        return self.inner.select_streams(streams)

    def _call(self, what: str, rate: float) -> None:
        """An append is where it matters whether the process ends: there it ends more often."""
        crashes = max(CRASHES, rate)
        self.trouble.disk(what, OperationalError, rate, log=True, crashes=crashes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def faulty_redis(trouble: Trouble) -> Callable[[str], Client]:
    """Connections that are cut before something was sent, or before its answer is read."""

    def reach(url: str) -> Client:
        pool = ConnectionPool.from_url(url, retry=Retry(NoBackoff(), 1))
        usual: Any = pool.connection_class

        class Cable(usual):
            def send_packed_command(self, *args: Any, **options: Any) -> None:
                if trouble.network("redis was cut before"):
                    self.disconnect()
                    raise Cut("cut before it was sent")
                super().send_packed_command(*args, **options)

            def read_response(self, *args: Any, **options: Any) -> Any:
                if trouble.network("redis was cut behind"):
                    super().read_response(*args, **options)
                    self.disconnect()
                    raise Cut("cut before it was answered")
                return super().read_response(*args, **options)

        pool.connection_class = Cable
        return Redis(connection_pool=pool)

    return reach


class Bank:
    """A receiver of webhooks: what it took, in its order, by the number of each message."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self.taken: list[str] = []
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.trouble.network("the bank could not be reached"):
            raise httpx.ConnectError("away", request=request)
        if self.trouble.network("the bank answered 503"):
            return httpx.Response(503)
        self.taken.append(request.headers["webhook-id"])
        if self.trouble.network("the bank's answer was cut"):
            raise httpx.ReadError("cut", request=request)
        return httpx.Response(204)
