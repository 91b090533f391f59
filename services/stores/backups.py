"""Backups that were made: when, up to where in the log, and where their files went.

That a backup was made is no fact about the county, and an event for it would be missing from it:
so it is noted beside the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, insert, select

from projections.core.database import SECRETS, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
BACKUP = Table(
    "backup_made",
    META,
    Column("id", String(40), primary_key=True),
    Column("at", String(32), nullable=False, index=True),  # ISO 8601, UTC
    Column("position", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
)
KEYS_DAYS = 30  # after which a file of keys opens nothing any more
LATEST = 400  # so many are looked through for keys that should be gone


def keys_of(path: Path) -> Path:
    """Where the keys of a backup lie."""
    return path.with_name(f"{path.name}.keys")


@dataclass(frozen=True)
class BackupMade:
    """A backup of `at`, whose keys lie in `path` with `.keys` behind it."""

    id: str
    at: str
    position: int
    size: int
    path: str

    @property
    def keys(self) -> Path:
        return keys_of(Path(self.path))

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


class Backups(Store):
    tables: ClassVar = META

    def note(self, made: BackupMade) -> None:
        with writing(self.engine) as db:
            db.execute(insert(BACKUP).values(**vars(made)))

    def latest(self) -> list[BackupMade]:
        """The latest first."""
        query = select(BACKUP).order_by(BACKUP.c.at.desc()).limit(LATEST)
        with reading(self.engine) as db:
            return [BackupMade(**row) for row in db.execute(query).mappings()]
