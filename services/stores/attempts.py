"""尝试 Attempts: how often something was tried in vain, and how long the next try has to wait.

A few tries are free. After each further one the next has to wait, twice as long each time, up to a
bound: guessing gets nowhere, and nobody can shut somebody else out. Counts are shared by all
processes, forgotten some time after the last try, and never more than `most`. What was tried is
kept as a digest: people type passwords where names belong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
ATTEMPT = Table(
    "attempt",
    META,
    Column("key", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("free_at", BigInteger, nullable=False),  # second from which the next may be made
    Column("ends", BigInteger, nullable=False, index=True),  # then it is forgotten
)
MOST, SWEPT_EVERY = 50_000, 200
DOUBLINGS = 30  # more of them no bound is beyond


@dataclass(frozen=True)
class Rule:
    """After `free` tries each further one waits 1, 2, 4 … seconds, at most `longest_s`."""

    free: int
    longest_s: int
    forgotten_s: int

    def pause_s(self, tries: int) -> int:
        over = tries - self.free
        return 0 if over < 0 else min(2 ** min(over, DOUBLINGS), self.longest_s)


@dataclass(frozen=True)
class Try:
    """One thing that is counted: of what kind, of whom or from where."""

    kind: str
    of: str
    rule: Rule

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind}\0{self.of}".encode(errors="replace")).hexdigest()


class Attempts(Store):
    """The counts. Moments are whole seconds since 1970."""

    tables: ClassVar = META

    def __init__(self, database: Engine, most: int = MOST, swept_every: int = SWEPT_EVERY) -> None:
        super().__init__(database)
        self._most, self._swept_every, self._calls = most, swept_every, count(1)

    def wait_s(self, tries: Sequence[Try], now: int) -> int:
        """How long the next has to wait; 0: not at all."""
        with reading(self.engine) as db:
            return _wait_s(_rows(db, tries, now), now)

    def take(self, tries: Sequence[Try], now: int) -> int:
        """Counts one more of each before it is known whether it is right, so that many at once are
        many; or none where one has to wait, and for how long."""
        with writing(self.engine) as db:
            alone(db, "docking attempts")
            rows = _rows(db, tries, now)
            wait = _wait_s(rows, now)
            if wait:
                return wait
            db.execute(delete(ATTEMPT).where(ATTEMPT.c.key.in_([each.key for each in tries])))
            for each in tries:
                many = (rows[each.key].tries if each.key in rows else 0) + 1
                pause = each.rule.pause_s(many)
                row = {"key": each.key, "tries": many, "free_at": now + pause}
                ends = now + pause + each.rule.forgotten_s
                db.execute(insert(ATTEMPT).values(**row, ends=ends))
            if next(self._calls) % self._swept_every == 0:
                self._sweep(db, now)
            return 0

    def many(self, of: Try, now: int) -> int:
        """How often it was tried in vain."""
        with reading(self.engine) as db:
            rows = _rows(db, [of], now)
        return int(rows[of.key].tries) if rows else 0

    def forget(self, *tries: Try) -> None:
        """It was right."""
        with writing(self.engine) as db:
            db.execute(delete(ATTEMPT).where(ATTEMPT.c.key.in_([each.key for each in tries])))

    def give_back(self, of: Try) -> None:
        """This one was right; those before it stay counted."""
        values = {"tries": ATTEMPT.c.tries - 1, "free_at": 0}
        with writing(self.engine) as db:
            db.execute(update(ATTEMPT).where(ATTEMPT.c.key == of.key).values(values))

    def _sweep(self, db: Connection, now: int) -> None:
        """What is over goes, and of the others all but those that last longest."""
        db.execute(delete(ATTEMPT).where(ATTEMPT.c.ends <= now))
        oldest = select(ATTEMPT.c.key).order_by(ATTEMPT.c.ends.desc()).offset(self._most)
        db.execute(delete(ATTEMPT).where(ATTEMPT.c.key.in_(oldest)))


def _rows(db: Connection, tries: Sequence[Try], now: int) -> Mapping[str, Any]:
    keys = [each.key for each in tries]
    query = select(ATTEMPT).where(ATTEMPT.c.key.in_(keys), ATTEMPT.c.ends > now)
    return {row.key: row for row in db.execute(query)}


def _wait_s(rows: Mapping[str, Any], now: int) -> int:
    return max([0, *(int(row.free_at) - now for row in rows.values())])
