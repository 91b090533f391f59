"""Views: answers prepared in advance. A view may be thrown away; the log rebuilds it.

A view reads the log in pages. Its rows and its bookmark change in one transaction, so a page is
applied once or not at all, whoever calls and however often. Raising `version` begins it anew. An
event that can't be read or applied is parked with its reason and the view goes on; when the
database fails, the view stays where it was.

Nothing that a view keeps may depend on where a page ends.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
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
    bindparam,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from domain.core.canonical import canonical
from domain.log.entry import Entry, Line
from projections.core.database import alone, reading, renew, writing

Log = Callable[[int, int], Sequence[Line]]  # (after which position, at most how many) -> a page
Guard = AbstractContextManager[Any, Any]  # held by one thread at a time, where there are several
Progress = Callable[[str, int, int], None]  # whose work, how much is done, of all (0: of the log)


BASE = MetaData()
BOOKMARK = Table(
    "bookmarks",
    BASE,
    Column("view", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("life", Integer, nullable=False),
    Column("source", Integer, nullable=False),
)
STANDING = select(BOOKMARK).where(BOOKMARK.c.view == bindparam("of"))  # built once: every page asks
PARKED = Table(
    "parked",
    BASE,
    Column("view", String(40), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stream", String(200), nullable=False),
    Column("name", String(80), nullable=False),
    Column("reason", Text, nullable=False),
)


@dataclass(frozen=True)
class Bookmark:
    """What kept rows show: the log up to `position`. `life` counts how often they were begun;
    `source` is the life of the rows that they are made from, 0 where that is the log."""

    position: int
    life: int
    source: int


class Kept(ABC):
    """Rows with a bookmark beside them, changed in one transaction by any process."""

    name: ClassVar[str]
    version: ClassVar[int]
    tables: ClassVar[MetaData]

    def __init__(self, database: Engine) -> None:
        self._database = database

    @property
    def database(self) -> Engine:
        """Where the rows lie, whether or not anything is there yet."""
        return self._database

    @abstractmethod
    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Show the log up to its end. Any process may call this at any time."""

    @cached_property
    def engine(self) -> Engine:
        """The database with our tables in it. Who asks first looks whether they are there and of
        this version, and changes nothing where they are."""
        with reading(self._database) as db:
            ready = self._ready(db)
        if not ready:
            with writing(self._database) as db:
                alone(db)
                if not self._ready(db):
                    BASE.create_all(db)
                    self._begin(db)  # the bookmark's lock comes first, as everywhere
                    self.tables.drop_all(db)
                    self.tables.create_all(db)
        return self._database

    @property
    def position(self) -> int:
        """The last log position that the rows show."""
        return self.bookmark().position

    def bookmark(self) -> Bookmark:
        with reading(self.engine) as db:
            return self._bookmark(db)

    def parked(self) -> list[tuple[int, str, str]]:
        """What was set aside: position, event name, reason."""
        query = select(PARKED.c.position, PARKED.c.name, PARKED.c.reason)
        with reading(self.engine) as db:
            rows = db.execute(query.where(PARKED.c.view == self.name).order_by(PARKED.c.position))
            return [(row.position, row.name, row.reason) for row in rows]

    def digest(self) -> str:
        """SHA-256 over every row in the order of its key: equal rows, equal digest. Of a table that
        is made of another's rows alone (`info={"index": True}`) nothing is read."""
        whole = hashlib.sha256()
        with reading(self.engine) as db:
            for table in self.tables.sorted_tables:
                if table.info.get("index"):
                    continue
                key = [column.name for column in table.primary_key.columns]
                rows = db.execute(select(table)).mappings().all()
                for row in sorted(rows, key=lambda row: [str(row[name]) for name in key]):
                    whole.update(canonical([table.name, *row.values()], _plain))
        return whole.hexdigest()

    def _bookmark(self, db: Connection, *, lock: bool = False) -> Bookmark:
        """Where the rows stand; with `lock`, nobody else moves them until the transaction ends."""
        row = db.execute(STANDING.with_for_update() if lock else STANDING, {"of": self.name}).one()
        if row.version != self.version:  # its tables may have other columns
            raise RuntimeError(
                f"{self.name}: by now another program keeps version {row.version} here,"
                f" this one has {self.version}"
            )
        return Bookmark(row.position, row.life, row.source)

    def _move(self, db: Connection, position: int, *, source: int = 0) -> None:
        statement = update(BOOKMARK).where(BOOKMARK.c.view == self.name)
        db.execute(statement.values(position=position, source=source))

    def _begin(self, db: Connection) -> None:
        """A new life: nothing shown, nothing parked."""
        db.execute(delete(PARKED).where(PARKED.c.view == self.name))
        nothing = {"version": self.version, "position": 0, "source": 0}
        statement = update(BOOKMARK).where(BOOKMARK.c.view == self.name)
        if not db.execute(statement.values(life=BOOKMARK.c.life + 1, **nothing)).rowcount:
            db.execute(insert(BOOKMARK).values(view=self.name, life=1, **nothing))

    def _ready(self, db: Connection) -> bool:
        if not inspect(db).has_table(BOOKMARK.name):
            return False
        query = select(BOOKMARK.c.version).where(BOOKMARK.c.view == self.name)
        return db.execute(query).scalar() == self.version


