"""对接会 Sessions: which there are, how full they are, and what their timetable is worth, as of any
position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, select

from domain.core.canonical import canonical
from domain.core.event import EVENTS
from domain.log.entry import Entry
from domain.sessions.session import LIFECYCLE, Details
from projections.core.database import reading
from projections.core.temporal import follow_streams, index_ends, rows_at
from projections.core.view import View

META = MetaData()
SESSION = Table(
    "session_stood",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("id", String(64), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("details", Text, nullable=False),  # JSON in the order of its fields
    Column("guests", Text, nullable=False),  # canonical JSON: whether it waits, by party
    Column("invited", Text, nullable=False),  # parties between blanks
    Column("here", Integer, nullable=False),  # who checked in
    Column("number", Integer, nullable=False),  # of the timetable in force; 0: none
    Column("meetings", Integer, nullable=False),
    Column("worth", Integer, nullable=False),
    Column("bound", Integer, nullable=False),
)
index_ends(SESSION)


@dataclass(frozen=True)
class SessionRow:
    """One session as it stood. `proved`: no timetable is worth more than the one in force."""

    id: str
    status: str
    details: Details
    registered: int
    waiting: int
    invited: int
    here: int
    number: int
    meetings: int
    worth: int
    bound: int

    @property
    def title(self) -> str:
        return LIFECYCLE.titles[self.status]

    @property
    def proved(self) -> bool:
        return self.number > 0 and self.worth == self.bound


class Sessions(View):
    name: ClassVar = "sessions"
    version: ClassVar = 3
    tables: ClassVar = META
    listens: ClassVar = frozenset(name for name in EVENTS if name.startswith("session."))

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, SESSION, "session", page, _change, begun="details")

    def all(
        self, *, track: str | None = None, status: str | None = None, as_of: int | None = None
    ) -> list[SessionRow]:
        """By day, then by id."""
        query = select(SESSION).where(rows_at(SESSION, as_of))
        if status is not None:
            query = query.where(SESSION.c.status == status)
        with reading(self.engine) as db:
            rows = [_read(row) for row in db.execute(query)]
        shown = [row for row in rows if track in {None, row.details.track}]
        return sorted(shown, key=lambda row: (row.details.day, row.details.starts, row.id))

    def invited(self, *, but: str = "", as_of: int | None = None) -> set[str]:
        """Who was ever invited to a session, or came to one; `but` is not looked at."""
        query = select(SESSION).where(rows_at(SESSION, as_of), SESSION.c.id != but)
        with reading(self.engine) as db:
            rows = db.execute(query).all()
        return {id for row in rows for id in (*row.invited.split(), *_guests(row.guests))}

    def ahead(
        self, parties: frozenset[str], day: str, as_of: int | None = None
    ) -> list[tuple[SessionRow, str]]:
        """Sessions from a day on that these parties have a place at, wait for, or are invited to:
        `registered`, `waiting` or `invited`; by their day."""
        here = SESSION.c.status.in_(("open", "closed", "released"))
        with reading(self.engine) as db:
            rows = db.execute(select(SESSION).where(rows_at(SESSION, as_of), here)).all()
        entries = []
        for row in rows:
            guests = _guests(row.guests)
            waits = [guests[party] for party in parties & guests.keys()]
            if waits:
                entries.append((_read(row), "waiting" if all(waits) else "registered"))
            elif row.status == "open" and not parties.isdisjoint(row.invited.split()):
                entries.append((_read(row), "invited"))
        coming = [entry for entry in entries if entry[0].details.day.isoformat() >= day]
        return sorted(coming, key=lambda entry: (entry[0].details.day, entry[0].id))

    def titles(self, ids: Iterable[str], as_of: int | None = None) -> dict[str, str]:
        """What some sessions are called."""
        query = select(SESSION.c.id, SESSION.c.details).where(rows_at(SESSION, as_of))
        with reading(self.engine) as db:
            rows = db.execute(query.where(SESSION.c.id.in_(sorted(set(ids)))))
            return {id: Details.model_validate_json(text).title for id, text in rows}

    def one(self, id: str, as_of: int | None = None) -> SessionRow | None:
        query = select(SESSION).where(rows_at(SESSION, as_of), SESSION.c.id == id)
        with reading(self.engine) as db:
            row = db.execute(query).first()
            return _read(row) if row else None


def _change(entry: Entry, row: dict[str, Any]) -> dict[str, Any]:
    """What an event changes in a row."""
    event: Any = entry.event
    verb = event.verb
    status = {"status": LIFECYCLE.after(verb, row["status"] or "absent")}
    guests = _guests(row["guests"])
    match verb:
        case "planned" | "revised":
            return status | {"details": event.details.model_dump_json()}
        case "postponed":
            before = Details.model_validate_json(row["details"])
            moved = before.model_copy(update={"day": event.day, "starts": event.starts})
            return status | {"details": moved.model_dump_json()}
        case "invited":
            parties = {*row["invited"].split(), *event.parties}
            return status | {"invited": " ".join(sorted(parties))}
        case "registered":
            guests[event.party] = event.waits
        case "left":
            guests.pop(event.party, None)
        case "moved_up":
            guests[event.party] = False
        case "checked_in":
            return status | {"here": row["here"] + 1}
        case "released":
            worth = {"worth": event.worth, "bound": event.bound}
            return status | worth | {"number": event.number, "meetings": len(event.meetings)}
        case "opened" | "closed" | "held" | "cancelled" | "turned_down" | "insisted":
            pass
        case "meeting_requested" | "request_answered" | "outcome_recorded" | "followed_up":
            pass  # of single meetings: nothing that a row of sessions shows
        case _:
            raise ValueError(f"{event.name} isn't shown here")
    return status | {"guests": canonical(guests).decode()}


def _guests(text: str) -> dict[str, bool]:
    guests: dict[str, bool] = json.loads(text or "{}")
    return guests


def _read(row: Any) -> SessionRow:
    guests = _guests(row.guests)
    return SessionRow(
        id=row.id,
        status=row.status,
        details=Details.model_validate_json(row.details),
        registered=sum(not waits for waits in guests.values()),
        waiting=sum(guests.values()),
        invited=len(row.invited.split()),
        here=row.here,
        number=row.number,
        meetings=row.meetings,
        worth=row.worth,
        bound=row.bound,
    )
