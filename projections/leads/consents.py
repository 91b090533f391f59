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
    bindparam,
    select,
    tuple_,
)

from domain.leads.consent import (
    ConsentExpired,
    ConsentGranted,
    ConsentPrepared,
    ConsentRequested,
    ConsentRevoked,
)
from domain.log.entry import Entry
from projections.core.database import reading
from projections.core.temporal import CachedQuery, any_of, rows_at, succeed_all
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
    Column("method", String(8), nullable=False),  # how it was agreed
    Column("paper", String(64), nullable=False),  # SHA-256 of the scan of what was signed
    Column("wording", String(8), nullable=False),
    Column("digest", String(64), nullable=False),  # of the text
    Column("by", String(12), nullable=False),  # the role of who prepared, or granted
    Index("consent_of", "need", "receiver"),
)
LIVE = CachedQuery(
    lambda at: select(CONSENT.c.need, CONSENT.c.kinds).where(
        at(CONSENT),
        CONSENT.c.receiver == bindparam("to"),
        CONSENT.c.need.in_(any_of("needs")),
        CONSENT.c.status == "granted",
        CONSENT.c.through >= bindparam("day"),
    )
)
OF_NEEDS = CachedQuery(
    lambda at: (
        select(CONSENT)
        .where(
            at(CONSENT),
            CONSENT.c.need.in_(any_of("needs")),
            CONSENT.c.status.in_(any_of("statuses")),
        )
        .order_by(CONSENT.c.need, CONSENT.c.receiver)
    )
)
BLANK = dict.fromkeys(("kinds", "through", "method", "paper", "wording", "digest", "by"), "")


@dataclass(frozen=True)
class ConsentRow:
    """One need, one receiver, as it stood."""

    need: str
    receiver: str
    status: str
    kinds: tuple[str, ...]
    through: str
    since: int
    method: str = ""
    paper: str = ""
    wording: str = ""
    digest: str = ""
    by: str = ""
    lead: str = ""  # what came of it, where a list asked


class Consents(View):
    name: ClassVar = "consents"
    version: ClassVar = 3
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {
            *("consent.requested", "consent.prepared", "consent.granted"),
            *("consent.revoked", "consent.expired"),
        }
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        changes = []
        for entry in page:
            match entry.event:
                case ConsentGranted() | ConsentPrepared() as worded:
                    key = {"need": worded.need, "receiver": worded.scope.receiver}
                    row = _worded(worded) | {"by": entry.role}
                case ConsentRequested() | ConsentRevoked() | ConsentExpired() as other:
                    key = {"need": other.need, "receiver": other.receiver}
                    row = BLANK | {"status": other.verb}
                case _:
                    raise ValueError(f"{entry.event.name} isn't about a consent")
            changes.append((key, row | {"since": entry.position}))
        succeed_all(db, CONSENT, changes)

    def all(
        self,
        *,
        needs: Iterable[str] | None = None,
        receiver: str | None = None,
        status: str = "",
        after: tuple[str, str] = ("", ""),
        limit: int | None = None,
        as_of: int | None = None,
    ) -> list[ConsentRow]:
        """Those of these needs, or of all, to one receiver, or to any, in the order of their keys:
        behind this one, the need's id and the receiver's."""
        query = _of(select(CONSENT), needs, status, as_of)
        if after > ("", ""):
            query = query.where(tuple_(CONSENT.c.need, CONSENT.c.receiver) > after)
        if receiver is not None:
            query = query.where(CONSENT.c.receiver == receiver)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(CONSENT.c.need, CONSENT.c.receiver).limit(limit))
            return [read(row) for row in rows]

    def of_needs(
        self, needs: Iterable[str], statuses: Iterable[str], as_of: int | None = None
    ) -> list[ConsentRow]:
        """Those of these needs in any of these states, in the order of their keys."""
        query = OF_NEEDS(as_of, needs=sorted(needs), statuses=sorted(statuses))
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(*query)]

    def consent(self, need: str, receiver: str, as_of: int | None = None) -> ConsentRow | None:
        query = select(CONSENT).where(rows_at(CONSENT, as_of))
        here = (CONSENT.c.need == need) & (CONSENT.c.receiver == receiver)
        with reading(self.engine) as db:
            row = db.execute(query.where(here)).first()
            return read(row) if row else None

    def live_kinds(
        self, receiver: str, needs: Iterable[str], day: str, as_of: int | None = None
    ) -> dict[str, frozenset[str]]:
        """Which kinds of data of these needs the receiver may have on a day; needs of which it may
        have nothing are left out."""
        query = LIVE(as_of, to=receiver, needs=sorted(needs), day=day)
        with reading(self.engine) as db:
            return {need: frozenset(kinds.split()) for need, kinds in db.execute(*query)}

    def over(self, today: str) -> list[ConsentRow]:
        """Granted until before today."""
        query = _of(select(CONSENT), None, "granted", None).where(CONSENT.c.through < today)
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(query.order_by(CONSENT.c.since))]


def _worded(worded: ConsentGranted | ConsentPrepared) -> dict[str, str]:
    how = {"method": "", "paper": ""}
    if isinstance(worded, ConsentGranted):
        how = {"method": worded.method, "paper": worded.paper or ""}
    return how | {
        "status": worded.verb,
        "kinds": " ".join(worded.scope.kinds),
        "through": worded.scope.until.isoformat(),
        "wording": worded.wording,
        "digest": worded.digest,
    }


def _of(
    query: Select[Any], needs: Iterable[str] | None, status: str, as_of: int | None
) -> Select[Any]:
    query = query.where(rows_at(CONSENT, as_of))
    if needs is not None:
        query = query.where(CONSENT.c.need.in_(sorted(needs)))
    return query.where(CONSENT.c.status == status) if status else query


def read(row: Any, lead: str = "") -> ConsentRow:
    return ConsentRow(
        need=row.need,
        receiver=row.receiver,
        status=row.status,
        kinds=tuple(row.kinds.split()),
        through=row.through,
        since=row.since,
        method=row.method,
        paper=row.paper,
        wording=row.wording,
        digest=row.digest,
        by=row.by,
        lead=lead,
    )
