"""第二因素 Second factors: secrets of one-time codes, and what recovery codes are checked by.

`secret` is written by `propose` and read by `_secret`, and nowhere else. A code's time step is used
once: the later one wins, in whichever process. Lost, people set theirs up anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from projections.core.database import alone, reading, writing
from services.stores.store import Store

META = MetaData()
SECOND_FACTOR = Table(
    "second_factor",
    META,
    Column("user", String(64), primary_key=True),
    Column("state", String(10), primary_key=True),  # pending until a code of it was shown; set
    Column("secret", Text, nullable=False),  # base32
    Column("since", BigInteger, nullable=False),
    Column("last_step", BigInteger, nullable=False),  # of the code that was used last
)
RECOVERY = Table(
    "recovery_code",
    META,
    Column("user", String(64), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("hash", Text, nullable=False),  # argon2's own text
)
PENDING, SET = "pending", "set"


class SecondFactors(Store):
    tables: ClassVar = META

    def propose(self, user: str, secret: str, now: int) -> None:
        """One that isn't used until it is confirmed; the one in use stays until then."""
        with writing(self.engine) as db:
            alone(db, "docking second factors")
            db.execute(delete(SECOND_FACTOR).where(_row(user, PENDING)))
            row = {"user": user, "state": PENDING, "secret": secret}
            db.execute(insert(SECOND_FACTOR).values(since=now, last_step=0, **row))

    def pending(self, user: str, since: int) -> str | None:
        """What was proposed, not before that second."""
        return self._secret(user, PENDING, since)

    def confirm(self, user: str, step: int, hashes: Sequence[str], now: int) -> bool:
        """What is pending is in use from now on, with these recovery codes; whether it was."""
        with writing(self.engine) as db:
            alone(db, "docking second factors")
            if not db.execute(select(SECOND_FACTOR.c.user).where(_row(user, PENDING))).first():
                return False
            db.execute(delete(SECOND_FACTOR).where(_row(user, SET)))
            values = {"state": SET, "last_step": step, "since": now}
            db.execute(update(SECOND_FACTOR).where(_row(user, PENDING)).values(values))
            db.execute(delete(RECOVERY).where(RECOVERY.c.user == user))
            rows = [{"user": user, "place": n, "hash": made} for n, made in enumerate(hashes)]
            db.execute(insert(RECOVERY), rows)
            return True

    def secret(self, user: str) -> str | None:
        """Of who has one in use."""
        return self._secret(user, SET, 0)

    def since(self, user: str) -> int | None:
        """From which second on it is in use; None: not at all."""
        with reading(self.engine) as db:
            return db.execute(select(SECOND_FACTOR.c.since).where(_row(user, SET))).scalar()

    def use_step(self, user: str, step: int) -> bool:
        """Whether this time step is later than any that was used; from now on it is used."""
        later = SECOND_FACTOR.c.last_step < step
        change = update(SECOND_FACTOR).where(_row(user, SET), later).values(last_step=step)
        with writing(self.engine) as db:
            return bool(db.execute(change).rowcount)

    def recovery_hash(self, user: str, place: int) -> str | None:
        with reading(self.engine) as db:
            here = (RECOVERY.c.user == user) & (RECOVERY.c.place == place)
            return db.execute(select(RECOVERY.c.hash).where(here)).scalar()

    def use_recovery(self, user: str, place: int) -> bool:
        """Whether it was there; it is no more."""
        here = (RECOVERY.c.user == user) & (RECOVERY.c.place == place)
        with writing(self.engine) as db:
            return bool(db.execute(delete(RECOVERY).where(here)).rowcount)

    def recoveries_left(self, user: str) -> int:
        many = select(func.count()).select_from(RECOVERY).where(RECOVERY.c.user == user)
        with reading(self.engine) as db:
            return db.execute(many).scalar() or 0

    def remove(self, user: str) -> None:
        with writing(self.engine) as db:
            db.execute(delete(SECOND_FACTOR).where(SECOND_FACTOR.c.user == user))
            db.execute(delete(RECOVERY).where(RECOVERY.c.user == user))

    def _secret(self, user: str, state: str, since: int) -> str | None:
        query = select(SECOND_FACTOR.c.secret).where(
            _row(user, state), SECOND_FACTOR.c.since >= since
        )
        with reading(self.engine) as db:
            return db.execute(query).scalar()


def _row(user: str, state: str) -> ColumnElement[bool]:
    return (SECOND_FACTOR.c.user == user) & (SECOND_FACTOR.c.state == state)
