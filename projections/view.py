"""Views: answers prepared in advance. A view may be thrown away; the log rebuilds it.

A view reads the log in pages. Its rows and its bookmark change in one transaction, so a page is
applied once or not at all, whoever calls and however often. Raising `version` rebuilds. An event
that can't be read or applied is parked with its reason and the view goes on.

Nothing that a view keeps may depend on where a page ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)

from domain.entry import Entry, Line

Log = Callable[[int, int], Sequence[Line]]  # (after which position, at most how many) -> a page
Progress = Callable[[str, int, int], None]  # whose work, how much is done, of all (0: of the log)

BASE = MetaData()
BOOKMARK = Table(
    "bookmark",
    BASE,
    Column("view", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
)
PARKED = Table(
    "parked",
    BASE,
    Column("view", String(40), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stream", String(200), nullable=False),
    Column("name", String(80), nullable=False),
    Column("reason", Text, nullable=False),
)


class View:
    """One question the house answers: its tables, what each event changes in them, its queries."""

    name: ClassVar[str]
    version: ClassVar[int]
    tables: ClassVar[MetaData]
    listens: ClassVar[frozenset[str]]  # names of events; the others only move the bookmark

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        BASE.create_all(engine)
        with writing(engine) as db:
            kept = db.execute(
                select(BOOKMARK.c.version).where(BOOKMARK.c.view == self.name)
            ).scalar()
            if kept != self.version:
                self._start_over(db)

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        """Change the rows by these entries, in their order."""
        raise NotImplementedError

    @property
    def position(self) -> int:
        """The last log position that the rows show."""
        with self.engine.connect() as db:
            return self._position(db)

    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Read on from the bookmark to the log's end. Any process may call this at any time."""
        while True:
            with writing(self.engine) as db:
                start = self._position(db, lock=True)
                lines = log(start, page)
                if not lines:
                    return start
                self.take(db, lines)
                self._bookmark(db, lines[-1].position)
            if progress:
                progress(self.name, lines[-1].position, 0)

    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        """Apply a page; what can't be read or applied is set aside, with the reason."""
        entries = []
        for line in lines:
            if line.name in self.listens:
                try:
                    entries.append(line.entry())
                except Exception as broken:  # noqa: BLE001 (whatever it is, the view goes on)
                    self._park(db, line, broken)
        try:
            with db.begin_nested():
                self.apply(db, entries)
        except Exception:  # noqa: BLE001 (find the one that breaks the page)
            self._one_by_one(db, entries, {line.position: line for line in lines})

    def rebuild(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Forget everything and read the log from its beginning."""
        with writing(self.engine) as db:
            self._start_over(db)
        return self.catch_up(log, page=page, progress=progress)

    def parked(self) -> list[tuple[int, str, str]]:
        """What was set aside: position, event name, reason."""
        query = select(PARKED.c.position, PARKED.c.name, PARKED.c.reason)
        with self.engine.connect() as db:
            rows = db.execute(query.where(PARKED.c.view == self.name).order_by(PARKED.c.position))
            return [(row.position, row.name, row.reason) for row in rows]

    def digest(self) -> str:
        """SHA-256 over every row in the order of its key: equal rows, equal digest."""
        whole = hashlib.sha256()
        with self.engine.connect() as db:
            for table in self.tables.sorted_tables:
                key = [column.name for column in table.primary_key.columns]
                rows = db.execute(select(table)).mappings().all()
                for row in sorted(rows, key=lambda row: [str(row[name]) for name in key]):
                    whole.update(canonical([table.name, *row.values()]))
        return whole.hexdigest()

    def _one_by_one(self, db: Connection, entries: Sequence[Entry], lines: dict[int, Line]) -> None:
        for entry in entries:
            try:
                with db.begin_nested():
                    self.apply(db, [entry])
            except Exception as broken:  # noqa: BLE001 (parked with its reason, never lost)
                self._park(db, lines[entry.position], broken)

    def _park(self, db: Connection, line: Line, broken: Exception) -> None:
        reason = f"{type(broken).__name__}: {broken}"[:2000]
        db.execute(
            insert(PARKED).values(
                view=self.name,
                position=line.position,
                stream=line.stream,
                name=line.name,
                reason=reason,
            )
        )

    def _position(self, db: Connection, *, lock: bool = False) -> int:
        query = select(BOOKMARK.c.position).where(BOOKMARK.c.view == self.name)
        return int(db.execute(query.with_for_update() if lock else query).scalar_one())

    def _bookmark(self, db: Connection, position: int) -> None:
        db.execute(update(BOOKMARK).where(BOOKMARK.c.view == self.name).values(position=position))

    def _start_over(self, db: Connection) -> None:
        self.tables.drop_all(db)
        self.tables.create_all(db)
        for table in (BOOKMARK, PARKED):
            db.execute(delete(table).where(table.c.view == self.name))
        db.execute(insert(BOOKMARK).values(view=self.name, version=self.version, position=0))


def open_views(url: str) -> Engine:
    """The database of the views. `url` is SQLAlchemy's: sqlite:///path or postgresql+psycopg://…"""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write."""
    with engine.connect().execution_options(docking_writes=True) as db, db.begin():
        yield db


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, below
    # The views can be rebuilt: NORMAL never tears a transaction, and saves an fsync each page.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(db: Connection) -> None:
    # A read transaction that turns into a write fails when somebody wrote in between.
    writes = db.get_execution_options().get("docking_writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def canonical(value: Any) -> bytes:
    """The same value as the same bytes, everywhere."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode()


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, (bytes, memoryview)) else str(value)


def insert_all(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once, every column given, past SQLAlchemy's work on each single value.

    Only for columns whose values the driver takes as they are: whole numbers, text, bytes.
    """
    if rows:
        compiled = insert(table).compile(dialect=db.dialect)
        names = compiled.positiontup
        values: Any = list(map(itemgetter(*names), rows)) if names else list(rows)
        db.exec_driver_sql(compiled.string, values)


def rows_at(table: Table, as_of: int | None) -> Any:
    """The condition for rows with `since` and `until` positions: what stood then, or stands now."""
    if as_of is None:
        return table.c.until.is_(None)
    return (table.c.since <= as_of) & (func.coalesce(table.c.until, as_of + 1) > as_of)
