"""The log in a SQLite file: the library's recorder, made durable and patient.

Every commit is on the disk before it is acknowledged (WAL, synchronous=FULL, read back on every
connection), positions are never used twice (AUTOINCREMENT), a writer begins with the file's write
lock (BEGIN IMMEDIATE) and always gives it back. One process should write at a time: SQLite before
3.51.3 can damage a WAL that several processes check-point at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from types import TracebackType
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from eventsourcing.persistence import IntegrityError, Notification, OperationalError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteFactory,
)
from eventsourcing.utils import Environment

LOCK_S = 0.5  # for the writer's turn, and again for the file's lock: an attempt takes ≤ 1 s
WAL_BYTES = 64 * 1024 * 1024  # a WAL that grew under a long read shrinks to this again
GLANCE_S = 0.01  # between looks at the file's version
NOTHING: Mapping[str, int] = {}
SYNCHRONOUS = {"off": 0, "normal": 1, "full": 2, "extra": 3}


class Recorder(SQLiteApplicationRecorder):
    """One table: position (the library asks for the name `rowid`), stream, version, name, bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns, table = "originator_id, originator_version, topic, state", self.events_table_name
        self.insert_events_statement = f"INSERT INTO {table} ({columns}) VALUES (?, ?, ?, ?)"  # noqa: S608 - only names in here
        self._select_stream = (
            f"SELECT {columns}, rowid FROM {table}"  # noqa: S608 - only names in here
            " WHERE originator_id = ? ORDER BY originator_version"
        )
        self._select_positions = (
            f"SELECT {columns}, rowid FROM {table}"  # noqa: S608 - only names in here
            " WHERE rowid IN (SELECT value FROM json_each(?))"
        )
        self._taken = f"SELECT 1 FROM {table} WHERE originator_id = ? AND originator_version = ?"  # noqa: S608 - only names in here
        self._writer = Writer(self._connect)
        self._closed = Event()

    def construct_create_table_statements(self) -> list[str]:
        columns = (
            "rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT NOT NULL,"
            " originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL"
        )
        table, place = self.events_table_name, "originator_id, originator_version"
        return [
            f"CREATE TABLE IF NOT EXISTS {table} ({columns})",
            f"CREATE UNIQUE INDEX IF NOT EXISTS {table}_places ON {table} ({place})",
        ]

    def create_table(self) -> None:
        index = f"{self.events_table_name}_places"  # made last
        with self.datastore.transaction(commit=False) as reader:
            reader.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,))
            if reader.fetchone():
                return  # whoever only reads needs no writer's lock
        with self._writer as cursor:
            for statement in self.create_table_statements:
                cursor.execute(statement)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        read: Mapping[str, int] = NOTHING,
        **_: Any,
    ) -> Sequence[int]:
        positions = []
        with self._writer as cursor:
            for stream, version in read.items():
                if cursor.execute(self._taken, (stream, version + 1)).fetchone():
                    raise IntegrityError(f"{stream} goes on behind {version}")
            for event in stored_events:
                place = event.originator_id, event.originator_version
                cursor.execute(self.insert_events_statement, (*place, event.topic, event.state))
                positions.append(cursor.lastrowid or 0)
        return positions

    def insert_lines(self, lines: Sequence[tuple[int, StoredEvent]]) -> None:
        """Each at its position."""
        columns = "rowid, originator_id, originator_version, topic, state"
        insert = f"INSERT INTO {self.events_table_name} ({columns}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - only names in here
        with self._writer as cursor:
            for position, event in lines:
                place = position, event.originator_id, event.originator_version
                cursor.execute(insert, (*place, event.topic, event.state))

    def select_streams(self, streams: Sequence[str]) -> Sequence[Notification]:
        rows: list[Notification] = []
        with self.datastore.transaction(commit=False) as cursor:
            for stream in streams:
                cursor.execute(self._select_stream, (stream,))
                rows += [Notification(*row) for row in cursor.fetchall()]
        return rows

    def select_positions(self, positions: Sequence[int]) -> Sequence[Notification]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(self._select_positions, (json.dumps(list(positions)),))
            return [Notification(*row) for row in cursor.fetchall()]

    @contextmanager
    def watch(self) -> Iterator[Callable[[float], bool]]:
        """SQLite tells nobody; but the file's version changes with every commit of any process."""
        with closing(self._connect()) as eye:
            seen = _version(eye)

            def stirred(seconds: float) -> bool:
                nonlocal seen
                until = monotonic() + seconds
                while (now := _version(eye)) == seen and (left := until - monotonic()) > 0:
                    if self._closed.wait(min(GLANCE_S, left)):
                        return False
                seen = now
                return not self._closed.is_set()

            yield stirred

    def checkpoint(self) -> None:
        self._writer.checkpoint()

    def close(self) -> None:
        self._closed.set()
        self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        pool = self.datastore.pool
        assert isinstance(pool, Pool)
        return pool.connect()


