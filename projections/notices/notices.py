"""通知 Notices: what each party, each user and the office is told, as of any position.

A row for each of whom something concerns, written once for each event and kind (`kinds.py`). What
is known only from a day on stands here from the event that settles the day, with the moment `at`
from which it is shown: nobody's clock writes anything, so a rebuild equals the live view. Who has
read what, and what was sent, is kept beside the log (`services/stores/notices.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    literal,
    select,
)

from domain.core.streams import stream
from domain.leads.consent import ConsentGranted
from domain.leads.lead import LeadDelivered
from domain.log.entry import Entry
from domain.values.dates import SHANGHAI
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import any_of, insert_all
from projections.core.view import View
from projections.notices import things
from projections.notices.kinds import BY_EVENT, ENDED_BY, Kind
from projections.notices.telling import Happening
from projections.notices.things import Thing, Things, relied_on

META = things.META
NOTICE = Table(
    "notice",
    META,
    Column("position", Integer, primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("addressee", String(80), primary_key=True),
    Column("at", BigInteger, nullable=False),  # seconds since 1970, from which it is shown
    Column("stream", String(200), nullable=False),
    Column("side", String(10), nullable=False),  # which own thing it is about: need, offering,
    Column("about", String(64), nullable=False),  # session; "" where none
    Column("path", String(200), nullable=False),
    Column("names", String(200), nullable=False),  # what stands behind its title; "" where nothing
    Index("notice_of", "addressee", "at"),
    Index("notice_at", "at"),
    Index("notice_about", "stream", "kind"),
)
MORNING = time(8)
LEARNED_VERBS = ("drafted", "submitted", "archived")
LEARNED = frozenset(  # of these no notice is made, but things are known from them
    {
        *(f"{side}.{verb}" for side in ("need", "offering") for verb in LEARNED_VERBS),
        "proposal.delivered",
        "party.registered",
    }
)
OWNED = ("lead-", "proposal-")  # whose parties stand in their first event


class Notice(NamedTuple):
    """One thing that somebody is told. `id` is that of its event and kind: several may have it."""

    position: int
    kind: str
    addressee: str
    at: int
    side: str
    about: str
    path: str
    names: str

    @property
    def id(self) -> str:
        return f"{self.position}-{self.kind}"


class Unread(NamedTuple):
    """What somebody hasn't read: the condition for it, and the values in it."""

    condition: ColumnElement[bool]
    values: dict[str, Any]


FIELDS = [NOTICE.c[name] for name in Notice._fields]
LATEST = (NOTICE.c.at.desc(), NOTICE.c.position.desc(), NOTICE.c.kind)


class Notices(View):
    name: ClassVar = "notices"
    version: ClassVar = 15
    tables: ClassVar = META
    listens: ClassVar = LEARNED | BY_EVENT.keys() | ENDED_BY.keys()

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        known = Things(db, (name for entry in page for name in _streams(entry)))
        rows: list[dict[str, Any]] = []
        for entry in page:
            before = known.of(entry.stream)
            thing = before.after(entry, known.of)
            if entry.stream.startswith(OWNED) and thing == Thing():
                raise ValueError(f"{entry.stream} begins with {entry.event.name}")
            known.keep(entry.stream, thing)
            if isinstance(entry.event, LeadDelivered):
                _let_out(known, entry)
            if isinstance(entry.event, ConsentGranted):
                receiver = stream("party", entry.event.scope.receiver)
                known.keep(receiver, relied_on(known.of(receiver), entry.event.enterprise))
            rows = _without_ended(db, entry, rows)
            rows += _rows(entry, thing, before)
        insert_all(db, NOTICE, rows)
        known.write()

    def page(
        self,
        addressees: Iterable[str],
        until: int,
        *,
        kinds: Iterable[str] | None = None,
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[Notice], int]:
        """What these are told up to a moment (seconds since 1970), the latest first, behind the
        first `after`; and how many there are (`count_of`)."""
        query = _of(select(*FIELDS), addressees, until, kinds, as_of)
        latest = query.order_by(*LATEST).limit(limit).offset(after)
        with reading(self.engine) as db:
            return [Notice._make(row) for row in db.execute(latest)], count_of(db, query)

    def unread(
        self,
        addressees: Iterable[str],
        until: int,
        unread: Unread,
        *,
        kinds: Iterable[str] | None = None,
        limit: int,
    ) -> list[Notice]:
        """The latest of these that are unread."""
        query = _of(select(*FIELDS), addressees, until, kinds).where(unread.condition)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(*LATEST).limit(limit), unread.values)
            return [Notice._make(row) for row in rows]

    def count(
        self,
        addressees: Iterable[str],
        until: int,
        unread: Unread,
        *,
        kinds: Iterable[str] | None = None,
        most: int = 100,
    ) -> int:
        """How many of these are unread, up to `most`."""
        whom = {"whom": sorted(addressees), "shown": until, "most": most}
        whom |= {} if kinds is None else {"kinds": sorted(kinds)}
        query = _counting(unread.condition, kinds is None)
        with reading(self.engine) as db:
            return db.execute(query, whom | unread.values).scalar() or 0

    def notice(
        self, position: int, kind: str, addressees: Iterable[str], as_of: int | None = None
    ) -> Notice | None:
        """The notice of one event and kind, if it is told to any of these."""
        query = select(*FIELDS).where(
            NOTICE.c.position == position,
            NOTICE.c.kind == kind,
            NOTICE.c.addressee.in_(sorted(addressees)),
        )
        if as_of is not None:
            query = query.where(NOTICE.c.position <= as_of)
        with reading(self.engine) as db:
            row = db.execute(query.order_by(NOTICE.c.addressee)).first()
            return Notice._make(row) if row else None

    def between(self, first: int, last: int) -> list[Notice]:
        """All that came to be shown behind one moment and up to another, in that order."""
        query = select(*FIELDS).where(NOTICE.c.at > first, NOTICE.c.at <= last)
        query = query.order_by(NOTICE.c.at, NOTICE.c.position, NOTICE.c.kind, NOTICE.c.addressee)
        with reading(self.engine) as db:
            return [Notice._make(row) for row in db.execute(query)]


