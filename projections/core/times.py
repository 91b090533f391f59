"""时刻 Times: which position the log had reached at a time, so that a past day can be looked at.

One row a line. `at` never falls: "as of a time" is always a prefix of the log. Where a clock was
set ahead for a while and is right again, the lines that it wrote count as written when they began:
they would hide all later ones until their day. Where it fell back, what is written until it is
right again counts as written when it fell.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    select,
    update,
)

from domain.administration.clock import CONFIRMED
from domain.log.entry import Line
from projections.core.database import reading
from projections.core.temporal import insert_all
from projections.core.view import View

META = MetaData()
TIME = Table(
    "recorded",
    META,
    Column("position", Integer, primary_key=True),
    Column("at", String(32), nullable=False, index=True),  # ISO 8601, UTC: sorts as it reads
)
LEAP = Table(  # two neighbours that are far apart: nobody was there, or the clock was wrong
    "leap",
    META,
    Column("position", Integer, primary_key=True),  # of the later one
    Column("before", String(32), nullable=False),
)
BEGINNING = "0001-01-01T00:00:00.000000+00:00"
FAR, NEAR = timedelta(days=1), timedelta(hours=1)


class Times(View):
    name: ClassVar = "times"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset()

    def apply(self, db: Connection, page: object) -> None:
        """Every line has a time, whatever it says: `take` reads them all."""

    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        last, rows = self._last(db), list[dict[str, object]]()
        leapt = db.execute(select(LEAP.c.position).limit(1)).first() is not None

        def write() -> None:
            insert_all(db, TIME, rows)
            rows.clear()

        for line in lines:
            at = _time(line) or last
            if line.name == CONFIRMED and at < last:
                write()
                db.execute(update(TIME).where(TIME.c.at > at).values(at=at))
                last = at
            elif leapt and at < last and _apart(at, last) > NEAR:
                write()
                last = _without_leap(db, at, last)
            elif last != BEGINNING and _apart(last, at) > FAR:
                db.execute(LEAP.insert().values(position=line.position, before=last))
                leapt = True
            if line.name == CONFIRMED:
                db.execute(delete(LEAP))
            last = max(last, at)
            rows.append({"position": line.position, "at": last})
        write()

    def position_at(self, moment: datetime) -> int:
        """The last position that had been recorded by then; 0 before the first."""
        until = moment.astimezone(UTC).isoformat(timespec="microseconds")
        query = select(TIME.c.position).where(TIME.c.at <= until)
        with reading(self.engine) as db:
            last = (TIME.c.at.desc(), TIME.c.position.desc())  # the same, and by the index
            return db.execute(query.order_by(*last).limit(1)).scalar() or 0

    def believed(self, off: timedelta) -> datetime | None:
        """The log's last time; where it leapt there within its last day over more than the county
        may be switched off, the time before the leap. None where the log is empty."""
        with reading(self.engine) as db:
            last = self._last(db)
            if last == BEGINNING:
                return None
            recent = (datetime.fromisoformat(last) - FAR).isoformat(timespec="microseconds")
            query = (
                select(LEAP.c.before, TIME.c.at)
                .join_from(LEAP, TIME, LEAP.c.position == TIME.c.position)
                .where(TIME.c.at >= recent)
                .order_by(LEAP.c.position)
            )
            leaps = (row.before for row in db.execute(query) if _apart(row.before, row.at) > off)
            return datetime.fromisoformat(next(leaps, last))

    def _last(self, db: Connection) -> str:
        row = db.execute(select(TIME.c.at).order_by(TIME.c.position.desc()).limit(1)).first()
        return row.at if row else BEGINNING


def _without_leap(db: Connection, at: str, last: str) -> str:
    """The log's last time for a line that is far behind it. Where the lines that it contradicts
    begin with a leap, it is they that are wrong."""
    first = db.execute(select(func.min(TIME.c.position)).where(TIME.c.at > at)).scalar()
    leaps = select(LEAP.c.before).where(LEAP.c.position == first)
    before: str | None = db.execute(leaps).scalar()
    if before is None:
        near = select(LEAP.c.position, LEAP.c.before).where(LEAP.c.before > at)
        row = db.execute(near.order_by(LEAP.c.position).limit(1)).first()
        if row is None or _apart(at, row.before) > NEAR:
            return last
        first, before = row.position, row.before
    db.execute(update(TIME).where(TIME.c.position >= first).values(at=before))
    db.execute(delete(LEAP).where(LEAP.c.position >= first))
    return before


def _apart(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)


def _time(line: Line) -> str:
    """ "" where it can't be read: such a line moves no clock."""
    try:
        return line.recorded_at().astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, KeyError, TypeError):
        return ""
