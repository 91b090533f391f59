"""用户 Users: who may sign in as what, and which programs hold keys, as of any position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)

from domain.administration.access_key import KeyIssued, KeyRevoked
from domain.administration.subject import SubjectErased
from domain.administration.user import (
    Duty,
    PasswordChanged,
    SignedIn,
    UserAdded,
    UserClosed,
    UserReopened,
    UserRevised,
)
from domain.core.canonical import canonical
from domain.core.command import Role
from domain.core.personal import Open, Personal, opening
from domain.log.entry import Entry
from domain.values.halfwidth import half_width
from projections.core.database import reading
from projections.core.temporal import CachedQuery, rows_at, stood, succeed
from projections.core.view import View

META = MetaData()
USER = Table(
    "users",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("id", String(64), nullable=False, index=True),
    Column("status", String(10), nullable=False),
    Column("duty", Text, nullable=False),  # canonical JSON
    Column("person", Text, nullable=False),  # canonical JSON of a personal value
    Column("phone", Text, nullable=False),  # the same; "" where none is known
    Column("digits", String(40), nullable=False, index=True),  # a digest of those of the phone
    Column("role", String(20), nullable=False),
    Column("party", String(64), nullable=False, index=True),  # "" for who acts for none
    Column("ready", Integer, nullable=False),  # whether they ever had a way to sign in
    Column("closed_at", BigInteger, nullable=False),  # seconds of the epoch, of the last time; 0
)
KEY = Table(
    "access_keys",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("id", String(64), nullable=False, index=True),
    Column("status", String(10), nullable=False),
    Column("party", String(64), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # between blanks
    Column("through", String(10), nullable=False),
)

BY_ID = CachedQuery(lambda at: select(USER).where(at(USER), USER.c.id == bindparam("of")))


@dataclass(frozen=True)
class UserRow:
    id: str
    status: str
    duty: Duty
    person: Personal
    closed_at: int  # when last, in seconds of the epoch; 0: never
    phone: Personal | None = None
    ready: bool = False  # has a password, or was signed in by another house


@dataclass(frozen=True)
class Key:
    """`through` is its last day."""

    id: str
    status: str
    party: str
    title: str
    scopes: tuple[str, ...]
    through: str


@dataclass(frozen=True)
class Lookup:
    """What opens personal values, and makes of a telephone what it is looked up by: a digest under
    a key, so that the table names nobody's."""

    opens: Open | None = None
    digest: Callable[[bytes], str] = bytes.decode

    def of(self, phone: Personal | None) -> str:
        return self.of_digits(_digits(phone.reveal())) if phone else ""

    def of_digits(self, digits: str) -> str:
        """ "" for what is no telephone."""
        return self.digest(digits.encode())[:40] if digits else ""


