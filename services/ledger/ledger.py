"""The ledger: the one log, in a SQLite file or in PostgreSQL, behind one interface.

An append takes its places in its streams all at once or not at all; a page of lines is final (who
has read up to a position has seen everything that will ever stand there); nothing waits longer than
five seconds; nothing is ever changed or deleted. This module and its two stores
(`sqlite.py`, `postgres.py`) are the only ones that know the library `eventsourcing`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Protocol, TypeVar, cast

from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    InterfaceError,
    InternalError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import Environment

from domain.core.personal import Keys
from domain.log.entry import Entry, Line, line

STORES = {
    "sqlite": "services.ledger.sqlite:Factory",
    "postgresql": "services.ledger.postgres:Factory",
    "postgres": "services.ledger.postgres:Factory",
}
PATIENCE_S = 1.5  # no attempt begins later; one attempt takes at most 3 seconds more
PAUSE_S = 0.05  # between attempts
TRANSIENT = (OperationalError, InterfaceError, InternalError)  # down, locked, full, cut, a standby
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # JSON's way to write it

T = TypeVar("T")


class Conflict(Exception):
    """Somebody wrote to `stream` after it was read."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.stream = stream


class Unavailable(Exception):
    """The database is down, locked or full."""


NEWER = "请换回更新的程序；要回到以前，请用升级前的那份备份，见 docs/how-to/upgrade.md"
FULL = re.compile("disk is full|No space left on device|could not extend file", re.IGNORECASE)


def in_words(away: BaseException) -> str:
    """Why the database can't work, for people."""
    return "磁盘已满，写不进" if FULL.search(str(away)) else "数据库连不上"


class Unknown(Unavailable):
    """It went away during an append: whether that was kept is unknown.

    Repeating the same entries (the same event ids), or the command under the same id, is always
    right: what was kept is recognised.
    """


@dataclass(frozen=True)
class Patience:
    """How it is waited while the database is down or locked: by which clock, and how in between."""

    clock: Callable[[], float] = monotonic
    pause: Callable[[float], object] = sleep

    def __call__(self, attempt: Callable[[], T], until: float | None = None) -> T:
        """Try again; give up in time. Raises `Unavailable`."""
        until = self.until() if until is None else until
        while True:
            try:
                return attempt()
            except TRANSIENT as problem:
                if self.clock() >= until:
                    raise Unavailable(str(problem)) from problem
            self.pause(PAUSE_S)

    def until(self) -> float:
        return self.clock() + PATIENCE_S


def as_it_is(recorder: Recorder) -> Recorder:
    return recorder


