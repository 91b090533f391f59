"""No call waits for ever: connections that are cut, databases that are locked, gone or silent.

A control shows what the library would make of a lost answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from services.ledger.ledger import Ledger, Unavailable
from tests.services.ledgers import entry, faults, together, whole
from tests.services.proxy import Proxy

# --- connections that are cut --------------------------------------------------------------------


@pytest.fixture
def proxy(postgres: str, tmp_path: Path) -> Iterator[Proxy]:
    Ledger.open(postgres).close()
    standing = Proxy(postgres, tmp_path)
    yield standing
    standing.close()


def test_an_append_whose_answer_is_lost_is_recognised(proxy):
    with closing(Ledger.open(proxy.url)) as ledger:
        ledger.append([entry("need-0")])
        for entries in ([entry("need-lost")], together([("need-1", 1), ("need-lost", 2)])):
            proxy.lose_answer_to = b"need-lost"
            proxy.lost.clear()
            positions = ledger.append(entries)
            assert proxy.lost.is_set()
            kept = [kept.position for kept in whole(ledger) if kept.stream != "need-0"]
            assert positions == kept[-len(entries) :]
        assert faults(whole(ledger), gaps=True) == []


def test_control_the_library_takes_its_own_success_for_a_conflict(proxy):
    place = psycopg.conninfo.conninfo_to_dict(proxy.url)
    where = [str(place.get(name, "")) for name in ("dbname", "host", "port", "user", "password")]
    with closing(PostgresDatastore(*where, originator_id_type="text")) as datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stock_events")
        recorder.create_table()
        proxy.lose_answer_to = b"COMMIT"
        with pytest.raises(IntegrityError):
            recorder.insert_events([StoredEvent("need-lost", 1, "need.drafted", b"{}")])
        assert [kept.originator_version for kept in recorder.select_events("need-lost")] == [1]


def test_after_the_server_was_away_for_a_moment_all_goes_on(proxy):
    with closing(Ledger.open(proxy.url)) as ledger:
        ledger.append([entry("need-1", 1)])
        for version in range(2, 12):
            proxy.cut()
            assert ledger.last() == version - 1
            proxy.cut()
            ledger.append([entry("need-1", version)])
        assert [kept.version for kept in ledger.read("need-1")] == list(range(1, 12))


# --- a database that is locked, gone or silent ---------------------------------------------------


def refused_in_time(*calls: Callable[[], object]) -> None:
    """All at once, each says within five seconds that it can't."""

    def refused(call: Callable[[], object]) -> float:
        begun_at = monotonic()
        with pytest.raises(Unavailable):
            call()
        return monotonic() - begun_at

    with ThreadPoolExecutor(len(calls)) as threads:
        assert max(threads.map(refused, calls)) < 5


def everything(ledger: Ledger) -> list[Callable[[], object]]:
    return [
        *[lambda n=n: ledger.append([entry(f"need-{n}")]) for n in range(5)],
        ledger.last,
        lambda: ledger.after(0),
        lambda: ledger.read("need-1"),
        lambda: ledger.wait(10, 60),
    ]


def test_a_locked_sqlite_file_is_unavailable_to_writers_only(sqlite_log):
    with closing(Ledger.open(sqlite_log)) as ledger:
        with closing(sqlite3.connect(sqlite_log.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            refused_in_time(*everything(ledger)[:5])
            with closing(Ledger.open(sqlite_log)) as reader:
                assert reader.last() == 0
            assert (ledger.last(), ledger.after(0), ledger.read("need-1")) == (0, [], [])
        assert ledger.append([entry()]) == [1]


@contextmanager
def locked_for_appends(url: str) -> Iterator[None]:
    """Somebody appends, and goes to lunch before the commit."""
    place = "ARRAY['s'], ARRAY[1], ARRAY['n'], ARRAY[''::bytea]"
    append = f"SELECT stored_events_append_2({place}, '{{}}', '{{}}')"
    with psycopg.connect(url) as other:
        other.execute(append)
        yield
        other.rollback()


@contextmanager
def locked_for_all(url: str) -> Iterator[None]:
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE stored_events IN ACCESS EXCLUSIVE MODE")
        yield


def test_an_append_that_nobody_ends_makes_postgresql_unavailable_to_writers_only(postgres):
    with closing(Ledger.open(postgres)) as ledger:
        with locked_for_appends(postgres):
            refused_in_time(*everything(ledger)[:5])
            assert (ledger.last(), ledger.after(0), ledger.read("need-1")) == (0, [], [])
        assert len(ledger.append([entry()])) == 1


def test_a_locked_table_in_postgresql_is_unavailable(postgres):
    with closing(Ledger.open(postgres)) as ledger:
        with locked_for_all(postgres):
            refused_in_time(*everything(ledger))
        assert len(ledger.append([entry("offering-1")])) == 1


def test_a_postgresql_that_is_gone_is_unavailable(proxy):
    with closing(Ledger.open(proxy.url)) as ledger:
        ledger.append([entry("offering-1", 1)])
        proxy.refuses = True
        proxy.cut()
        refused_in_time(*everything(ledger), lambda: Ledger.open(proxy.url))
        proxy.refuses = False
        assert len(ledger.append([entry("offering-1", 2)])) == 1


def test_a_postgresql_that_went_silent_is_unavailable(proxy):
    with closing(Ledger.open(proxy.url)) as ledger:
        ledger.append([entry("offering-1", 1)])
        proxy.silent = True
        refused_in_time(*everything(ledger), lambda: Ledger.open(proxy.url))
        proxy.silent = False
        proxy.cut()
        assert len(ledger.append([entry("offering-1", 2)])) == 1
