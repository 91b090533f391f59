"""How fast a view takes the log in beside the bare upsert of the rows it ends with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import select

from domain.core.event import Event
from domain.log.entry import Entry, Line, line
from domain.postings.content import Content
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.terms import BankNeed
from projections.core.database import open_views, reading
from projections.postings.market import Market
from projections.postings.posting_table import POSTING

PAGE = 500
TEXT = "原贷款下月到期，原材料备货占用资金较多，需要短期倒贷周转，续贷已获原贷款银行同意。"


def sqlite_project500(files: Path, blocks: int) -> None:
    """Pages of 500 events into the market, beside 500 upserts of the rows that come of them.

    Both commit once a page with the same durability; ours also reads the bytes of the log, folds
    them and keeps history.
    """
    lines = [line(entry) for entry in entries(blocks * PAGE)]
    with (
        closing(open_views_at(files / "market.db")) as market,
        closing(sqlite3.connect(files / "bare-views.db", isolation_level=None)) as bare,
    ):
        begin(bare)
        seconds: list[tuple[float, float]] = []
        for start in range(0, len(lines), PAGE):
            page = lines[start : start + PAGE]
            began = perf_counter()
            market.view.catch_up(partial(unread, page))
            ours = perf_counter() - began
            rows = market.rows(page)
            began = perf_counter()
            upsert(bare, rows)
            seconds.append((ours, perf_counter() - began))
    ratio = median(theirs / ours for ours, theirs in seconds)
    print(f"log.sqlite.project500: {PAGE / median(s for s, _ in seconds):,.0f} events/s projected")
    print(
        f"log.sqlite.project500: {PAGE / median(s for _, s in seconds):,.0f} rows/s upserted bare"
    )
    print(f"figure log.sqlite.project500.ratio {ratio:.3f}")


class open_views_at:  # noqa: N801 (used as a function)
    """A market in a file of its own."""

    def __init__(self, path: Path) -> None:
        self.engine = open_views(f"sqlite:///{path}")
        self.view = Market(self.engine)

    def rows(self, page: list[Line]) -> list[tuple[Any, ...]]:
        """The rows that came of a page, as the view stored them."""
        first, last = page[0].position, page[-1].position
        with reading(self.engine) as db:
            query = select(POSTING).where(POSTING.c.since.between(first, last))
            return [tuple(row) for row in db.execute(query)]

    def close(self) -> None:
        self.engine.dispose()


def unread(page: list[Line], after: int, limit: int) -> list[Line]:
    return [kept for kept in page if kept.position > after][:limit]


def begin(bare: sqlite3.Connection) -> None:
    """A table of what stands today, with the columns and indexes of ours."""
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = NORMAL")
    columns = ", ".join(f"{column.name} {column.type}" for column in POSTING.columns)
    bare.execute(f"CREATE TABLE posting ({columns}, PRIMARY KEY (side, id))")
    for name in ("until", "party", "track"):
        bare.execute(f"CREATE INDEX posting_{name} ON posting ({name})")


def upsert(bare: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    names = [column.name for column in POSTING.columns]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names)
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO posting VALUES ({marks}) ON CONFLICT DO UPDATE SET {changed}"
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(statement, rows)
    bare.execute("COMMIT")


def entries(count: int) -> Iterator[Entry]:
    """Needs that are drafted, submitted and published, one step of each after the other."""
    at = datetime(2026, 3, 2, 4, tzinfo=UTC)
    for position in range(1, count + 1):
        number, step = divmod(position - 1, 3)
        yield Entry(
            stream=f"need-n{number:06}",
            version=step + 1,
            event=event(number, step),
            id=f"01890000-0000-7000-8000-{position:012}",
            recorded_at=at,
            effective_on=date(2026, 3, 2),
            actor="office-1",
            role="organizer",
            source="benchmark",
            correlation=f"01890000-0000-7000-8000-{position:012}",
            position=position,
        )


def event(number: int, step: int) -> Event:
    if step:
        return NeedSubmitted() if step == 1 else NeedPublished()
    content = Content(
        track="bank",
        title=f"申请倒贷资金 {number}",
        text=TEXT,
        regions=("411025",),
        industries=("C3531",),
        valid_from=date(2026, 3, 1),
        valid_through=date(2026, 4, 30),
        terms=BankNeed(amount_fen=300_000_000, tenor_days=180),
    )
    return NeedDrafted(party=f"e{number % 357:03}", content=content)
