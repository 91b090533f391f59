"""Keys of subjects: each wrapped by the master key, made when something of a subject is first kept.

A personal value in the log, and in every copy of it, is sealed under the key of its subject. Where
the row is deleted nobody opens it any more; another process forgets a key within `FORGET_S`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock
from time import monotonic
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
    delete,
    insert,
    select,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.sealing.master import KEY_BYTES, Master, Vault
from services.sealing.subject_key import (
    MARK_BYTES,
    SubjectKey,
    new_secret,
    sealed_bytes,
    subject_key,
)
from services.stores.store import SEALED, Store, place_of

META = MetaData(schema=SECRETS)
SUBJECT_KEY = Table(
    "subject_key",
    META,
    Column("subject", String(80), primary_key=True),
    Column("wrapped", Text, nullable=False, info=SEALED),
    Column("made_on", String(10), nullable=False),
)
DONE = Table(  # erasures whose copies are gone, too
    "subject_erased",
    META,
    Column("subject", String(80), primary_key=True),
    Column("part", String(10), primary_key=True),  # key, house, streams
    Column("position", Integer, nullable=False),  # of the event that asked for it
)
KEY = "key"  # the part that is done once
MOST = 10_000  # keys in memory
FORGET_S = 10.0  # after which a key in memory is looked for again


class SubjectKeys(Store):
    """`today` is the day that is noted beside a new key."""

    tables: ClassVar = META

    def __init__(self, database: Engine, master: Master, today: Callable[[], date]) -> None:
        super().__init__(database)
        self._vault = Vault(master.derive("keys of subjects", KEY_BYTES))
        self._today = today
        self._known: OrderedDict[str, tuple[float, SubjectKey | None]] = OrderedDict()
        self._turn = Lock()

    def seal(self, subject: str, value: str, of: str) -> str:
        """As `domain.core.personal.Keys`; makes a key for a subject that has none."""
        return self._key_for_writing(subject).seal(value, subject, of)

    def open(self, subject: str, sealed: str, of: str) -> str | None:
        """None where the key is gone. Raises `ValueError` for what this key never sealed."""
        content, key = sealed_bytes(sealed), self._key(subject)
        if key is None or content[:MARK_BYTES] != key.mark:  # sealed under one that is gone
            return None
        return key.open(content, subject, of)

    def make(self, subjects: Iterable[str]) -> None:
        """The keys that are wanting, in one transaction."""
        wanting = sorted({each for each in subjects if self._key(each) is None})
        if not wanting:
            return
        with writing(self.engine) as db:
            alone(db, "docking subject keys")
            there = set(db.execute(_rows(SUBJECT_KEY.c.subject, wanting)).scalars())
            rows = [self._row(subject) for subject in wanting if subject not in there]
            if rows:
                db.execute(insert(SUBJECT_KEY), rows)
        self.forget(wanting)

    def has(self, subject: str) -> bool:
        return self._read(subject) is not None

    def erase(self, subject: str, position: int) -> None:
        """From now on nobody opens what was sealed for this subject. Once for an erasure, which
        stands at that position: a key that is made afterwards is of what was said afterwards."""
        with writing(self.engine) as db:
            alone(db, "docking erasures")
            if _done(db, KEY).get(subject, 0) < position:
                db.execute(delete(SUBJECT_KEY).where(SUBJECT_KEY.c.subject == subject))
                _note_done(db, KEY, subject, position)
        self.forget([subject])

    def forget(self, subjects: Iterable[str]) -> None:
        """In memory: each is looked for again, as another process may have erased it."""
        with self._turn:
            for subject in subjects:
                self._known.pop(subject, None)

    def done(self, part: str) -> dict[str, int]:
        """By subject, up to which erasure that part of the work is done."""
        with reading(self.engine) as db:
            return _done(db, part)

    def note_done(self, part: str, subject: str, position: int) -> None:
        with writing(self.engine) as db:
            alone(db, "docking erasures")
            _note_done(db, part, subject, position)

    def _key_for_writing(self, subject: str) -> SubjectKey:
        """Looked for each time: another process may have erased the one that is known here, and
        what is sealed under that could never be opened."""
        key = self._read(subject)
        if key is not None:
            return key
        with writing(self.engine) as db:
            alone(db, "docking subject keys")
            rows = _rows(SUBJECT_KEY.c.wrapped, [subject])
            wrapped: str | None = db.execute(rows).scalar()
            if wrapped is None:
                row = self._row(subject)
                db.execute(insert(SUBJECT_KEY), [row])
                wrapped = row["wrapped"]
        self.forget([subject])
        return self._unwrapped(subject, wrapped)

    def _key(self, subject: str) -> SubjectKey | None:
        now = monotonic()
        with self._turn:
            at, key = self._known.get(subject, (0.0, None))
            if at and now - at < FORGET_S:
                self._known.move_to_end(subject)
                return key
        key = self._read(subject)
        with self._turn:
            self._known[subject] = now, key
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return key

    def _read(self, subject: str) -> SubjectKey | None:
        query = select(SUBJECT_KEY.c.wrapped).where(SUBJECT_KEY.c.subject == subject)
        with reading(self.engine) as db:
            wrapped = db.execute(query).scalar()
        return None if wrapped is None else self._unwrapped(subject, wrapped)

    def _unwrapped(self, subject: str, wrapped: str) -> SubjectKey:
        place = place_of(SUBJECT_KEY.c.wrapped, {"subject": subject})
        return subject_key(self._vault.open(wrapped, *place))

    def _row(self, subject: str) -> dict[str, str]:
        place = place_of(SUBJECT_KEY.c.wrapped, {"subject": subject})
        wrapped = self._vault.seal(new_secret(), *place)
        return {"subject": subject, "wrapped": wrapped, "made_on": self._today().isoformat()}


def _done(db: Connection, part: str) -> dict[str, int]:
    query = select(DONE.c.subject, DONE.c.position).where(DONE.c.part == part)
    return {row.subject: row.position for row in db.execute(query)}


def _note_done(db: Connection, part: str, subject: str, position: int) -> None:
    db.execute(delete(DONE).where((DONE.c.part == part) & (DONE.c.subject == subject)))
    db.execute(insert(DONE).values(part=part, subject=subject, position=position))


def _rows(column: Any, subjects: list[str]) -> Any:
    return select(column).where(SUBJECT_KEY.c.subject.in_(subjects))
