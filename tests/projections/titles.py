"""A view for tests: the titles of all drafts, each once, but it can't bear 过桥."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from domain.postings.need import NeedDrafted
from projections.core.database import reading
from projections.core.view import View
from tests.examples import content
from tests.logbook import Logbook

TITLES = MetaData()
TITLE = Table(
    "title",
    TITLES,
    Column("position", Integer, primary_key=True),
    Column("title", String, unique=True),
)


class Titles(View):
    name: ClassVar = "titles"
    version: ClassVar = 1
    tables: ClassVar = TITLES
    listens: ClassVar = frozenset({"need.drafted"})

    def apply(self, db, page):
        for entry in page:
            db.execute(
                insert(TITLE).values(position=entry.position, title=entry.event.content.title)
            )
            if "过桥" in entry.event.content.title:
                raise ValueError("过桥")

    def titles(self):
        with reading(self.engine) as db:
            return list(db.execute(select(TITLE.c.title).order_by(TITLE.c.position)).scalars())


def drafts(*titles):
    """A log of one draft after the other."""
    return Logbook(
        *(
            (f"need-{n}", NeedDrafted(party="e001", content=content(title=title)))
            for n, title in enumerate(titles)
        )
    )
