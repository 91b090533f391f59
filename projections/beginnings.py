"""起步 Beginnings: what a county has begun with, asked of the rows that other views keep."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, exists, select

from domain.core.command import Role
from projections.administration.activations import SLIP
from projections.administration.users import USER
from projections.core.database import reading
from projections.parties.parties import PARTY
from projections.postings.posting_table import POSTING
from projections.sessions.sessions import SESSION


@dataclass(frozen=True)
class Beginnings:
    """Over the database of the views, which must have caught up."""

    engine: Engine

    def made(self) -> dict[str, bool]:
        """Of each first step whether it was made once. Each question ends at the first row."""
        organizer = (USER.c.role == Role.ORGANIZER.value) & (USER.c.ready == 1)
        signs_in = (USER.c.party != "") & (USER.c.ready == 1)
        enterprise = PARTY.c.roles.contains(f" {Role.ENTERPRISE.value} ", autoescape=True)
        offered = (POSTING.c.side == "offering") & (POSTING.c.status == "published")
        asked = {
            "office": exists().where(USER.c.until.is_(None), organizer),
            "parties": exists().where(PARTY.c.until.is_(None), enterprise),
            "accounts": exists().where(USER.c.until.is_(None), signs_in)
            | exists().where(SLIP.c.until.is_(None), SLIP.c.id.startswith("party:")),
            "offerings": exists().where(POSTING.c.until.is_(None), offered),
            "sessions": exists().where(SESSION.c.until.is_(None), SESSION.c.id != ""),
        }
        with reading(self.engine) as db:
            row = db.execute(select(*(question.label(name) for name, question in asked.items())))
            return {name: bool(value) for name, value in row.mappings().one().items()}
