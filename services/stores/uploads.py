"""Uploads: files that somebody is about to import, and what was settled of them meanwhile.

Each belongs to its user: an id says nothing to anybody else. A file is kept for a day. Once its
rows were taken, what was left of it stands in its place, to be fetched. Moments are whole seconds
since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    select,
    update,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store, keep_of_user

SECONDS = 86_400
MOST = 5  # of one user: the oldest goes

META = MetaData(schema=SECRETS)
UPLOAD = Table(
    "import_upload",
    META,
    Column("user", String(64), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("settled", Text, nullable=False),  # JSON
    Column("outcome", Text, nullable=False),  # JSON, "null" until its rows are taken
    Column("at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True)
class Upload:
    """`name` as its sender calls it; `settled` how it is to be read; `outcome` what became of its
    rows, None until they are taken; `body` is then what was left, empty where nothing was."""

    id: str
    name: str
    body: bytes
    settled: Mapping[str, Any] = field(default_factory=dict)
    outcome: Mapping[str, Any] | None = None
    at: int = 0


class Uploads(Store):
    """The table, beside the log."""

    tables: ClassVar = META
    typed: ClassVar = True

    def keep(self, user: str, upload: Upload) -> None:
        """In the place of what it was before; what is too old goes, whosever it is."""
        row = {"user": user, "id": upload.id, "name": upload.name[-200:], "body": upload.body}
        row |= _texts(upload)
        with writing(self.engine) as db:
            keep_of_user(db, UPLOAD, row | {"at": upload.at}, since=upload.at - SECONDS, most=MOST)

    def settle(self, user: str, upload: Upload) -> None:
        """What was settled of it, and nothing else; nothing of one that is gone or was taken."""
        rows = update(UPLOAD).where(
            UPLOAD.c.user == user, UPLOAD.c.id == upload.id, UPLOAD.c.outcome == "null"
        )
        with writing(self.engine) as db:
            db.execute(rows.values(settled=_texts(upload)["settled"]))

    def upload(self, user: str, id: str, since: int) -> Upload | None:
        """The one of that id, if it was kept since then."""
        query = select(UPLOAD).where(UPLOAD.c.user == user, UPLOAD.c.id == id, UPLOAD.c.at >= since)
        with reading(self.engine) as db:
            row = db.execute(query).first()
        return _read(row) if row else None

    def of_import(self, user: str, id: str, since: int) -> Upload | None:
        """The one whose rows were taken as this import, if it was kept since then."""
        query = select(UPLOAD).where(
            UPLOAD.c.user == user, UPLOAD.c.at >= since, UPLOAD.c.outcome != "null"
        )
        with reading(self.engine) as db:
            uploads = [_read(row) for row in db.execute(query)]
        return next(
            (each for each in uploads if each.outcome and each.outcome["import"] == id), None
        )

    def remove_where(self, holds: Callable[[bytes, str], bool]) -> None:
        """Whosever they are, by what is in them and what was settled of them."""
        with writing(self.engine) as db:
            alone(db)
            for row in db.execute(select(UPLOAD)).all():
                if holds(bytes(row.body), f"{row.name}\n{row.settled}\n{row.outcome}"):
                    theirs = (UPLOAD.c.user == row.user) & (UPLOAD.c.id == row.id)
                    db.execute(delete(UPLOAD).where(theirs))


def _texts(upload: Upload) -> dict[str, str]:
    pairs = {"settled": upload.settled, "outcome": upload.outcome}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in pairs.items()}


def _read(row: Any) -> Upload:
    settled, outcome = json.loads(row.settled), json.loads(row.outcome)
    return Upload(row.id, row.name, bytes(row.body), settled, outcome, row.at)
