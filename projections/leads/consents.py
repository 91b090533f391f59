"""授权 Consents: who may have the data of which need, as of any position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table, Text, select

from domain.leads.consent import ConsentExpired, ConsentGranted, ConsentRequested, ConsentRevoked
from domain.log.entry import Entry
from projections.core.database import reading
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
    Column("enterprise", String(64), nullable=False),
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
    enterprise: str
    kinds: tuple[str, ...]
    through: str
    since: int

    def live(self, day: str) -> bool:
        return self.status == "granted" and day <= self.through


class Consents(View):
    name: ClassVar = "consents"
    version: ClassVar = 1
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
                        "enterprise": granted.enterprise,
                        "kinds": " ".join(granted.scope.kinds),
                        "through": granted.scope.until.isoformat(),
                    }
                case ConsentRequested() | ConsentRevoked() | ConsentExpired() as other:
                    key = {"need": other.need, "receiver": other.receiver}
                    row = {"status": other.verb, "enterprise": "", "kinds": "", "through": ""}
                case _:
                    raise ValueError(f"{entry.event.name} isn't about a consent")
            changes.append((key, row | {"since": entry.position}))
        succeed_all(db, CONSENT, changes)

    def all(
        self,
        *,
        need: str | None = None,
        receiver: str | None = None,
        status: str | None = None,
        as_of: int | None = None,
    ) -> list[ConsentRow]:
        """In the order in which they came to stand as they do."""
        query = select(CONSENT).where(rows_at(CONSENT, as_of)).order_by(CONSENT.c.since)
        for name, value in (("need", need), ("receiver", receiver), ("status", status)):
            if value is not None:
                query = query.where(CONSENT.c[name] == value)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(query)]

    def live(self, need: str, receiver: str, day: str) -> bool:
        """Whether the receiver may have anything new of this need on a day."""
        return need in self.live_kinds(receiver, (need,), day)

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
        return [consent for consent in self.all(status="granted") if consent.through < today]


def _read(row: Any) -> ConsentRow:
    return ConsentRow(
        need=row.need,
        receiver=row.receiver,
        status=row.status,
        enterprise=row.enterprise,
        kinds=tuple(row.kinds.split()),
        through=row.through,
        since=row.since,
    )
