"""A store: tables beside the log, in the database of the views, that are never rebuilt."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Engine, MetaData

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
