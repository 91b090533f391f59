"""配额 Quotas: how much of something each has had in a minute, counted for all processes."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, delete, insert, select
from sqlalchemy import update as updating

from projections.core.database import SECRETS, alone, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
QUOTA = Table(
    "quota",
    META,
    Column("key", String(120), primary_key=True),
    Column("minute", BigInteger, nullable=False),  # since 1970
    Column("taken", Integer, nullable=False),
)


class Quotas(Store):
    """One row for each; that of a minute before says nothing."""

    tables: ClassVar = META

    def take(self, key: str, minute: int, many: int) -> int:
        """Takes so many more; how many were taken in this minute before."""
        with writing(self.engine) as db:
            alone(db, "docking quotas")
            row = db.execute(select(QUOTA).where(QUOTA.c.key == key)).one_or_none()
            if row is None:
                db.execute(delete(QUOTA).where(QUOTA.c.minute < minute))
                db.execute(insert(QUOTA).values(key=key, minute=minute, taken=many))
                return 0
            before = int(row.taken) if row.minute == minute else 0
            values = {"minute": minute, "taken": before + many}
            db.execute(updating(QUOTA).where(QUOTA.c.key == key).values(**values))
            return before
