"""第二因素 Second factors: secrets of one-time codes, and what recovery codes are checked by.

`secret` is sealed by the master key, written by `_keep` and read by `_secret`, and nowhere else. A
code's time step is used once: the later one wins, in whichever process. Lost, people set theirs up
anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
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

from projections.core.database import SECRETS, alone, reading, writing
from services.sealing.master import Vault
from services.stores.store import SEALED, Store, place_of

META = MetaData(schema=SECRETS)
SECOND_FACTOR = Table(
    "second_factor",
    META,
    Column("user", String(64), primary_key=True),
    Column("state", String(10), primary_key=True),  # pending until a code of it was shown; set
    Column("secret", Text, nullable=False, info=SEALED),  # base32
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

    def __init__(self, database: Engine, vault: Vault) -> None:
        super().__init__(database)
        self._vault = vault

    def propose(self, user: str, secret: str, now: int) -> None:
        """One that isn't used until it is confirmed; the one in use stays until then."""
        with writing(self.engine) as db:
            alone(db, "docking second factors")
            self._keep(db, user, PENDING, secret, since=now, last_step=0)

    def pending(self, user: str, since: int) -> str | None:
        """What was proposed, not before that second."""
        with reading(self.engine) as db:
            return self._secret(db, user, PENDING, since)

    def confirm(self, user: str, step: int, hashes: Sequence[str], now: int) -> bool:
        """What is pending is in use from now on, with these recovery codes; whether it was."""
        with writing(self.engine) as db:
            alone(db, "docking second factors")
            secret = self._secret(db, user, PENDING, 0)
            if secret is None:
                return False
            db.execute(delete(SECOND_FACTOR).where(_row(user, PENDING)))
            self._keep(db, user, SET, secret, since=now, last_step=step)
            db.execute(delete(RECOVERY).where(RECOVERY.c.user == user))
            rows = [{"user": user, "place": n, "hash": made} for n, made in enumerate(hashes)]
            db.execute(insert(RECOVERY), rows)
            return True

    def secret(self, user: str) -> str | None:
        """Of who has one in use."""
        with reading(self.engine) as db:
            return self._secret(db, user, SET, 0)

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

    def _keep(
        self, db: Connection, user: str, state: str, secret: str, *, since: int, last_step: int
    ) -> None:
        """In the place of the one before."""
        db.execute(delete(SECOND_FACTOR).where(_row(user, state)))
        row = {"user": user, "state": state}
        sealed = self._vault.seal(secret, *place_of(SECOND_FACTOR.c.secret, row))
        values = {"secret": sealed, "since": since, "last_step": last_step}
        db.execute(insert(SECOND_FACTOR).values(**row, **values))

    def _secret(self, db: Connection, user: str, state: str, since: int) -> str | None:
        here = _row(user, state), SECOND_FACTOR.c.since >= since
        sealed = db.execute(select(SECOND_FACTOR.c.secret).where(*here)).scalar()
        place = place_of(SECOND_FACTOR.c.secret, {"user": user, "state": state})
        return self._vault.open(sealed, *place) if sealed else None


def _row(user: str, state: str) -> ColumnElement[bool]:
    return (SECOND_FACTOR.c.user == user) & (SECOND_FACTOR.c.state == state)
