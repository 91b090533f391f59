"""A store: tables beside the log, in the database of the views, that are never rebuilt."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from sqlalchemy import Engine, MetaData

from projections.core.database import alone, writing


class Store:
    """Its tables are made by whoever asks first; two processes that do so at once take turns."""

    tables: ClassVar[MetaData]

    def __init__(self, database: Engine) -> None:
        self._database = database

    @cached_property
    def engine(self) -> Engine:
        with writing(self._database) as db:
            alone(db)
            self.tables.create_all(db)
        return self._database
