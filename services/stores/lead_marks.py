"""Which leads somebody has opened: a mark of one person, beside the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import Column, MetaData, Select, String, Table, insert, select
from sqlalchemy.exc import IntegrityError

from projections.core.database import SECRETS, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
OPENED = Table(
    "lead_opened",
    META,
    Column("user", String(64), primary_key=True),
    Column("lead", String(64), primary_key=True),
)


class LeadMarks(Store):
    """The table, beside the log."""

    tables: ClassVar = META

    def open(self, user: str, lead: str) -> bool:
        """Whether this is the first time."""
        if lead in self.opened(user, [lead]):
            return False
        try:
            with writing(self.engine) as db:
                db.execute(insert(OPENED).values(user=user, lead=lead))
        except IntegrityError:  # he has opened it twice at once
            return False
        return True

    def opened(self, user: str, leads: Iterable[str]) -> frozenset[str]:
        """Those of these that he has opened."""
        here = (OPENED.c.user == user) & OPENED.c.lead.in_(list(leads))
        with reading(self.engine) as db:
            return frozenset(db.execute(select(OPENED.c.lead).where(here)).scalars())

    def all_of(self, user: str) -> Select[tuple[str]]:
        """The question which he has opened, for a list to ask."""
        self.make_tables()
        return select(OPENED.c.lead).where(OPENED.c.user == user)
