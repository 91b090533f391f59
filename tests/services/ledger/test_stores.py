"""The traps that are known of each store stay closed.

Where the library by itself falls into a trap, a control shows that the test would notice.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from services.ledger.ledger import Ledger, Unavailable
from services.ledger.sqlite import WAL_BYTES
from tests.services.ledgers import entry, faults, whole, with_options

# --- SQLite --------------------------------------------------------------------------------------


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///").partition("?")[0])


def event(version: int) -> StoredEvent:
    return StoredEvent("need-1", version, "need.drafted", b"{}")


@contextmanager
def stock_sqlite(path: Path, **pool: Any) -> Iterator[SQLiteApplicationRecorder]:
    """The control: the library as it comes."""
    with closing(SQLiteDatastore(str(path), originator_id_type="text", **pool)) as datastore:
        recorder = SQLiteApplicationRecorder(datastore)
        recorder.create_table()
        yield recorder


def remove_the_last_line(path: Path) -> None:
    """What nobody may do."""
    with closing(sqlite3.connect(path)) as thief, thief:
        thief.execute(
            "DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)"
        )


def test_sqlite_never_gives_a_position_twice(sqlite_log):
    with closing(Ledger.open(sqlite_log)) as ledger:
        assert ledger.append([entry("need-1", 1), entry("need-1", 2)]) == [1, 2]
        remove_the_last_line(path_of(sqlite_log))
        assert ledger.append([entry("need-1", 2)]) == [3]


def test_control_the_librarys_table_gives_a_position_twice(tmp_path):
    with stock_sqlite(tmp_path / "stock.db") as recorder:
        assert recorder.insert_events([event(1), event(2)]) == [1, 2]
        remove_the_last_line(tmp_path / "stock.db")
        assert recorder.insert_events([event(2)]) == [2]


@pytest.mark.parametrize(("option", "synchronous"), [("", 2), ("?synchronous=off", 0)])
def test_every_connection_to_sqlite_is_durable_unless_the_url_says_so(
    sqlite_log, option, synchronous
):
    with closing(Ledger.open(sqlite_log + option)) as ledger:
        recorder = ledger._recorder
        with recorder._writer as writer, recorder.datastore.transaction(commit=False) as reader:
            for cursor in (writer, reader):
                assert [asked(cursor, name) for name in SETTINGS] == ["wal", synchronous, WAL_BYTES]


SETTINGS = ("journal_mode", "synchronous", "journal_size_limit")


def asked(cursor: sqlite3.Cursor, setting: str) -> object:
    cursor.execute(f"PRAGMA {setting}")
    return cursor.fetchone()[0]


def test_a_writer_takes_the_files_lock_before_anything_else(sqlite_log):
    said: list[str] = []
    with closing(Ledger.open(sqlite_log)) as ledger:
        ledger._recorder._writer._connection.set_trace_callback(said.append)
        ledger.append([entry("need-1"), entry("need-2")])
    assert [statement.split(" (")[0] for statement in said] == [
        "BEGIN IMMEDIATE",
        "INSERT INTO stored_events",
        "INSERT INTO stored_events",
        "COMMIT",
    ]


def test_readers_who_hold_every_connection_leave_the_writer_his_turn(sqlite_log):
    with closing(Ledger.open(sqlite_log)) as ledger, ExitStack() as readers:
        datastore = ledger._recorder.datastore
        for _ in range(datastore.pool.pool_size + datastore.pool.max_overflow):
            readers.enter_context(datastore.transaction(commit=False))
        assert ledger.append([entry("need-1")]) == [1]
        with pytest.raises(Unavailable):
            ledger.last()
        readers.close()
        assert (ledger.append([entry("need-2")]), ledger.last()) == ([2], 2)


def test_control_in_the_library_they_take_it_for_ever(tmp_path):
    pool = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1}
    with stock_sqlite(tmp_path / "stock.db", **pool) as recorder:
        with recorder.datastore.transaction(commit=False), pytest.raises(OperationalError):
            recorder.insert_events([event(1)])
        with pytest.raises(OperationalError, match="Timed out waiting for return of writer"):
            recorder.insert_events([event(1)])


@contextmanager
def files_may_not_grow_beyond(size: int) -> Iterator[None]:
    """A disk that is full: the next write fails."""
    _, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (RLIM_INFINITY if hard == RLIM_INFINITY else hard, hard))


def test_after_a_full_disk_writing_goes_on(sqlite_log):
    wal = path_of(sqlite_log + "-wal")
    with closing(Ledger.open(sqlite_log)) as ledger:
        ledger.append([entry("need-1", 1)])
        with files_may_not_grow_beyond(wal.stat().st_size + 1), pytest.raises(Unavailable):
            ledger.append([entry("need-1", 2), entry("need-1", 3)])
        assert ledger.append([entry("need-1", 2), entry("need-1", 3, "长" * 9999)]) == [2, 3]
        assert len(whole(ledger)) == 3


# --- PostgreSQL ----------------------------------------------------------------------------------


@contextmanager
def stock_postgres(url: str) -> Iterator[PostgresApplicationRecorder]:
    """The control: the library as it comes, with a lock timeout."""
    place = psycopg.conninfo.conninfo_to_dict(url)
    datastore = PostgresDatastore(
        place["dbname"],
        place.get("host", ""),
        place.get("port", ""),
        place["user"],
        place.get("password", ""),
        originator_id_type="text",
        lock_timeout=1,
    )
    with closing(datastore):
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stock_events")
        recorder.create_table()
        yield recorder


@contextmanager
def vacuumed(url: str, table: str) -> Iterator[None]:
    """The table has the lock that VACUUM takes, for as long as a large VACUUM lasts."""
    with psycopg.connect(url) as other:
        other.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")
        yield


def test_appends_go_on_while_the_table_is_vacuumed(postgres):
    with closing(Ledger.open(postgres)) as ledger, vacuumed(postgres, "stored_events"):
        assert ledger.append([entry()]) == [1]


def test_control_the_librarys_appends_stand_still(postgres):
    with stock_postgres(postgres) as recorder, vacuumed(postgres, "stock_events"):
        once = inspect.unwrap(PostgresApplicationRecorder.insert_events)
        with pytest.raises(OperationalError, match="lock timeout"):
            once(recorder, [event(1)])


def test_none_of_the_librarys_functions_and_types_is_made(postgres):
    with closing(Ledger.open(postgres)), psycopg.connect(postgres) as other:
        functions = other.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchall()
        types = other.execute(
            "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
            " AND typname LIKE 'stored_event\\_%'"
        ).fetchall()
    assert (functions, types) == ([("stored_events_append_2",)], [])


@pytest.mark.parametrize(("setting", "kept"), [("off", "on"), ("local", "local")])
def test_an_append_waits_for_the_disk_whatever_the_session_says(postgres, setting, kept):
    place = "ARRAY['s'], ARRAY[1], ARRAY['n'], ARRAY[''::bytea]"
    append = f"SELECT stored_events_append_2({place}, '{{}}', '{{}}')"
    with closing(Ledger.open(postgres)), psycopg.connect(postgres) as other:
        other.execute(f"SET synchronous_commit = {setting}")
        other.execute(append)
        assert other.execute("SHOW synchronous_commit").fetchone() == (kept,)


def test_a_ledger_needs_few_connections(postgres):
    def append(number: int) -> None:
        ledger.append([entry(f"need-{number}")])
        ledger.wait(0, 1)

    named = with_options(postgres, application_name="busy")
    with closing(Ledger.open(named)) as ledger, psycopg.connect(postgres) as other:
        with ThreadPoolExecutor(20) as threads:
            list(threads.map(append, range(200)))
        [[connections]] = other.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'busy'"
        ).fetchall()
        assert faults(whole(ledger), gaps=True) == []
    assert connections <= 5


# --- who waits on PostgreSQL ---------------------------------------------------------------------


def append_in_silence(url: str, number: int) -> None:
    """As if the note had been lost."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("INSERT INTO stored_events VALUES (%s, 1, 'n', '')", [f"silent-{number}"])


def test_a_follower_who_is_deaf_finds_out_for_himself(postgres):
    with closing(Ledger.open(postgres)) as ledger, ThreadPoolExecutor(1) as threads:
        for number in range(2):
            woken = threads.submit(ledger.wait, number, 60)
            append_in_silence(postgres, number)
            assert woken.result(10) is True


def test_a_listener_who_lost_his_connection_listens_again(postgres):
    listeners = "application_name = 'ear' AND query LIKE 'LISTEN%'"
    with (
        closing(Ledger.open(with_options(postgres, application_name="ear"))) as ledger,
        psycopg.connect(postgres, autocommit=True) as other,
    ):
        for _ in range(3):
            ledger.wait(0, 0.01)
            lost = []
            while not lost:  # it takes a moment until he listens, for the first time and again
                lost = other.execute(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listeners}"
                ).fetchall()
        with ThreadPoolExecutor(1) as threads:
            woken = threads.submit(ledger.wait, 0, 60)
            ledger.append([entry()])
            assert woken.result(10) is True
