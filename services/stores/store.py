"""A store: tables beside the log, in a database or schema of their own, that are never rebuilt.

A column with `info=SEALED` holds texts sealed by the master key, each for its table, row and
column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    insert,
    select,
)

from projections.core.database import alone, writing

SEALED = {"sealed": True}


class Store:
    """Its tables are made by whoever asks first; two processes that do so at once take turns.

    `typed`: they hold what somebody typed, sealed under nobody's key; so a backup keeps them under
    one that lies with the keys of the subjects, and goes with them.
    """

    tables: ClassVar[MetaData]
    typed: ClassVar[bool] = False

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


def blank_of(column: Column[Any]) -> Any:
    """What a column holds where an older program wrote nothing."""
    if isinstance(column.type, Integer):
        return 0
    return b"" if isinstance(column.type, LargeBinary) else ""


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


def place_of(column: Column[Any], row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a sealed text is bound to: the table, the row and the column."""
    key = (str(row[each.name]) for each in column.table.primary_key)
    return (column.table.name, *key, column.name)


def sealed_columns(table: Table, row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of a row's columns that are sealed, with the place of each."""
    for column in table.columns:
        if column.info.get("sealed"):
            yield column.name, place_of(column, row)
