"""A store: tables beside the log, in the database of the views, that are never rebuilt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, MetaData, Table, delete, insert, select

from projections.core.database import alone, writing


class Store:
    """Its tables are made by whoever asks first; two processes that do so at once take turns."""

    tables: ClassVar[MetaData]

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._has_tables = False

    @property
    def engine(self) -> Engine:
        self.make_tables()
        return self._database

    def make_tables(self) -> None:
        """Where that isn't done yet; for a question, too, that is put within another's."""
        if not self._has_tables:
            with writing(self._database) as db:
                alone(db)
                self.tables.create_all(db)
            self._has_tables = True


def keep_of_user(
    db: Connection, table: Table, row: Mapping[str, Any], *, since: int, most: int
) -> None:
    """Put a row in the place of the one with its user and id. What is older than `since` goes,
    whosever it is, and of the user's all but the latest `most`."""
    alone(db)  # what is sent twice at once
    theirs = table.c.user == row["user"]
    db.execute(delete(table).where(table.c.at < since))
    db.execute(delete(table).where(theirs, table.c.id == row["id"]))
    db.execute(insert(table).values(**row))
    latest = select(table.c.id).where(theirs).order_by(table.c.at.desc())
    old = [id for (id,) in db.execute(latest.offset(most))]
    db.execute(delete(table).where(theirs, table.c.id.in_(old)))