class Ledger:
    """The log. May be used by any number of threads at once; not across a fork."""

    def __init__(
        self,
        factory: InfrastructureFactory[Any],
        recorder: Recorder,
        patience: Patience = Patience(),
    ) -> None:
        self._factory, self._recorder, self._patiently = factory, recorder, patience
        self.keys: Keys | None = None  # under which personal values are sealed; None: they aren't

    @classmethod
    def open(
        cls,
        url: str,
        *,
        patience: Patience = Patience(),
        through: Callable[[Recorder], Recorder] = as_it_is,
    ) -> Ledger:
        """`sqlite:///data/log.db`, with four slashes for an absolute path, or `postgresql://…`.

        Tables are created when missing. PostgreSQL takes every option of libpq, and `schema`;
        SQLite takes `synchronous` (for measurements only: what is acknowledged may be lost).
        Everything goes `through` a recorder around the store's, such as one that fails now and
        then. Raises `Unavailable`, and `ValueError` for a URL that can't be read.
        """
        scheme = url.partition(":")[0]
        if scheme not in STORES:
            raise ValueError(f"a log is kept in {sorted(STORES)}, not in {scheme!r}")
        env = {"PERSISTENCE_MODULE": STORES[scheme], "LEDGER_URL": url, "CREATE_TABLE": "no"}
        with ExitStack() as undo:
            factory: InfrastructureFactory[Any]
            factory = InfrastructureFactory.construct(Environment(env=env))
            undo.callback(factory.close)
            recorder = cast("Recorder", patience(factory.application_recorder))
            undo.callback(recorder.close)
            patience(recorder.create_table)
            undo.pop_all()
        return cls(factory, through(recorder), patience)

    def append(self, entries: Sequence[Entry], read: Mapping[str, int] | None = None) -> list[int]:
        """All at once or none, each at the stream and version it carries; returns the positions.

        `read`: other streams that must still end at the version at which they were read. Raises
        `Conflict` where they don't or a version is taken by another event, `Unknown`, and
        `ValueError` for text that not every store can keep. Keep one append below some 10,000
        entries.
        """
        if not entries:
            return []
        stored = [_stored(line(entry, self.keys)) for entry in entries]
        until = self._patiently.until()
        try:
            insert, others = self._recorder.insert_events, read or {}
            positions = self._patiently(lambda: insert(stored, read=others), until)
            return list(positions or ())
        except IntegrityError:
            return self._kept_already(stored, until)
        except Unavailable as away:
            raise Unknown(str(away)) from away

    def copy(self, lines: Sequence[Line]) -> None:
        """Lines of another log, as they are and where they stood there; behind all that is here.
        Only into SQLite. Raises `ValueError` elsewhere."""
        insert = getattr(self._recorder, "insert_lines", None)
        if insert is None or (lines and lines[0].position <= self.last()):
            raise ValueError("lines are copied into an empty log, in a file")
        self._patiently(lambda: insert([(line.position, _stored(line)) for line in lines]))

    def read(self, stream: str) -> list[Line]:
        """The whole stream in the order of its versions."""
        return self.read_many((stream,))[stream]

    def read_many(self, streams: Iterable[str]) -> dict[str, list[Line]]:
        """Whole streams, all as of the same moment. An unknown stream is empty."""
        lines: dict[str, list[Line]] = {stream: [] for stream in streams}
        for row in self._patiently(lambda: self._recorder.select_streams(list(lines))):
            lines[str(row.originator_id)].append(self._line(row))
        return lines

    def at(self, positions: Iterable[int]) -> dict[int, Line]:
        """The lines at these positions, by position; where nothing stands, nothing is found."""
        wanted = list(positions)
        rows = self._patiently(lambda: self._recorder.select_positions(wanted))
        return {row.id: self._line(row) for row in rows}

    def after(self, position: int, limit: int = 500) -> list[Line]:
        """The next page: at most `limit` lines that stand behind `position`, in their order.

        Positions rise; on PostgreSQL a refused append may leave some of them unused.
        """
        select = self._recorder.select_notifications
        page = self._patiently(lambda: select(position, limit, inclusive_of_start=False))
        return [self._line(row) for row in page]

    def last(self) -> int:
        """The position of the last line, 0 in an empty log."""
        return self._patiently(self._recorder.max_notification_id) or 0

    def wait(self, position: int, timeout: float) -> bool:
        """Whether anything stands behind `position`; False after `timeout` seconds.

        Also False, and earlier, when the ledger is closed.
        """
        if self.last() > position:
            return True
        until = monotonic() + timeout
        with self._patiently(self._recorder.watch) as stirred:
            while self.last() <= position:
                left = until - monotonic()
                if left <= 0 or not self._patiently(lambda: stirred(left)):  # noqa: B023 - used at once
                    return False
        return True

    def checkpoint(self) -> None:
        """All that was kept goes from the WAL into the file, so that a copy of the file alone has
        it. Only for the one process that writes; PostgreSQL needs nobody for it."""
        self._recorder.checkpoint()

    def close(self) -> None:
        self._recorder.close()
        self._factory.close()

    def _line(self, row: Notification) -> Line:
        state: bytes | str = row.state  # SQLite gives text where somebody changed the bytes by hand
        state = state if isinstance(state, bytes) else str(state).encode()
        stream, opens = str(row.originator_id), self.keys.open if self.keys else None
        return Line(row.id, stream, row.originator_version, row.topic, state, opens)

    def _kept_already(self, events: Sequence[StoredEvent], until: float) -> list[int]:
        """The positions, if these very events stand in the log; else the conflict. `Unknown` where
        that can't be read.

        A connection may be cut after the commit and before the answer: repeating the append then
        meets its own success.
        """
        streams = list({str(event.originator_id) for event in events})
        try:
            rows = self._patiently(lambda: self._recorder.select_streams(streams), until)
        except Unavailable as away:
            raise Unknown(str(away)) from away
        there = {(row.originator_id, row.originator_version): row for row in rows}
        positions, taken, seen = [], [], set()
        for event in events:
            place = event.originator_id, event.originator_version
            row = there.get(place)
            if row and place not in seen and _event_id(row.state) == _event_id(event.state):
                positions.append(row.id)
            elif row or place in seen:
                taken.append(str(event.originator_id))
            seen.add(place)
        if len(positions) == len(events):
            return positions
        raise Conflict(next(iter(taken), str(events[0].originator_id)))


class Recorder(Protocol):
    """What the ledger asks of a store: the library's application recorder, and four things."""

    def create_table(self) -> None: ...

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, read: Mapping[str, int]
    ) -> Sequence[int] | None:
        """Also raises `IntegrityError` where a stream in `read` goes on behind that version."""

    def select_notifications(
        self, start: int | None, limit: int, *, inclusive_of_start: bool
    ) -> Sequence[Notification]: ...

    def max_notification_id(self) -> int | None: ...

    def select_streams(self, streams: Sequence[str]) -> Sequence[Notification]:
        """Whole streams, each in the order of its versions, in one snapshot."""

    def select_positions(self, positions: Sequence[int]) -> Sequence[Notification]:
        """What stands at these positions."""

    def watch(self) -> AbstractContextManager[Callable[[float], bool]]:
        """Gives a function that waits until something may have been appended since, at most so many
        seconds; False when the ledger is closed."""

    def checkpoint(self) -> None:
        """Bring what a log beside the file holds into the file, where the store has one."""

    def close(self) -> None:
        """Send home whoever watches."""


def _stored(entry: Line) -> StoredEvent:
    if "\0" in entry.stream or (b"\\u0000" in entry.state and NUL.search(entry.state)):
        raise ValueError(f"a NUL character in an event {entry.name} for {entry.stream!r}")
    return StoredEvent(entry.stream, entry.version, entry.name, entry.state)


def _event_id(state: bytes) -> object:
    """The event's id; bytes that can't be read have none, and are equal to nothing."""
    try:
        return json.loads(state)["id"]
    except (ValueError, KeyError, TypeError):
        return object()
