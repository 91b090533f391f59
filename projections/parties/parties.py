"""单位 Parties: who takes part, as of any position. Of contacts (personal data) only whether there
is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    literal,
    or_,
    select,
    update,
)

from domain.core.canonical import canonical
from domain.core.shapes import Shape
from domain.core.streams import id_of
from domain.log.entry import Entry
from domain.parties.facts import UNKNOWN, Facts
from domain.parties.inactive import INACTIVE
from domain.parties.party import (
    PartyContactSet,
    PartyFactsStated,
    PartyMerged,
    PartyRegistered,
    PartyRevised,
    PartyRevisionAsked,
    PartyRevisionDeclined,
    PartyStatusChanged,
    PartyUnregistered,
    Profile,
    known_facts,
)
from projections.core.database import reading
from projections.core.lists import count_of, ordered
from projections.core.lookalikes import LEAST_CONTAINED, looks, near
from projections.core.search import document, each, names, words
from projections.core.temporal import CachedQuery, any_of, rows_at, succeed
from projections.core.view import View

META = MetaData()
PARTY = Table(
    "party",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("id", String(64), nullable=False, index=True),
    Column("uscc", String(18), index=True),
    Column("title", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("profile", Text, nullable=False),  # canonical JSON
    Column("into", String(64), nullable=False),  # the party that it was merged into
    Column("sounds", Text, nullable=False),  # how the name is said, and the first letters of that
    Column("words", Text, nullable=False),  # what it is found by: name, code, id and sounds
    Column("looks", Text, nullable=False, index=True),  # the name, as names are compared
    Column("roles", Text, nullable=False),  # each between blanks
    Column("reachable", Integer, nullable=False),  # whether somebody to call is known
    Column("facts", Text, nullable=False),  # canonical JSON
    Column("asked", Text, nullable=False),  # the profile that it asks for, canonical JSON, or ""
    Column("inactive_at", Integer, nullable=False),  # when last, in seconds of the epoch; 0: never
    Column("declined", Text, nullable=False),  # why what it last asked for was turned down, or ""
)
NAMES = CachedQuery(
    lambda at: select(PARTY.c.id, PARTY.c.title).where(at(PARTY), PARTY.c.id.in_(any_of("ids")))
)
REACHABLE = {"known": 1, "missing": 0}
ORDERS = {"id": PARTY.c.id, "name": PARTY.c.sounds}


@dataclass(frozen=True)
class PartyRow:
    """One party as it stood."""

    id: str
    status: str
    profile: Profile
    into: str = ""
    reachable: bool = False
    stated: Facts = UNKNOWN
    asked: Profile | None = None  # what it wants to be known as, until the office has decided
    declined: str = ""  # why not
    inactive_at: int = 0  # when it last was made inactive, in seconds of the epoch; 0: never

    def was_away_since(self, second: int) -> bool:
        """Whether it is inactive, or was at any time since."""
        return self.status in INACTIVE or second <= self.inactive_at

    @property
    def facts(self) -> Facts:
        return known_facts(self.profile, self.stated)


class Parties(View):
    name: ClassVar = "parties"
    version: ClassVar = 9
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {
            *("party.registered", "party.revised", "party.status_changed", "party.merged"),
            "party.unregistered",
            *("party.contact_set", "party.facts_stated"),
            *("party.revision_asked", "party.revision_declined"),
        }
    )

    def __init__(self, database: Engine, sounds: Callable[[str], str]) -> None:
        """`sounds` says how a name is pronounced, for those who search by it."""
        super().__init__(database)
        self._sounds = sounds

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for entry in page:
            id = id_of("party", entry.stream)
            now = select(PARTY).where(PARTY.c.id == id, PARTY.c.until.is_(None))
            current = db.execute(now).first()
            if isinstance(entry.event, PartyUnregistered):
                standing = (PARTY.c.id == id) & PARTY.c.until.is_(None)
                db.execute(update(PARTY).where(standing).values(until=entry.position))
                continue
            match entry.event:
                case PartyRegistered(profile=profile):
                    row = self._row(id, profile, "active")
                case PartyRevised(profile=profile):
                    row = self._row(id, profile, current.status if current else "active")
                case PartyStatusChanged(status=status) if current:
                    row = self._row(id, Profile.model_validate_json(current.profile), status)
                case PartyMerged(into=into) if current:
                    profile = Profile.model_validate_json(current.profile)
                    row = self._row(id, profile, "merged", into)
                case (
                    PartyContactSet()
                    | PartyFactsStated()
                    | PartyRevisionAsked()
                    | PartyRevisionDeclined()
                ) if current:
                    profile = Profile.model_validate_json(current.profile)
                    row = self._row(id, profile, current.status, current.into)
                case _:
                    raise ValueError(f"{entry.stream} changed before it was registered")
            known = bool(current and current.reachable)
            row["reachable"] = int(known or isinstance(entry.event, PartyContactSet))
            row["inactive_at"] = current.inactive_at if current else 0
            if row["status"] in INACTIVE:
                row["inactive_at"] = int(entry.recorded_at.timestamp())
            row["facts"] = current.facts if current else _json(UNKNOWN)
            if isinstance(entry.event, PartyFactsStated):
                row["facts"] = _json(entry.event.facts)
            row |= _request(entry.event) or {
                "asked": current.asked if current else "",
                "declined": current.declined if current else "",
            }
            succeed(db, PARTY, {"id": id}, row | {"since": entry.position})

    def party(self, id: str, as_of: int | None = None) -> PartyRow | None:
        return next(iter(self._rows(PARTY.c.id == id, as_of)), None)

    def facts(self, id: str, as_of: int | None = None) -> Facts:
        """What is known of a party, for conditions of policies; nothing of one that is unknown."""
        row = self.party(id, as_of)
        return row.facts if row else UNKNOWN

    def find(self, code_or_id: str) -> str | None:
        """The id of the party with this Unified Social Credit Code, else of that with this id, else
        of the only one with this name; of the one that it was merged into.

        The code comes first: anybody may be given an id that is another's code.
        """
        rows = self.called([code_or_id])
        holders = [row for row in rows if row.profile.uscc == code_or_id]
        holders = holders or [row for row in rows if row.id == code_or_id]
        if not holders and len(rows) == 1:
            holders = rows
        while holders and holders[0].into:
            holders = self._rows(PARTY.c.id == holders[0].into, None)
        return holders[0].id if holders else None

    def titles(self, as_of: int | None = None) -> dict[str, str]:
        """Names by id."""
        query = select(PARTY.c.id, PARTY.c.title).where(rows_at(PARTY, as_of))
        with reading(self.engine) as db:
            return {row.id: row.title for row in db.execute(query.order_by(PARTY.c.id))}

    def names(self, ids: Iterable[str], as_of: int | None = None) -> dict[str, str]:
        """What some parties are called, by id."""
        with reading(self.engine) as db:
            rows = db.execute(*NAMES(as_of, ids=sorted(set(ids)))).all()
            return {row.id: row.title for row in rows}

    def alike(self, title: str, as_of: int | None = None) -> list[PartyRow]:
        """Those whose name looks like this one, but for those that go on as others."""
        wanted = (PARTY.c.looks == looks(title)) & (PARTY.c.into == "")
        return self._rows(wanted, as_of)

    def near(self, title: str, limit: int, as_of: int | None = None) -> list[PartyRow]:
        """Those whose name a reader may take for this one, by their names; what looks the same is
        among them. One letter that differs leaves one half of a name as it is."""
        key, shown = looks(title), PARTY.c.looks
        first, second = key[: len(key) // 2], key[len(key) // 2 :]
        parts = [shown.startswith(first), shown.endswith(second), shown.contains(key)]
        part = literal(key).contains(shown) & (func.length(shown) >= LEAST_CONTAINED)
        query = select(PARTY).where(rows_at(PARTY, as_of), PARTY.c.into == "", or_(*parts, part))
        rows: list[PartyRow] = []
        with reading(self.engine) as db:
            for row in db.execute(query.order_by(func.abs(func.length(shown) - len(key)), shown)):
                if len(rows) < limit and near(key, row.looks):
                    rows.append(_read(row))
        return rows

    def asking(self, limit: int, as_of: int | None = None) -> list[PartyRow]:
        """Those that ask to be known otherwise, who asked first ahead; so many at most."""
        query = select(PARTY).where(rows_at(PARTY, as_of), PARTY.c.asked != "")
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(PARTY.c.since).limit(limit))
            return [_read(row) for row in rows]

    def some(self, ids: Iterable[str], as_of: int | None = None) -> dict[str, PartyRow]:
        """Some parties, by id; a few hundred at most."""
        return {row.id: row for row in self._rows(PARTY.c.id.in_(sorted(set(ids))), as_of)}

    def page(
        self,
        *,
        ids: Iterable[str] | None = None,
        text: str = "",
        role: str = "",
        roles: Sequence[str] = (),
        status: str = "",
        contact: str = "",
        sort: str = "id",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[PartyRow], int]:
        """Some parties in an order of `ORDERS`, those behind the first `after`, and how many there
        are (`count_of`); of these ids only, where any are given; they are `called` a `text`; with
        one of `roles`; `contact` of `REACHABLE`."""
        query = select(PARTY).where(rows_at(PARTY, as_of))
        if ids is not None:
            query = query.where(PARTY.c.id.in_(sorted(ids)))
        if role:
            roles = (role,)
        if roles:
            query = query.where(or_(*(PARTY.c.roles.contains(f" {of} ") for of in roles)))
        if status:
            query = query.where(PARTY.c.status == status)
        if contact in REACHABLE:
            query = query.where(PARTY.c.reachable == REACHABLE[contact])
        if text:
            query = query.where(called(text))
        page = ordered(query, ORDERS, sort, PARTY.c.id).limit(limit).offset(after)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(page)], count_of(db, query)

    def called(self, texts: Iterable[str], as_of: int | None = None) -> list[PartyRow]:
        """The parties whose whole name, credit code or id is one of these texts."""
        names = sorted(set(texts))
        columns = (PARTY.c.title, PARTY.c.uscc, PARTY.c.id)
        return self._rows(or_(*(column.in_(names) for column in columns)), as_of)

    def merged_into(self, id: str, as_of: int | None = None) -> list[PartyRow]:
        """Those that go on as this one."""
        return self._rows(PARTY.c.into == id, as_of)

    def inactive(self) -> frozenset[str]:
        """The ids of those that do nothing now, or nothing any more."""
        query = select(PARTY.c.id).where(PARTY.c.until.is_(None))
        with reading(self.engine) as db:
            rows = db.execute(query.where(PARTY.c.status.in_(sorted(INACTIVE))))
            return frozenset(rows.scalars())

    def changed(self, after: int, through: int) -> bool:
        """Whether anything is said of any party after one position, up to and with another."""
        query = select(PARTY.c.since).where(PARTY.c.since > after, PARTY.c.since <= through)
        with reading(self.engine) as db:
            return db.execute(query.limit(1)).first() is not None

    def _rows(self, wanted: Any, as_of: int | None) -> list[PartyRow]:
        query = select(PARTY).where(wanted, rows_at(PARTY, as_of)).order_by(PARTY.c.id)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(query)]

    def _row(self, id: str, profile: Profile, status: str, into: str = "") -> dict[str, Any]:
        sounds = self._sounds(profile.title)
        return {
            "uscc": profile.uscc,
            "title": profile.title,
            "status": status,
            "profile": _json(profile),
            "into": into,
            "sounds": sounds,
            "words": document(profile.title, profile.uscc, id, *sounds.split()),
            "looks": looks(profile.title),
            "roles": f" {' '.join(profile.roles)} ",
        }


def called(text: str) -> ColumnElement[bool]:
    """The condition that each word of a text stands in the name, is how it is said or its first
    letters (hfsp for 恒丰食品), or is a part of the credit code or the id."""
    return each(names(PARTY.c.words, word) for word in words(text))


def _read(row: Any) -> PartyRow:
    profile = Profile.model_validate_json(row.profile)
    stated = Facts.model_validate_json(row.facts)
    asked = Profile.model_validate_json(row.asked) if row.asked else None
    return PartyRow(
        row.id,
        row.status,
        profile,
        row.into,
        bool(row.reachable),
        stated,
        asked,
        row.declined,
        row.inactive_at,
    )


def _request(event: Any) -> dict[str, str] | None:
    """What becomes of what the party asks for; None where this changes nothing of it."""
    match event:
        case PartyRevisionAsked(profile=profile):
            return {"asked": _json(profile), "declined": ""}
        case PartyRevisionDeclined(reason=reason):
            return {"asked": "", "declined": reason}
        case PartyRevised() | PartyMerged():
            return {"asked": "", "declined": ""}
    return None


def _json(shape: Shape) -> str:
    return canonical(shape.model_dump(mode="json")).decode()