class Writer:
    """The one connection that writes, in turns: `with writer as cursor` is a transaction.

    The library takes its writers from the readers' pool: their turn is lost for ever when readers
    hold all connections, and a writer who waits holds up every reader.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._turn = Lock()

    def __enter__(self) -> sqlite3.Cursor:
        if not self._turn.acquire(timeout=LOCK_S):
            raise OperationalError("another writer of this program did not finish in time")
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.execute("BEGIN IMMEDIATE")
        except Exception as problem:  # noqa: BLE001 - raised again, as the library's
            self._turn.release()
            _translate(problem)

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        connection, problem = self._connection, exc_val
        assert connection
        try:
            if problem is None:
                connection.execute("COMMIT")
        except sqlite3.Error as failed:
            problem = failed
        finally:
            if connection.in_transaction:
                connection.rollback()
            self._turn.release()
        if problem is not None:
            _translate(problem)

    def close(self) -> None:
        with self._turn:
            if self._connection:
                self._connection.close()

    def checkpoint(self) -> None:
        with self._turn:
            if self._connection is None:
                self._connection = self._connect()
            with suppress(sqlite3.Error):  # somebody else still reads, or the disk is full
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Pool(SQLiteConnectionPool):
    """A few connections for readers, each of our making. (The library's cache one statement.)"""

    def __init__(self, path: str, synchronous: int) -> None:
        super().__init__(db_name=path, pool_size=4, max_overflow=4, pool_timeout=LOCK_S)
        self.synchronous = synchronous

    def _create_connection(self) -> SQLiteConnection:
        return SQLiteConnection(self.connect(), max_age=None)

    def connect(self) -> sqlite3.Connection:
        """A connection with its settings made and read back."""
        try:
            made = sqlite3.connect(
                self.db_name, timeout=LOCK_S, isolation_level=None, check_same_thread=False
            )
            try:
                mode = made.execute("PRAGMA journal_mode = WAL").fetchone()[0]
                made.execute(f"PRAGMA synchronous = {self.synchronous}")
                made.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
                synchronous = made.execute("PRAGMA synchronous").fetchone()[0]
                if (mode, synchronous) != ("wal", self.synchronous):
                    raise RuntimeError(f"SQLite says {mode=}, {synchronous=}")  # noqa: TRY301 - it is closed below
            except BaseException:
                made.close()
                raise
        except sqlite3.Error as problem:
            _translate(problem)
        made.row_factory = sqlite3.Row
        return made


class Factory(SQLiteFactory):
    """Reads `LEDGER_URL`; chosen by `PERSISTENCE_MODULE`."""

    application_recorder_class = Recorder

    def __init__(self, env: Environment) -> None:
        path, synchronous = _place(env["LEDGER_URL"])
        super().__init__(
            Environment(env.name, {**env, "SQLITE_DBNAME": path, "ORIGINATOR_ID_TYPE": "text"})
        )
        self.datastore.pool = Pool(path, synchronous)


def _place(url: str) -> tuple[str, int]:
    """The path of the file, and the number SQLite has for the wanted durability."""
    path, _, query = url.removeprefix("sqlite:").partition("?")
    options = dict(parse_qsl(query))
    synchronous = SYNCHRONOUS.get(options.pop("synchronous", "full"))
    if not path.startswith("///") or options or synchronous is None:
        raise ValueError(f"not a place for a log: {url!r} (sqlite:///path?synchronous=full)")
    path = path.removeprefix("///")
    if path in {"", ":memory:"}:
        raise ValueError("a log is kept in a file, not in memory")
    if not Path(path).parent.is_dir():
        raise ValueError(f"there is no folder {str(Path(path).parent)!r} for the log")
    return path, synchronous


def _translate(problem: BaseException) -> NoReturn:
    """Raise the library's error for SQLite's; anything else as it is."""
    if isinstance(problem, sqlite3.IntegrityError):
        raise IntegrityError(problem) from problem
    if isinstance(problem, sqlite3.OperationalError):
        raise OperationalError(problem) from problem
    raise problem


def _version(connection: sqlite3.Connection) -> int:
    try:
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    except sqlite3.Error as problem:
        _translate(problem)
    return version
