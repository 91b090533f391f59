"""Views: answers prepared in advance. A view may be thrown away; the log rebuilds it.

A view reads the log in pages. Its rows and its bookmark change in one transaction, so a page is
applied once or not at all, whoever calls and however often. Raising `version` begins it anew. An
event that can't be read or applied is parked with its reason and the view goes on; when the
database fails, the view stays where it was.

Beside a position stands the hash of the line that was read last. Where the log has another one
there, or none, it isn't the log that the rows were made from: `OtherLog`, and nothing is read on.

Nothing that a view keeps may depend on where a page ends.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from domain.log.catalogue import EVENTS
from domain.log.entry import Entry, Line
from domain.log.seal import sealed
from projections.core.database import alone, reading, renew, writing
from projections.core.restored import OtherLog

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
READ = Table(  # the line that a view has read last; a bookmark of older programs has none
    "read_lines",
    BASE,
    Column("view", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
# Built once, for every page asks: where these views stand, and what they have read last.
PLACES = select(BOOKMARK.c.view, BOOKMARK.c.position, BOOKMARK.c.version)
PLACES = PLACES.where(BOOKMARK.c.view.in_(bindparam("names", expanding=True)))
PLACES = PLACES.order_by(BOOKMARK.c.view)
LAST_READ = (READ.c.view == BOOKMARK.c.view) & (READ.c.position == BOOKMARK.c.position)
PLACES_READ = PLACES.add_columns(READ.c.hash).join_from(BOOKMARK, READ, LAST_READ, isouter=True)
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


@dataclass(frozen=True)
class Place:
    """Where a view stands, and the hash of the line there; "" where nobody has put it down."""

    position: int
    hash: str


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
                BASE.create_all(db)
                if not self._ready(db):
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
        self.check_version(row.version)
        return Bookmark(row.position, row.life, row.source)

    def check_version(self, version: int) -> None:
        """Of another version the tables may have other columns. Raises `RuntimeError`."""
        if version != self.version:
            raise RuntimeError(
                f"{self.name}: by now another program keeps version {version} here,"
                f" this one has {self.version}"
            )

    def _move(self, db: Connection, position: int, *, source: int = 0) -> None:
        statement = update(BOOKMARK).where(BOOKMARK.c.view == self.name)
        db.execute(statement.values(position=position, source=source))

    def _begin(self, db: Connection) -> None:
        """A new life: nothing shown, nothing parked."""
        db.execute(delete(PARKED).where(PARKED.c.view == self.name))
        db.execute(delete(READ).where(READ.c.view == self.name))
        nothing = {"version": self.version, "position": 0, "source": 0}
        statement = update(BOOKMARK).where(BOOKMARK.c.view == self.name)
        if not db.execute(statement.values(life=BOOKMARK.c.life + 1, **nothing)).rowcount:
            db.execute(insert(BOOKMARK).values(view=self.name, life=1, **nothing))

    def _ready(self, db: Connection) -> bool:
        there = inspect(db)
        if not (there.has_table(BOOKMARK.name) and there.has_table(READ.name)):
            return False
        query = select(BOOKMARK.c.version).where(BOOKMARK.c.view == self.name)
        return db.execute(query).scalar() == self.version


class Reader(Kept):
    """Follows the log, page by page."""

    def _set_back(self, db: Connection, line: Line | None) -> None:
        """The rows show no more than the log up to this line."""
        if line is None:
            self._begin(db)
        else:
            _move_all(db, [self.name], line)

    @abstractmethod
    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        """Change the rows by these lines, in their order."""

    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Read on from the bookmark to the log's end; lock nothing where nothing is to be read."""
        return follow([self], log, page=page, progress=progress)


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
            if line.name in self.listens or line.name not in EVENTS:  # a newer program's is told
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
                _move_all(db, [self.name], lines[-1])
                if progress:
                    progress(self.name, position, 0)
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
        first = min(place.position for place in places.values())
        behind = [name for name, place in places.items() if place.position == first]
        lines = _read_on(log, first, {name: places[name].hash for name in behind}, page)
        ahead = [name for name, place in places.items() if place.position > first]
        end = min((places[name].position for name in ahead), default=None)
        lines = [line for line in lines if end is None or line.position <= end]
        if not lines:
            if ahead:  # the log ends before them
                raise OtherLog(ahead[0], places[ahead[0]].position)
            return first
        with writing(database) as db:
            places = _places(db, {name: standing[name] for name in behind}, lock=True)
            here = [name for name, place in places.items() if place.position == first]
            for name in here:  # the others were brought on by somebody faster
                standing[name].take(db, lines)
            _move_all(db, here, lines[-1])
        if progress:
            progress(behind[0], lines[-1].position, 0)


def other_log(views: Iterable[Reader], log: Log) -> OtherLog | None:
    """Whether this isn't the log that these views of one database have read, though it may have
    grown since."""
    standing = {view.name: view for view in views}
    database: Engine = next(iter(standing.values())).engine
    with reading(database) as db:
        places = _places(db, standing)
    for name, place in places.items():
        try:
            _read_on(log, place.position, {name: place.hash}, 1)
        except OtherLog as other:
            return other
    return None


def _read_on(log: Log, position: int, hashes: Mapping[str, str], page: int) -> list[Line]:
    """The page behind a position. The line there is read along, and has to be the one that these
    views have read: raises `OtherLog`."""
    if position == 0:
        return list(log(0, page))
    lines = list(log(position - 1, page + 1))
    there = line_hash(lines[0]) if lines and lines[0].position == position else None
    for name, hash in hashes.items():
        if there is None or hash not in {"", there}:
            raise OtherLog(name, position)
    return lines[1:]


def line_hash(line: Line) -> str:
    """Of this line alone, whatever stands before it."""
    return sealed(line, b"").hex()


def _places(db: Connection, views: Mapping[str, Kept], *, lock: bool = False) -> dict[str, Place]:
    """Where views stand; with `lock`, nobody else moves them until the transaction ends. All who
    lock several do so in the order of their names."""
    rows = db.execute(
        PLACES.with_for_update() if lock else PLACES_READ, {"names": list(views)}
    ).all()
    for row in rows:
        views[row.view].check_version(row.version)
    return {row.view: Place(row.position, "" if lock else row.hash or "") for row in rows}


def _move_all(db: Connection, names: Sequence[str], line: Line) -> None:
    """These views have read up to this line."""
    theirs = update(BOOKMARK).where(BOOKMARK.c.view.in_(names))
    db.execute(theirs.values(position=line.position, source=0))
    db.execute(delete(READ).where(READ.c.view.in_(names)))
    hash = line_hash(line)
    rows = [{"view": name, "position": line.position, "hash": hash} for name in names]
    if rows:
        db.execute(insert(READ), rows)


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
