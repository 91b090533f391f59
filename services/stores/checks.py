"""核对 Checks: how far the slow look through the log came, and what it found.

Not made from the log: it says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Integer, MetaData, Table, Text, delete, insert, select

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
CHECK = Table(
    "log_check",
    META,
    Column("id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),  # up to where this look through has come
    Column("running", Integer, nullable=False),  # faults that it has found
    Column("first", Text, nullable=False),  # the first of them, in words; "" for none
    Column("ended", Integer, nullable=False),  # second in which the last whole look ended; 0: never
    Column("faults", Integer, nullable=False),  # what that one has found
    Column("reason", Text, nullable=False),
)


@dataclass(frozen=True)
class Check:
    position: int = 0
    running: int = 0
    first: str = ""
    ended: int = 0
    faults: int = 0
    reason: str = ""

    @property
    def wrong(self) -> str:
        """What is wrong as far as anybody knows, in words; "" for nothing."""
        return self.first or self.reason


class Checks(Store):
    tables: ClassVar = META

    def standing(self) -> Check:
        with reading(self.engine) as db:
            row = db.execute(select(CHECK)).mappings().first()
        fields: Mapping[str, Any] = {k: v for k, v in (row or {}).items() if k != "id"}
        return Check(**fields)

    def keep(self, check: Check) -> None:
        with writing(self.engine) as db:
            alone(db, "docking log check")
            db.execute(delete(CHECK))
            db.execute(insert(CHECK).values(id=1, **vars(check)))
