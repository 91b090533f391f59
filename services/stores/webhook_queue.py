"""Webhooks: what a sender of them has to remember beside the log.

Not made from the log, so never rebuilt: the secrets that sign, sealed by the master key, how far
each receiver was sent to, what was tried when, and what was given up. Lost, all would be sent again
from number 1, which a receiver recognizes, once it has set its webhook anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple

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
    update,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.sealing.master import Vault
from services.stores.store import SEALED, Store, place_of

META = MetaData(schema=SECRETS)
SECRET = Table(
    "webhook_secret",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("secret", Text, nullable=False, info=SEALED),
)
FORMER = Table(  # what signs besides for a while, once there is another
    "webhook_former_secret",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("secret", Text, nullable=False, info=SEALED),
    Column("until", Integer, nullable=False),
)
LINE = Table(  # one waiting line for each receiver
    "webhook_line",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("sent", Integer, nullable=False),  # the last number that was sent or given up
    Column("failures", Integer, nullable=False),  # in a row
    Column("next_at", Integer, nullable=False),  # seconds since 1970, as all moments here
    Column("held_until", Integer, nullable=False),
)
ATTEMPT = Table(
    "webhook_attempt",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
)
DEAD = Table(
    "webhook_dead",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("again", Integer, nullable=False),  # 1: somebody wants it sent once more
)
AGAIN = Table(  # what was sent and somebody wants once more
    "webhook_again",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
)
OVERLAP = timedelta(hours=24)  # for which the secret of before signs too


@dataclass(frozen=True)
class DeliveryState:
    """How far a receiver has been sent to, and when it may be tried again."""

    receiver: str
    sent: int
    failures: int
    next_at: int


@dataclass(frozen=True)
class Dead:
    """A message that was given up."""

    receiver: str
    number: int
    at: int
    reason: str
    again: bool


@dataclass(frozen=True)
class Attempt:
    """One try. `outcome` is "" where it went well."""

    number: int
    attempt: int
    at: int
    outcome: str


class Wanted(NamedTuple):
    """A message that somebody wants once more."""

    receiver: str
    number: int


class Webhooks(Store):
    """The tables, beside the log."""

    tables: ClassVar = META

    def __init__(self, database: Engine, vault: Vault) -> None:
        super().__init__(database)
        self._vault = vault

    def keep_secret(self, receiver: str, key: str, secret: str, now: datetime) -> None:
        """In the place of the one before, which signs too until `OVERLAP` is over."""
        with writing(self.engine) as db:
            before = db.execute(select(SECRET).where(SECRET.c.receiver == receiver)).first()
            if before is not None and before.key == key:
                return
            db.execute(delete(SECRET).where(SECRET.c.receiver == receiver))
            if before is not None:
                db.execute(delete(FORMER).where(FORMER.c.receiver == receiver))
                former = self._sealed(FORMER, receiver, self._opened(SECRET, before))
                db.execute(insert(FORMER).values(until=_seconds(now + OVERLAP), **former))
            db.execute(insert(SECRET).values(key=key, **self._sealed(SECRET, receiver, secret)))

    def secret(self, receiver: str, key: str) -> str | None:
        query = select(SECRET).where(SECRET.c.receiver == receiver, SECRET.c.key == key)
        with reading(self.engine) as db:
            row = db.execute(query).first()
        return self._opened(SECRET, row) if row else None

    def secrets(self, receiver: str, key: str, now: datetime) -> tuple[str, ...]:
        """What signs now: the secret that is known by this key, and for a while the one before;
        none where the first isn't known."""
        query = select(FORMER).where(FORMER.c.receiver == receiver, FORMER.c.until > _seconds(now))
        with reading(self.engine) as db:
            former = [self._opened(FORMER, row) for row in db.execute(query)]
        secret = self.secret(receiver, key)
        return (secret, *former) if secret else ()

    def standings(self) -> dict[str, DeliveryState]:
        with reading(self.engine) as db:
            rows = db.execute(select(LINE)).all()
        return {r.receiver: DeliveryState(r.receiver, r.sent, r.failures, r.next_at) for r in rows}

    def hold(self, receiver: str, now: datetime, lease: timedelta) -> DeliveryState | None:
        """The line for us alone until it is let go or the lease is over; None while it is another's
        or nothing may be tried yet."""
        at = _seconds(now)
        with writing(self.engine) as db:
            alone(db)
            line = db.execute(select(LINE).where(LINE.c.receiver == receiver)).first()
            if line is None:
                nothing = {"sent": 0, "failures": 0, "next_at": 0}
                until = _seconds(now + lease)
                db.execute(insert(LINE).values(receiver=receiver, held_until=until, **nothing))
                return DeliveryState(receiver, 0, 0, 0)
            if line.held_until > at:
                return None
            held = {"held_until": _seconds(now + lease)}
            db.execute(update(LINE).where(LINE.c.receiver == receiver).values(**held))
            return DeliveryState(receiver, line.sent, line.failures, line.next_at)

    def let_go(self, receiver: str) -> None:
        self._set(receiver, held_until=0)

    def went(self, receiver: str, number: int, now: datetime) -> None:
        """It was sent: the next may go."""
        with writing(self.engine) as db:
            _note(db, receiver, number, now, "")
            advance = update(LINE).where(LINE.c.receiver == receiver)
            db.execute(advance.values(sent=number, failures=0, next_at=0))

    def failed(self, receiver: str, number: int, now: datetime, why: str, then: datetime) -> None:
        """It wasn't: it is tried again then."""
        with writing(self.engine) as db:
            _note(db, receiver, number, now, why)
            _count(db, receiver, then)

    def gave_up(self, receiver: str, number: int, now: datetime, why: str, then: datetime) -> None:
        """It wasn't, for the last time: then the next is tried."""
        with writing(self.engine) as db:
            _note(db, receiver, number, now, why)
            _count(db, receiver, then)
            advance = update(LINE).where(LINE.c.receiver == receiver)
            db.execute(advance.values(sent=number))
            dead = {"receiver": receiver, "number": number, "at": _seconds(now), "reason": why}
            db.execute(insert(DEAD).values(again=0, **dead))

    def begin_anew(self, receiver: str) -> None:
        """The receiver has another address or another secret: what failed before says nothing."""
        self._set(receiver, failures=0, next_at=0)

    def dead(self, receiver: str | None = None) -> list[Dead]:
        query = select(DEAD).order_by(DEAD.c.receiver, DEAD.c.number)
        if receiver is not None:
            query = query.where(DEAD.c.receiver == receiver)
        with reading(self.engine) as db:
            return [
                Dead(row.receiver, row.number, row.at, row.reason, bool(row.again))
                for row in db.execute(query)
            ]

    def again(self, receiver: str, numbers: Iterable[int]) -> None:
        """Let dead messages be sent once more, as soon as anything is sent."""
        condition = (DEAD.c.receiver == receiver) & DEAD.c.number.in_(list(numbers))
        with writing(self.engine) as db:
            db.execute(update(DEAD).where(condition).values(again=1))

    def replayed(self, receiver: str, number: int, now: datetime, why: str) -> None:
        """What became of a dead message that was sent once more: gone, or dead for a new reason."""
        condition = (DEAD.c.receiver == receiver) & (DEAD.c.number == number)
        with writing(self.engine) as db:
            _note(db, receiver, number, now, why)
            if why:
                changed = {"again": 0, "reason": why, "at": _seconds(now)}
                db.execute(update(DEAD).where(condition).values(**changed))
            else:
                db.execute(delete(DEAD).where(condition))

    def send_again(self, receiver: str, first: int, last: int) -> int:
        """Let what was sent, from one number to another, be sent once more; returns how much of it
        was."""
        with writing(self.engine) as db:
            sent = select(LINE.c.sent).where(LINE.c.receiver == receiver)
            last = min(last, db.execute(sent).scalar() or 0)
            asked = (AGAIN.c.receiver == receiver) & AGAIN.c.number.between(first, last)
            db.execute(delete(AGAIN).where(asked))
            dead = (DEAD.c.receiver == receiver) & DEAD.c.number.between(first, last)
            given_up = set(db.execute(select(DEAD.c.number).where(dead)).scalars())
            db.execute(update(DEAD).where(dead).values(again=1))
            numbers = range(first, last + 1)
            rows = [{"receiver": receiver, "number": n} for n in numbers if n not in given_up]
            if rows:
                db.execute(insert(AGAIN), rows)
            return len(numbers)

    def wanted_again(self, receiver: str | None = None, most: int | None = None) -> list[Wanted]:
        """Of one receiver, or of all, in the order of their numbers."""
        query = select(AGAIN).order_by(AGAIN.c.receiver, AGAIN.c.number).limit(most)
        if receiver is not None:
            query = query.where(AGAIN.c.receiver == receiver)
        with reading(self.engine) as db:
            return [Wanted(row.receiver, row.number) for row in db.execute(query)]

    def sent_again(self, receiver: str, number: int, now: datetime, why: str) -> None:
        """It was tried once more. Where it wasn't taken those behind it are left too: whoever is
        down isn't waited for a second time."""
        with writing(self.engine) as db:
            _note(db, receiver, number, now, why)
            done = AGAIN.c.receiver == receiver
            db.execute(delete(AGAIN).where(done if why else done & (AGAIN.c.number == number)))

    def attempts(self, receiver: str, first: int = 0, last: int | None = None) -> list[Attempt]:
        """In the order of their numbers, from one to another."""
        query = select(ATTEMPT).where(ATTEMPT.c.receiver == receiver, ATTEMPT.c.number >= first)
        if last is not None:
            query = query.where(ATTEMPT.c.number <= last)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(ATTEMPT.c.number, ATTEMPT.c.attempt)).all()
        return [Attempt(row.number, row.attempt, row.at, row.outcome) for row in rows]

    def _sealed(self, table: Table, receiver: str, secret: str) -> dict[str, str]:
        place = place_of(table.c.secret, {"receiver": receiver})
        return {"receiver": receiver, "secret": self._vault.seal(secret, *place)}

    def _opened(self, table: Table, row: Any) -> str:
        place = place_of(table.c.secret, {"receiver": row.receiver})
        return self._vault.open(row.secret, *place)

    def _set(self, receiver: str, **values: int) -> None:
        with writing(self.engine) as db:
            db.execute(update(LINE).where(LINE.c.receiver == receiver).values(**values))


def _note(db: Connection, receiver: str, number: int, now: datetime, outcome: str) -> None:
    condition = (ATTEMPT.c.receiver == receiver) & (ATTEMPT.c.number == number)
    last = db.execute(
        select(ATTEMPT.c.attempt).where(condition).order_by(ATTEMPT.c.attempt.desc()).limit(1)
    ).scalar()
    row = {"receiver": receiver, "number": number, "attempt": (last or 0) + 1}
    db.execute(insert(ATTEMPT).values(at=_seconds(now), outcome=outcome, **row))


def _count(db: Connection, receiver: str, then: datetime) -> None:
    advance = update(LINE).where(LINE.c.receiver == receiver)
    db.execute(advance.values(failures=LINE.c.failures + 1, next_at=_seconds(then)))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