@cache
def _counting(unread: ColumnElement[bool], every_kind: bool) -> Select[Any]:
    """Built once: every page asks."""
    query = select(literal(1)).where(
        NOTICE.c.addressee.in_(any_of("whom")), NOTICE.c.at <= bindparam("shown"), unread
    )
    if not every_kind:
        query = query.where(NOTICE.c.kind.in_(any_of("kinds")))
    whole = query.limit(bindparam("most", type_=Integer)).subquery()
    return select(func.count()).select_from(whole)


def _of(
    query: Select[Any],
    addressees: Iterable[str],
    until: int,
    kinds: Iterable[str] | None,
    as_of: int | None = None,
) -> Select[Any]:
    query = query.where(NOTICE.c.addressee.in_(sorted(addressees)), NOTICE.c.at <= until)
    if kinds is not None:
        query = query.where(NOTICE.c.kind.in_(sorted(kinds)))
    return query if as_of is None else query.where(NOTICE.c.position <= as_of)


def _streams(entry: Entry) -> Iterator[str]:
    """What is looked up for an entry: its own thing, and those that it tells of."""
    yield entry.stream
    need = getattr(entry.event, "need", None)
    if need:
        yield stream("need", need)


def _let_out(known: Things, entry: Entry) -> None:
    """A lead went out by the consent between its two parties."""
    event: Any = entry.event
    name = stream("consent", event.need, event.receiver)
    consent = known.of(name)
    if not consent.lead:
        lead = entry.stream.partition("-")[2]
        known.keep(name, replace(consent, lead=lead))


def _rows(entry: Entry, thing: Thing, before: Thing) -> Iterator[dict[str, Any]]:
    side, _, id = entry.stream.partition("-")
    case = Happening(entry, thing, before, side, id)
    for kind in BY_EVENT.get(entry.event.name, ()):
        at = _moment(kind, case) if kind.when(case) else None
        if at is not None:
            path = kind.opens(case)
            for to in kind.to(case):
                yield {
                    "position": entry.position,
                    "kind": kind.code,
                    "addressee": to.addressee,
                    "at": at,
                    "stream": entry.stream,
                    "side": to.side,
                    "about": to.about,
                    "path": path,
                    "names": kind.names(case),
                }


def _moment(kind: Kind, case: Happening) -> int | None:
    """From when it is shown, in seconds since 1970; None where the day was over already."""
    recorded = _seconds(case.entry.recorded_at)
    if kind.day is None:
        return recorded
    at = morning(kind.day(case))
    return at if at > recorded else None


def morning(day: date) -> int:
    return _seconds(datetime.combine(day, MORNING, SHANGHAI))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _without_ended(
    db: Connection, entry: Entry, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What was to be shown later and is pointless now never is."""
    ended = [kind.code for kind in ENDED_BY.get(entry.event.name, ())]
    if not ended:
        return rows
    at = _seconds(entry.recorded_at)
    here = (NOTICE.c.stream == entry.stream) & NOTICE.c.kind.in_(ended) & (NOTICE.c.at > at)
    db.execute(delete(NOTICE).where(here))
    return [
        row
        for row in rows
        if row["stream"] != entry.stream or row["kind"] not in ended or row["at"] <= at
    ]
