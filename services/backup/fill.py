"""What a backup holds is put into empty databases: all of it in a transaction for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.schema import CreateSchema

from domain.core.command import Refusal
from domain.log.entry import Line
from projections.core.database import alone, open_views, reading, writing
from projections.core.seals import META as SEALS
from projections.core.seals import SEAL
from projections.core.view import BASE, BOOKMARK
from services.backup.contents import CHAIN, LOG, OPEN, TABLES, TYPED
from services.backup.moment import has_table, log_table
from services.backup.read import Contents, Keys, Piece, Rows
from services.house.chain import BEGUN
from services.house.secrets import CARRIED, DONE, MADE, make_private
from services.house.settings import Settings
from services.ledger.ledger import Ledger
from services.sealing.key_file import open_private
from services.stores.credentials import PASSWORD
from services.stores.store import blank_of
from services.stores.subject_keys import SUBJECT_KEY

LINE = ("position", "stream", "version", "name", "state")
MANY = 500
WRITE, APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL, os.O_WRONLY | os.O_APPEND
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Target:
    """The databases that are filled; in PostgreSQL they are one."""

    log: Connection
    secrets: Connection
    chain: Connection

    def of(self, table: str) -> Connection:
        return self.chain if table in {each.name for each in CHAIN} else self.secrets


def fill(
    settings: Settings,
    contents: Contents,
    keys: Keys | None,
    later: Sequence[Line],
    tell: Tell = lambda *_: None,
) -> list[str]:
    """Put it there, and `later` lines behind it. Returns the names of files that were not written,
    because others of their names lie there."""
    skipped: list[str] = []
    with _target(settings) as target:
        log, last = log_table(target.log.dialect.name), 0
        versions = dict.fromkeys((line.stream for line in later), 0)
        for part in contents:
            tell("恢复", contents.reader.read, contents.reader.size)
            if isinstance(part, Piece) and part.content is not None:
                _write_piece(settings.data.resolve(), part, skipped)
            elif isinstance(part, Rows) and part.rows:
                if part.table != LOG:
                    _fill(target.of(part.table), TABLES[part.table], part.names, part.rows)
                    continue
                _fill(target.log, log, LINE, (row[:5] for row in part.rows))
                seals = ([row[0], *row[5:]] for row in part.rows if row[6] is not None)
                _fill(target.chain, SEAL, ("position", "at", "hash"), seals)
                last = part.rows[-1][0]
                versions |= {row[1]: row[2] for row in part.rows if row[1] in versions}
        if keys:
            _fill(target.secrets, SUBJECT_KEY, keys.names, keys.rows)
        for number, line in enumerate(later, last + 1):
            versions[line.stream] += 1
            row = [number, line.stream, versions[line.stream], line.name, line.state]
            _fill(target.log, log, LINE, [row])
        target.secrets.execute(
            MADE.update().where(MADE.c.name == CARRIED).values(value=DONE)  # nothing is left to do
        )
        target.chain.execute(BEGUN.update().values(carried=0))
        if settings.postgres is not None:
            _go_on_from(target.log, last + len(later))
    return skipped


def check_empty(settings: Settings) -> None:
    """Raises `Refusal` where there is anything that a restore would lose."""
    if settings.postgres is None:
        return
    engine = _postgres(settings)
    try:
        with reading(engine) as db:
            log = log_table(db.dialect.name)
            full = [
                table.name for table in (log, PASSWORD) if has_table(db, table) and _any(db, table)
            ]
            if full or (has_table(db, BOOKMARK) and db.execute(_moved()).scalar()):
                where = settings.shown("log")
                message = f"{where} 里已有数据，恢复只能进空的数据库"
                advice = "；请另建一个数据库或 schema"
                raise Refusal("restore.in_use", message + advice, "postgres")
    finally:
        engine.dispose()


def _any(db: Connection, table: Table) -> bool:
    return db.execute(select(table).limit(1)).first() is not None


def _moved() -> Any:
    return select(func.coalesce(func.max(BOOKMARK.c.position), 0))


@contextmanager
def _target(settings: Settings) -> Iterator[Target]:
    Ledger.open(settings.log_url).close()  # makes the log's table
    with ExitStack() as stack:
        if settings.postgres is not None:
            engine = _postgres(settings)
            stack.callback(engine.dispose)
            db = stack.enter_context(writing(engine))
            alone(db, "docking secrets")
            db.execute(CreateSchema(str(settings.secrets), if_not_exists=True))
            target = Target(db, db, db)
        else:
            assert settings.chain is not None
            assert isinstance(settings.secrets, Path)
            log = settings.data.resolve() / "log.db"
            connections = []
            for file in (log, settings.secrets, settings.chain):
                make_private(file)
                engine = open_views(f"sqlite:///{file}", durable=True)
                stack.callback(engine.dispose)
                connections.append(stack.enter_context(writing(engine)))
            target = Target(*connections)
        for each in (BASE, SEALS, BEGUN.metadata):
            each.create_all(target.chain)
        for table in (*OPEN, *TYPED):
            table.create(target.secrets, checkfirst=True)
        for table in (*OPEN, *TYPED):  # of a county that never began
            target.secrets.execute(delete(table))
        target.chain.execute(delete(BEGUN))
        target.chain.execute(delete(BOOKMARK).where(BOOKMARK.c.view == "seals"))
        yield target


def _postgres(settings: Settings) -> Engine:
    return open_views(settings.views_url, secrets=str(settings.secrets))


def _fill(
    db: Connection, table: Table, names: Iterable[str], rows: Iterable[Sequence[Any]]
) -> None:
    """A column that came later has nothing in it; one that is gone is left out."""
    known = set(table.columns.keys())
    there = list(names)
    later = {column.key: blank_of(column) for column in table.columns if column.key not in there}
    values = [
        later | {name: value for name, value in zip(there, row, strict=True) if name in known}
        for row in rows
    ]
    for start in range(0, len(values), MANY):
        db.execute(insert(table), values[start : start + MANY])


def _go_on_from(db: Connection, last: int) -> None:
    """The next line takes the next position."""
    sequence = "pg_get_serial_sequence('stored_events', 'notification_id')"
    db.execute(
        text(f"SELECT setval({sequence}, :last, :used)"),
        {"last": max(last, 1), "used": last > 0},
    )


def _write_piece(data: Path, piece: Piece, skipped: list[str]) -> None:
    assert piece.content is not None
    path = _inside(data, piece.name)
    if piece.first:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            skipped.append(piece.name)
        else:
            open_private(path, WRITE).close()
    if piece.name not in skipped:
        with open_private(path, APPEND) as file:
            file.write(piece.content)


def _inside(data: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        raise Refusal("restore.file", f"备份里的文件名不对：{name}")
    return data.joinpath(*parts)
