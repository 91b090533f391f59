"""Who waits for PostgreSQL: a connection that gives up in time, and an ear for its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from threading import Condition, Thread
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, scalar_row
from psycopg.sql import Composed

ANSWER_S = 2.0  # for any answer of the server
REST_S = 0.2  # how soon a listener notices that it may go, or tries to connect again

RV = TypeVar("RV")


class Patient(psycopg.Connection[DictRow]):
    """A connection that doesn't wait for ever on a server that went silent."""

    @cached_property
    def appender(self) -> psycopg.Cursor[Any]:
        """One cursor for all appends; its rows are their first column."""
        return self.cursor(row_factory=scalar_row)

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, ANSWER_S)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # nobody may take the late answer for his own
            raise


class Listener:
    """Hears of appends over a connection of its own, and connects again when that is lost."""

    def __init__(
        self,
        connect: Callable[[], psycopg.Connection[DictRow]],
        listen: Composed,
        pull_seconds: float,
    ) -> None:
        self._connect, self._listen, self._pull_seconds = connect, listen, pull_seconds
        self._change = Condition()
        self._heard = 0
        self._closed = False
        self._thread: Thread | None = None

    @contextmanager
    def watch(self) -> Iterator[Callable[[float], bool]]:
        """Gives a function that waits for the next note, but no longer than a pull may wait."""
        heard = self._listening()

        def stirred(seconds: float) -> bool:
            nonlocal heard
            with self._change:
                self._change.wait_for(
                    lambda: self._heard != heard or self._closed, min(seconds, self._pull_seconds)
                )
                heard = self._heard
                return not self._closed

        yield stirred

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()
        if self._thread:
            self._thread.join()

    def _listening(self) -> int:
        """The notes so far; from now on there is somebody who counts them."""
        with self._change:
            if self._thread is None and not self._closed:
                self._thread = Thread(target=self._run, name="ledger-listener", daemon=True)
                self._thread.start()
            return self._heard

    def _run(self) -> None:
        while not self._closed:
            with suppress(psycopg.Error), self._connect() as connection:
                connection.execute(self._listen)
                self._hear()  # what was appended before we listened
                while not self._closed:
                    for _ in connection.notifies(timeout=REST_S):
                        self._hear()
            with self._change:
                self._change.wait_for(lambda: self._closed, REST_S)

    def _hear(self) -> None:
        with self._change:
            self._heard += 1
            self._change.notify_all()