class Users(View):
    name: ClassVar = "users"
    version: ClassVar = 6
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        kind.name
        for kind in (
            *(UserAdded, UserRevised, UserClosed, UserReopened, PasswordChanged, SignedIn),
            *(KeyIssued, KeyRevoked, SubjectErased),
        )
    )

    def __init__(self, database: Engine, lookup: Lookup | None = None) -> None:
        super().__init__(database)
        self._lookup = lookup or Lookup()

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for entry in page:
            kind, _, id = entry.stream.partition("-")
            if kind == "subject":
                _forget(db, id)
                continue
            table = USER if kind == "user" else KEY
            before = stood(db, table, [id])[id]
            row = before | _change(entry, self._lookup)
            if not row["duty" if table is USER else "party"]:
                raise ValueError(f"{entry.stream} changed before it was there")
            if row == before:  # signed in once more
                continue
            succeed(db, table, {"id": id}, row | {"since": entry.position})

    def user(self, id: str, as_of: int | None = None) -> UserRow | None:
        with reading(self.engine) as db:
            row = db.execute(*BY_ID(as_of, of=id)).first()
        return self._read(row) if row else None

    def called(self, name: str) -> UserRow | None:
        """Who is meant by a name at the door: a user name, in any case where it is none as it
        stands; else the telephone of one user alone, of whom the office knows before who waits for
        it. One query whatever is found, so that time tells nobody who is known here."""
        ids, digits = (
            (name, name.upper(), name.lower()),
            self._lookup.of_digits(_digits(name)),
        )
        wanted = USER.c.id.in_(ids) | ((USER.c.digits == digits) & (USER.c.digits != ""))
        rows = self._users(wanted, None)
        named = sorted((row for row in rows if row.id in ids), key=lambda row: ids.index(row.id))
        reached = [row for row in rows if row.status == "active" and row.id not in ids]
        registered = [row for row in reached if row.duty.role != Role.APPLICANT]
        alone = registered or reached
        return named[0] if named else alone[0] if len(alone) == 1 else None

    def meant_by(self, name: str) -> set[str]:
        """Everybody, closed or not, whom this name means at the door in whatever case, or whose
        telephone it is."""
        digits = self._lookup.of_digits(_digits(name))
        wanted = func.lower(USER.c.id) == name.lower()
        if digits:
            wanted |= USER.c.digits == digits
        return {row.id for row in self._users(wanted, None)}

    def all(self, as_of: int | None = None) -> list[UserRow]:
        """By their id."""
        return self._users(USER.c.id != "", as_of)

    def of_party(self, party: str, as_of: int | None = None) -> list[UserRow]:
        """An organization's own people who may sign in, by their id."""
        return self._users((USER.c.party == party) & (USER.c.status == "active"), as_of)

    def some(self, ids: Iterable[str], as_of: int | None = None) -> dict[str, UserRow]:
        """By their id."""
        users = self._users(USER.c.id.in_(sorted(set(ids))), as_of)
        return {user.id: user for user in users}

    def of_parties(self, parties: Iterable[str], as_of: int | None = None) -> list[UserRow]:
        """Who signs in for these parties, by their id."""
        return self._users(USER.c.party.in_(sorted(set(parties))), as_of)

    def key(self, id: str, as_of: int | None = None) -> Key | None:
        return next(iter(self._keys(KEY.c.id == id, as_of)), None)

    def keys(self, party: str | None = None, as_of: int | None = None) -> list[Key]:
        """By their id; of one party or of all."""
        return self._keys(KEY.c.party == party if party else KEY.c.id != "", as_of)

    def _users(self, wanted: Any, as_of: int | None) -> list[UserRow]:
        query = select(USER).where(wanted, rows_at(USER, as_of)).order_by(USER.c.id)
        with reading(self.engine) as db:
            return [self._read(row) for row in db.execute(query)]

    def _read(self, row: Any) -> UserRow:
        context = opening(self._lookup.opens)
        return UserRow(
            row.id,
            row.status,
            Duty.model_validate_json(row.duty),
            Personal.model_validate_json(row.person, context=context),
            row.closed_at,
            Personal.model_validate_json(row.phone, context=context) if row.phone else None,
            bool(row.ready),
        )

    def _keys(self, wanted: Any, as_of: int | None) -> list[Key]:
        query = select(KEY).where(wanted, rows_at(KEY, as_of)).order_by(KEY.c.id)
        with reading(self.engine) as db:
            return [
                Key(r.id, r.status, r.party, r.title, tuple(r.scopes.split()), r.through)
                for r in db.execute(query)
            ]


def _change(entry: Entry, lookup: Lookup) -> dict[str, Any]:
    """What an event changes in a row."""
    event: Any = entry.event
    match event:
        case UserAdded() | UserRevised():
            row = {
                "duty": canonical(event.duty.model_dump(mode="json")).decode(),
                "person": canonical(event.person.model_dump(mode="json")).decode(),
                "phone": _personal(event.phone),
                "digits": lookup.of(event.phone),
                "role": event.duty.role,
                "party": event.duty.party or "",
            }
            return row | ({"status": "active"} if isinstance(event, UserAdded) else {})
        case UserClosed():
            return {"status": "closed", "closed_at": int(entry.recorded_at.timestamp())}
        case UserReopened():
            return {"status": "active"}
        case PasswordChanged() | SignedIn():
            return {"ready": 1}
        case KeyIssued():
            return {
                "status": "live",
                "party": event.party,
                "title": event.title,
                "scopes": " ".join(event.scopes),
                "through": event.until.isoformat(),
            }
        case KeyRevoked():
            return {"status": "revoked"}
    return {}


def _forget(db: Connection, subject: str) -> None:
    """Nobody is found by the telephone of a subject that was erased."""
    theirs = USER.c.phone.contains(f'"subject":"{subject}"', autoescape=True)
    db.execute(update(USER).where(theirs).values(digits=""))


def _digits(phone: str) -> str:
    """Of a telephone; "" for what is none."""
    plain = half_width(phone)
    if re.fullmatch(r"[0-9+() -]{5,40}", plain) is None:
        return ""
    return re.sub(r"\A(?:\+|00)86|[^0-9]", "", plain)


def _personal(value: Personal | None) -> str:
    return canonical(value.model_dump(mode="json")).decode() if value else ""
