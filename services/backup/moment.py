"""One moment of all databases, to be read at leisure while everybody goes on writing.

SQLite has no snapshot over several files, and the log, the secrets and the chain are three. So for
some milliseconds the write locks of all of them are held: nobody is in the middle of anything, and
a read transaction that is begun on each then shows the same moment, for as long as it lasts. It is
what a power cut at that moment would leave, which every part is made to survive: the chain may lack
lines that the log has, and is never ahead of it. A lock that isn't free at once is not waited for
with the others in hand, so nobody else can be kept waiting by whoever waits for us.

PostgreSQL gives one snapshot over all schemas to a transaction (REPEATABLE READ).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    BLOB,
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
    text,
)

from projections.core.database import open_views
from projections.core.seals import SEAL
from services.house.settings import Settings
from services.ledger.ledger import Unavailable

LOCK_S, PAUSE_S, PATIENCE_S = 0.1, 0.05, 60.0
PAGE = 500


@dataclass(frozen=True)
class Moment:
    """A read transaction of each database; in PostgreSQL it is one."""

    log: Connection
    secrets: Connection
    chain: Connection

    def lines(self) -> Iterator[list[Any]]:
        """Every line of the log, with its seal (time and hash), as far as the chain has come."""
        seals = iter(self._rows(self.chain, select(SEAL).order_by(SEAL.c.position)))
        seal = next(seals, None)
        log = log_table(self.log.dialect.name)
        state = log.c.state if self.log.dialect.name != "sqlite" else cast(log.c.state, BLOB)
        columns = (log.c.position, log.c.stream, log.c.version, log.c.name, state)
        for row in self._rows(self.log, select(*columns).order_by(log.c.position)):
            position, stream, version, name, content = row
            line = [position, stream, version, name, bytes(content)]
            if seal is not None and seal.position == position:
                yield [*line, seal.at, bytes(seal.hash)]
                seal = next(seals, None)
            else:
                yield [*line, None, None]

    def ends(self) -> tuple[int, int, int]:
        """How many lines there are, the position of the last, and how far the chain is."""
        log = log_table(self.log.dialect.name)
        query = select(func.count(), func.coalesce(func.max(log.c.position), 0)).select_from(log)
        count, last = self.log.execute(query).one()
        chained = self.chain.execute(select(func.coalesce(func.max(SEAL.c.position), 0))).scalar()
        return count, last, chained or 0

    def rows(self, db: Connection, table: Table, *where: Any) -> Iterator[list[Any]]:
        """Those of a table, in the order of our columns; none where it isn't there yet."""
        if has_table(db, table):
            for row in self._rows(db, select(table).where(*where)):
                yield list(row)

    def _rows(self, db: Connection, query: Select[Any]) -> Iterator[Any]:
        for page in db.execution_options(yield_per=PAGE).execute(query).partitions():
            yield from page


def has_table(db: Connection, table: Table) -> bool:
    schema = table.schema
    if schema is not None:
        schema = db.get_execution_options().get("schema_translate_map", {}).get(schema, schema)
    return inspect(db).has_table(table.name, schema=schema)


@contextmanager
def one_moment(settings: Settings) -> Iterator[Moment]:
    """Raises `Unavailable` where some writer doesn't end."""
    with ExitStack() as stack:
        if settings.postgres is not None:
            db = _opened(stack, settings.views_url, str(settings.secrets))
            db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            db.execute(text("SET LOCAL statement_timeout = 0"))
            yield Moment(db, db, db)
            return
        files = [settings.data.resolve() / f"{name}.db" for name in ("log", "chain", "secrets")]
        with _nobody_writes(files):
            log, chain, secrets = (_opened(stack, f"sqlite:///{file}") for file in files)
            for db in (log, chain, secrets):
                db.execute(text("SELECT count(*) FROM sqlite_master"))
        yield Moment(log, secrets, chain)


def _opened(stack: ExitStack, url: str, secrets: str | None = None) -> Connection:
    engine = open_views(url, secrets=secrets)
    stack.callback(engine.dispose)
    return stack.enter_context(engine.connect())


@contextmanager
def _nobody_writes(files: list[Path]) -> Iterator[None]:
    """Holds the write lock of each file; writes nothing."""
    until = monotonic() + PATIENCE_S
    while True:
        with ExitStack() as locks:
            try:
                for file in files:
                    place = f"{file.as_uri()}?mode=rw"
                    db = locks.enter_context(
                        closing(sqlite3.connect(place, LOCK_S, isolation_level=None, uri=True))
                    )
                    db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as busy:
                if monotonic() > until:
                    raise Unavailable(
                        f"another writer of {file.name} did not end: {busy}"
                    ) from busy
            else:
                yield
                return
        sleep(PAUSE_S)


def log_table(dialect: str) -> Table:
    """The ledger's table, whose positions are handed in."""
    position = "rowid" if dialect == "sqlite" else "notification_id"
    return Table(
        "stored_events",
        MetaData(),
        Column(position, BigInteger, key="position", primary_key=True, autoincrement=False),
        Column("originator_id", Text, key="stream"),
        Column("originator_version", BigInteger, key="version"),
        Column("topic", Text, key="name"),
        Column("state", LargeBinary, key="state"),
    )