class Reader(Kept):
    """Follows the log, page by page."""

    @abstractmethod
    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        """Change the rows by these lines, in their order."""

    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Read on from the bookmark to the log's end; lock nothing where nothing is to be read."""
        renew()
        while True:
            start = self.position
            lines = log(start, page)
            if not lines:
                return start
            with writing(self.engine) as db:
                if self._bookmark(db, lock=True).position == start:  # else somebody was faster
                    self.take(db, lines)
                    self._move(db, lines[-1].position)
            if progress:
                progress(self.name, lines[-1].position, 0)


class View(Reader):
    """One question the house answers: its tables, what each event changes in them, its queries."""

    listens: ClassVar[frozenset[str]]  # names of events; the others only move the bookmark

    @abstractmethod
    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        """Change the rows by these entries, in their order."""

    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        """Apply a page; what can't be read or applied is set aside, with the reason."""
        entries = []
        for line in lines:
            if line.name in self.listens:
                try:
                    entries.append(line.entry())
                except Exception as broken:  # noqa: BLE001 (whatever it is, the view goes on)
                    self._park(db, line, broken)
        if not entries:
            return
        try:
            with db.begin_nested():
                self.apply(db, entries)
        except Exception as broken:  # find the one that breaks the page
            if not _is_the_events(broken):
                raise
            self._one_by_one(db, entries, {line.position: line for line in lines})

    def rebuild(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Make all rows anew from the whole log, at once: until then everybody sees the old ones.

        Rows are deleted and tables stay: dropping one would wait for all who read it, and they for
        us.
        """
        with writing(self.engine) as db:
            self._bookmark(db, lock=True)
            for table in reversed(self.tables.sorted_tables):
                db.execute(delete(table))
            self._begin(db)
            position = 0
            while lines := log(position, page):
                self.take(db, lines)
                position = lines[-1].position
                if progress:
                    progress(self.name, position, 0)
            self._move(db, position)
        return position

    def _one_by_one(self, db: Connection, entries: Sequence[Entry], lines: dict[int, Line]) -> None:
        for entry in entries:
            try:
                with db.begin_nested():
                    self.apply(db, [entry])
            except Exception as broken:  # noqa: BLE001 (parked with its reason, never lost)
                self._park(db, lines[entry.position], broken)

    def _park(self, db: Connection, line: Line, broken: Exception) -> None:
        if not _is_the_events(broken):
            raise broken
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


def follow(
    views: Sequence[Reader], log: Log, *, page: int = 500, progress: Progress | None = None
) -> int:
    """Bring views of one database up to the log's end: a page is read once and taken in one
    transaction by all that stand at the same place. Who stands behind comes up to the others first.
    """
    database: Engine = views[0].engine
    standing = {view.name: view for view in views if view.engine is database}
    renew()
    while True:
        with reading(database) as db:
            places = _places(db, standing)
        first = min(places.values())
        end = min((place for place in places.values() if place > first), default=None)
        lines = [line for line in log(first, page) if end is None or line.position <= end]
        if not lines:
            return int(first)
        behind = [name for name, place in places.items() if place == first]
        with writing(database) as db:
            places = _places(db, behind, lock=True)
            here = [name for name, place in places.items() if place == first]
            for name in here:  # the others were brought on by somebody faster
                standing[name].take(db, lines)
            _move_all(db, here, lines[-1].position)
        if progress:
            progress(behind[0], lines[-1].position, 0)


def _places(db: Connection, names: Iterable[str], *, lock: bool = False) -> dict[str, int]:
    """Where views stand; with `lock`, nobody else moves them until the transaction ends. All who
    lock several do so in the order of their names."""
    query = select(BOOKMARK.c.view, BOOKMARK.c.position).where(BOOKMARK.c.view.in_(list(names)))
    query = query.order_by(BOOKMARK.c.view)
    rows = db.execute(query.with_for_update() if lock else query)
    return {row.view: row.position for row in rows}


def _move_all(db: Connection, names: Iterable[str], position: int) -> None:
    theirs = update(BOOKMARK).where(BOOKMARK.c.view.in_(list(names)))
    db.execute(theirs.values(position=position, source=0))


def _is_the_events(broken: Exception) -> bool:
    """Whether it is the event that can't be applied, or the database that can't right now."""
    cause = broken if isinstance(broken, DBAPIError) else broken.__cause__
    if isinstance(cause, DBAPIError):  # also where it is the keys' database
        return isinstance(cause, IntegrityError | DataError)
    return not isinstance(broken, MemoryError)


def until(log: Log, position: int) -> Log:
    """The log as if it ended at a position."""
    return lambda after, limit: [line for line in log(after, limit) if line.position <= position]


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, (bytes, memoryview)) else str(value)
