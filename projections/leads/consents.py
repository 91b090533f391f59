"""授权 Consents: who may have the data of which need, as of any position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    select,
    tuple_,
)

from domain.leads.consent import ConsentExpired, ConsentGranted, ConsentRequested, ConsentRevoked
from domain.log.entry import Entry
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import rows_at, succeed_all
from projections.core.view import View

META = MetaData()
CONSENT = Table(
    "consent",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("need", String(64), nullable=False),
    Column("receiver", String(64), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("kinds", Text, nullable=False),  # between blanks
    Column("through", String(10), nullable=False),
    Index("consent_of", "need", "receiver"),
)


@dataclass(frozen=True)
class ConsentRow:
    """One need, one receiver, as it stood."""

    need: str
    receiver: str
    status: str
    kinds: tuple[str, ...]
    through: str
    since: int


class Consents(View):
    name: ClassVar = "consents"
    version: ClassVar = 2
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {"consent.requested", "consent.granted", "consent.revoked", "consent.expired"}
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        changes = []
        for entry in page:
            match entry.event:
                case ConsentGranted() as granted:
                    key = {"need": granted.need, "receiver": granted.scope.receiver}
                    row = {
                        "status": "granted",
                        "kinds": " ".join(granted.scope.kinds),
                        "through": granted.scope.until.isoformat(),
                    }
                case ConsentRequested() | ConsentRevoked() | ConsentExpired() as other:
                    key = {"need": other.need, "receiver": other.receiver}
                    row = {"status": other.verb, "kinds": "", "through": ""}
                case _:
                    raise ValueError(f"{entry.event.name} isn't about a consent")
            changes.append((key, row | {"since": entry.position}))
        succeed_all(db, CONSENT, changes)

    def all(
        self,
        *,
        needs: Iterable[str] | None = None,
        status: str = "",
        after: tuple[str, str] = ("", ""),
        limit: int | None = None,
        as_of: int | None = None,
    ) -> list[ConsentRow]:
        """Those of these needs, or of all, in the order of their keys: behind this one, the need's
        id and the receiver's."""
        key = tuple_(CONSENT.c.need, CONSENT.c.receiver)
        query = _of(select(CONSENT), needs, status, as_of).where(key > after)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(CONSENT.c.need, CONSENT.c.receiver).limit(limit))
            return [_read(row) for row in rows]

    def page(
        self,
        *,
        needs: Iterable[str] | None = None,
        status: str = "",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[ConsentRow], int]:
        """Those that changed last behind the first `after`, and how many there are (`count_of`)."""
        query = _of(select(CONSENT), needs, status, as_of)
        page = query.order_by(CONSENT.c.since.desc()).limit(limit).offset(after)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(page)], count_of(db, query)

    def consent(self, need: str, receiver: str, as_of: int | None = None) -> ConsentRow | None:
        query = select(CONSENT).where(rows_at(CONSENT, as_of))
        here = (CONSENT.c.need == need) & (CONSENT.c.receiver == receiver)
        with reading(self.engine) as db:
            row = db.execute(query.where(here)).first()
            return _read(row) if row else None

    def live_kinds(
        self, receiver: str, needs: Iterable[str], day: str
    ) -> dict[str, frozenset[str]]:
        """Which kinds of data of these needs the receiver may have on a day; needs of which it may
        have nothing are left out."""
        query = select(CONSENT.c.need, CONSENT.c.kinds).where(
            CONSENT.c.until.is_(None),
            CONSENT.c.receiver == receiver,
            CONSENT.c.need.in_(sorted(needs)),
            CONSENT.c.status == "granted",
            CONSENT.c.through >= day,
        )
        with reading(self.engine) as db:
            return {need: frozenset(kinds.split()) for need, kinds in db.execute(query)}

    def over(self, today: str) -> list[ConsentRow]:
        """Granted until before today."""
        query = _of(select(CONSENT), None, "granted", None).where(CONSENT.c.through < today)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(query.order_by(CONSENT.c.since))]


def _of(
    query: Select[Any], needs: Iterable[str] | None, status: str, as_of: int | None
) -> Select[Any]:
    query = query.where(rows_at(CONSENT, as_of))
    if needs is not None:
        query = query.where(CONSENT.c.need.in_(sorted(needs)))
    return query.where(CONSENT.c.status == status) if status else query


def _read(row: Any) -> ConsentRow:
    return ConsentRow(
        need=row.need,
        receiver=row.receiver,
        status=row.status,
        kinds=tuple(row.kinds.split()),
        through=row.through,
        since=row.since,
    )
