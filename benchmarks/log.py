"""How fast the ledger is beside the bare drivers.

    python -m benchmarks.log [--quick] [--folder PATH]

Both sides take turns in short blocks, commit by commit with the same durability; a ratio is the
median over the blocks. Our side builds and encodes every entry; the bare side inserts bytes that
were encoded before. Prints `figure log.STORE.WHAT.ratio VALUE` and events a second. The SQLite
files lie under PATH (a disk, not memory); PostgreSQL is found as the tests find theirs.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from itertools import count
from os import environ
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

import click
import psycopg
import uuid_utils
from psycopg.sql import SQL, Identifier

from benchmarks.views import sqlite_project500
from domain.log.entry import Entry, line
from domain.postings.need import NeedWithdrawn
from services.ledger.group_commit import GroupCommit
from services.ledger.ledger import Ledger
from tests.servers import started_postgres

CALLERS = 64
WORKERS = 6
NUMBERS = count(1)

Row = tuple[str, int, str, bytes]
T = TypeVar("T")


@click.command()
@click.option("--quick", is_flag=True, help="fewer and shorter blocks: under two minutes")
@click.option("--folder", type=click.Path(exists=True, file_okay=False), help="for SQLite's files")
def main(*, quick: bool, folder: str | None) -> None:
    """Measure and print."""
    blocks, appends = (60, 50) if quick else (400, 50)
    with ExitStack() as stack:
        files = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        sqlite_append1(files, blocks, appends)
        sqlite_async64(files, blocks // 4, 20 * CALLERS)
        sqlite_threads6(files, blocks // 4, 20 * WORKERS)
        sqlite_project500(files, blocks)
        url = environ.get("DOCKING_TEST_POSTGRES")
        postgres_append1(url or stack.enter_context(started_postgres()), blocks, appends)


def sqlite_append1(files: Path, blocks: int, appends: int) -> None:
    """One thread, one entry, one commit."""
    with (
        closing(Ledger.open(f"sqlite:///{files / 'ledger.db'}")) as ledger,
        closing(sqlite3.connect(files / "bare.db", isolation_level=None)) as bare,
    ):
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute(
            "CREATE TABLE log (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL,"
            " version INTEGER NOT NULL, name TEXT NOT NULL, state BLOB NOT NULL)"
        )
        bare.execute("CREATE UNIQUE INDEX log_places ON log (stream, version)")

        def insert(rows: list[Row]) -> None:
            for row in rows:
                bare.execute("BEGIN IMMEDIATE")
                bare.execute(
                    "INSERT INTO log (stream, version, name, state) VALUES (?, ?, ?, ?)", row
                )
                bare.execute("COMMIT")

        append1("log.sqlite.append1", ledger, insert, blocks, appends)


def postgres_append1(url: str, blocks: int, appends: int) -> None:
    """One connection, one entry, one commit; in a schema of its own, which is dropped again."""
    schema = f"docking_benchmark_{uuid_utils.uuid7().hex}"
    with psycopg.connect(url, autocommit=True) as bare, bare.cursor() as cursor:
        server = "SELECT current_setting('server_version'), current_setting('fsync')"
        print("PostgreSQL {}, fsync {}".format(*cursor.execute(server).fetchone() or ("?", "?")))
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        cursor.execute(SQL("SET search_path TO {}").format(Identifier(schema)))
        cursor.execute(
            "CREATE TABLE log (stream text NOT NULL, version bigint NOT NULL, name text NOT NULL,"
            " state bytea NOT NULL, position bigserial, PRIMARY KEY (stream, version))"
        )
        cursor.execute("CREATE UNIQUE INDEX ON log (position)")

        def insert(rows: list[Row]) -> None:
            for row in rows:
                cursor.execute(
                    "INSERT INTO log VALUES (%b, %b, %b, %b) RETURNING position", row, prepare=True
                )
                cursor.fetchone()

        ours = f"{url}{'&' if '?' in url else '?'}schema={schema}"
        try:
            with closing(Ledger.open(ours)) as ledger:
                append1("log.postgres.append1", ledger, insert, blocks, appends)
        finally:
            cursor.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))


def append1(
    figure: str, ledger: Ledger, insert: Callable[[list[Row]], None], blocks: int, appends: int
) -> None:
    def ours(rows: list[Row]) -> None:
        for _ in rows:
            ledger.append([entry()])

    compare(figure, ours, insert, lambda: [row() for _ in range(appends)], blocks, appends)


def sqlite_async64(files: Path, blocks: int, appends: int) -> None:
    """Many callers in one event loop: group commit, beside a thread for every call."""
    with (
        closing(Ledger.open(f"sqlite:///{files / 'async.db'}")) as ledger,
        closing(GroupCommit(ledger)) as group,
    ):

        def grouped(_: None) -> None:
            asyncio.run(callers(lambda entries: asyncio.wrap_future(group.submit(entries))))

        def threads(_: None) -> None:
            asyncio.run(callers(lambda entries: asyncio.to_thread(ledger.append, entries)))

        async def callers(append: Callable[[Sequence[Entry]], Awaitable[list[int]]]) -> None:
            async def caller() -> None:
                for _ in range(appends // CALLERS):
                    await append([entry()])

            await asyncio.gather(*(caller() for _ in range(CALLERS)))

        compare("log.sqlite.async64", grouped, threads, lambda: None, blocks, appends)


def sqlite_threads6(files: Path, blocks: int, appends: int) -> None:
    """As the workers of the streams append: a few threads, by group commit and each by itself."""
    with (
        closing(Ledger.open(f"sqlite:///{files / 'threads.db'}")) as ledger,
        closing(GroupCommit(ledger)) as group,
        ThreadPoolExecutor(WORKERS) as threads,
    ):

        def through(append: Callable[[Sequence[Entry]], list[int]]) -> None:
            for _ in threads.map(lambda _: append([entry()]), range(appends)):
                pass

        compare(
            "log.sqlite.threads6",
            lambda _: through(group.append),
            lambda _: through(ledger.append),
            lambda: None,
            blocks,
            appends,
        )


def compare(
    figure: str,
    ours: Callable[[T], None],
    theirs: Callable[[T], None],
    prepare: Callable[[], T],
    blocks: int,
    events: int,
) -> None:
    """Blocks of so many events in turn, the first of each to warm up. Both get what `prepare` made,
    outside the time that is taken."""
    seconds = []
    for _ in range(blocks + 1):
        prepared = prepare()
        seconds.append((timed(ours, prepared), timed(theirs, prepared)))
    del seconds[0]
    ratio = median(their / our for our, their in seconds)
    rates = [events / median(side) for side in zip(*seconds, strict=True)]
    print(f"figure {figure}.ratio {ratio:.3f}")
    print("{}: {:,.0f} events/s, the other side {:,.0f}".format(figure, *rates), flush=True)


def timed(block: Callable[[T], None], prepared: T) -> float:
    begun = perf_counter()
    block(prepared)
    return perf_counter() - begun


def entry() -> Entry:
    """A small event, the first of its stream, made as the desk makes them."""
    return Entry(
        stream=f"need-{next(NUMBERS)}",
        version=1,
        event=NeedWithdrawn(reason_code="solved_elsewhere"),
        id=str(uuid_utils.uuid7()),
        recorded_at=datetime.now(UTC),
        effective_on=date(2026, 3, 1),
        actor="zhang",
        role="enterprise",
        source="api",
        correlation=str(uuid_utils.uuid7()),
    )


def row() -> Row:
    kept = line(entry())
    return kept.stream, kept.version, kept.name, kept.state


if __name__ == "__main__":
    main()
