"""个人 Subjects: whose personal data was erased, and whose is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from domain.administration.subject import SubjectErased, SubjectHeld, SubjectReleased
from domain.core.streams import id_of
from domain.log.entry import Entry
from projections.core.database import reading
from projections.core.view import View

META = MetaData()
SUBJECT = Table(
    "subjects",
    META,
    Column("subject", String(80), primary_key=True),
    Column("erased_at", Integer, nullable=False),  # the position of the last erasure; 0: none
    Column("erased_for", Text, nullable=False),
    Column("held_for", Text, nullable=False),  # "" where it isn't held
)


@dataclass(frozen=True)
class SubjectRow:
    subject: str
    erased_at: int = 0
    erased_for: str = ""
    held_for: str = ""


class Subjects(View):
    name: ClassVar = "subjects"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        kind.name for kind in (SubjectErased, SubjectHeld, SubjectReleased)
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for entry in page:
            subject, event = id_of("subject", entry.stream), entry.event
            here = SUBJECT.c.subject == subject
            before = db.execute(select(SUBJECT).where(here)).mappings().first()
            row = dict(before or vars(SubjectRow(subject)))
            match event:
                case SubjectErased():
                    row |= {"erased_at": entry.position, "erased_for": event.basis}
                case SubjectHeld():
                    row["held_for"] = event.basis
                case SubjectReleased():
                    row["held_for"] = ""
            db.execute(delete(SUBJECT).where(here))
            db.execute(insert(SUBJECT).values(**row))

    def subject(self, id: str) -> SubjectRow:
        with reading(self.engine) as db:
            row = db.execute(select(SUBJECT).where(SUBJECT.c.subject == id)).mappings().first()
        return SubjectRow(**row) if row else SubjectRow(id)

    def erased(self) -> list[SubjectRow]:
        """In the order in which they were."""
        query = select(SUBJECT).where(SUBJECT.c.erased_at > 0).order_by(SUBJECT.c.erased_at)
        with reading(self.engine) as db:
            return [SubjectRow(**row) for row in db.execute(query).mappings()]
