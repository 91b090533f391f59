"""认得的设备 Known devices: from which browsers each user has signed in before.

A browser keeps a token of its own for a year; kept here is its digest, beside each user who signed
in from it. Who comes from a known device has tries of his own: another's guesses don't make him
wait. Lost, people are strangers once more, and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, insert, select, update

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
DEVICE = Table(
    "known_device",
    META,
    Column("digest", String(64), primary_key=True),
    Column("user", String(64), primary_key=True, index=True),
    Column("used", BigInteger, nullable=False),  # when last signed in from, in seconds
)
LASTS_S = 365 * 24 * 3600
MOST = 20  # of a user; the latest


class KnownDevices(Store):
    tables: ClassVar = META

    def knows(self, digest: str, user: str, now: int) -> bool:
        here = (DEVICE.c.digest == digest) & (DEVICE.c.user == user)
        with reading(self.engine) as db:
            used = db.execute(select(DEVICE.c.used).where(here)).scalar()
        return used is not None and used > now - LASTS_S

    def remember(self, digest: str, user: str, now: int, before: str = "") -> None:
        """`before`: the digest that this browser had. It is good no more: whoever planted the token
        in somebody's browser has nothing of it."""
        theirs = DEVICE.c.user == user
        with writing(self.engine) as db:
            alone(db, "docking devices")
            db.execute(delete(DEVICE).where(DEVICE.c.used <= now - LASTS_S))
            db.execute(update(DEVICE).where(DEVICE.c.digest == before).values(digest=digest))
            db.execute(delete(DEVICE).where(theirs, DEVICE.c.digest == digest))
            db.execute(insert(DEVICE).values(digest=digest, user=user, used=now))
            latest = select(DEVICE.c.digest).where(theirs).order_by(DEVICE.c.used.desc())
            old = [digest for (digest,) in db.execute(latest.offset(MOST))]
            db.execute(delete(DEVICE).where(theirs, DEVICE.c.digest.in_(old)))

    def forget(self, user: str, digest: str | None = None) -> None:
        """One of a user's devices, or all."""
        which = DEVICE.c.digest == digest if digest else DEVICE.c.digest != ""
        with writing(self.engine) as db:
            db.execute(delete(DEVICE).where(DEVICE.c.user == user, which))
