"""草稿 Drafts: what somebody has begun to write, beside the log and never in it.

Each belongs to its user: an id says nothing to anybody else. A draft is kept for `DAYS` days after
it was last written in. Moments are whole seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    String,
    Table,
    Text,
    delete,
    select,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store, keep_of_user

DAYS = 30
MOST = 50  # of one user: the oldest goes

META = MetaData(schema=SECRETS)
DRAFT = Table(
    "form_draft",
    META,
    Column("user", String(64), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("revises", String(80), nullable=False),
    Column("sent", Text, nullable=False),  # JSON
    Column("at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True)
class KeptDraft:
    """`kind` of posting ("bank.need"), "" while nobody has said it; `revises` is the stream of what
    it changes; `sent` are the fields as they were sent, each with its values."""

    id: str
    kind: str = ""
    revises: str = ""
    sent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: int = 0

    def field(self, name: str) -> str:
        """A field's last value; "" where it was never sent."""
        return (self.sent.get(name) or ("",))[-1]


class Drafts(Store):
    """The table, beside the log."""

    tables: ClassVar = META
    typed: ClassVar = True

    def keep(self, user: str, draft: KeptDraft) -> None:
        """In the place of what it said before; what is too old goes, whosever it is."""
        row = {"user": user, "id": draft.id, "kind": draft.kind, "revises": draft.revises}
        row |= {"sent": json.dumps(draft.sent, ensure_ascii=False)}
        since = draft.at - DAYS * 86_400
        with writing(self.engine) as db:
            keep_of_user(db, DRAFT, row | {"at": draft.at}, since=since, most=MOST)

    def draft(self, user: str, id: str) -> KeptDraft | None:
        query = select(DRAFT).where(DRAFT.c.user == user, DRAFT.c.id == id)
        with reading(self.engine) as db:
            row = db.execute(query).first()
        return _read(row) if row else None

    def of(self, user: str, since: int) -> list[KeptDraft]:
        """What the user has written in since then, the latest first."""
        query = select(DRAFT).where(DRAFT.c.user == user, DRAFT.c.at >= since)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(query.order_by(DRAFT.c.at.desc()))]

    def drop(self, user: str, id: str) -> None:
        with writing(self.engine) as db:
            db.execute(delete(DRAFT).where(DRAFT.c.user == user, DRAFT.c.id == id))

    def remove_where(self, holds: Callable[[str], bool]) -> None:
        """Whosever they are."""
        with writing(self.engine) as db:
            alone(db)
            for row in db.execute(select(DRAFT)).all():
                if holds(row.sent):
                    theirs = (DRAFT.c.user == row.user) & (DRAFT.c.id == row.id)
                    db.execute(delete(DRAFT).where(theirs))


def _read(row: Any) -> KeptDraft:
    sent = {name: tuple(values) for name, values in json.loads(row.sent).items()}
    return KeptDraft(row.id, row.kind, row.revises, sent, row.at)
