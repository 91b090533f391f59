"""登记 Registrations: enterprises that registered themselves, and how far that is, as of any
position. Of their persons (personal data) nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    select,
)

from domain.administration.registration import (
    RegistrationConfirmed,
    RegistrationFiled,
    RegistrationRefused,
)
from domain.core.canonical import canonical
from domain.log.entry import Entry
from domain.parties.party import Profile
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import follow_streams, rows_at
from projections.core.view import View

META = MetaData()
REGISTRATION = Table(
    "registration",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("id", String(64), nullable=False, index=True),  # the credit code
    Column("status", String(10), nullable=False, index=True),
    Column("profile", Text, nullable=False),  # canonical JSON
    Column("filed_at", BigInteger, nullable=False),  # seconds of the epoch
    Column("party", String(64), nullable=False),  # "" until it is confirmed
    Column("reason", Text, nullable=False),  # why it was refused
)


@dataclass(frozen=True)
class RegistrationRow:
    id: str
    status: str
    profile: Profile
    filed_at: int
    party: str
    reason: str


class Registrations(View):
    name: ClassVar = "registrations"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        kind.name for kind in (RegistrationFiled, RegistrationConfirmed, RegistrationRefused)
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, REGISTRATION, "registration", page, _change, begun="profile")

    def registration(self, id: str, as_of: int | None = None) -> RegistrationRow | None:
        return next(iter(self._rows(REGISTRATION.c.id == id, 1, 0, as_of)[0]), None)

    def all(
        self, status: str = "", *, after: int = 0, limit: int = 50, as_of: int | None = None
    ) -> tuple[list[RegistrationRow], int]:
        """In one state or in any, the oldest first, and how many there are."""
        wanted = REGISTRATION.c.status == status if status else REGISTRATION.c.id != ""
        return self._rows(wanted, limit, after, as_of)

    def _rows(
        self, wanted: Any, limit: int, after: int, as_of: int | None
    ) -> tuple[list[RegistrationRow], int]:
        query = select(REGISTRATION).where(wanted, rows_at(REGISTRATION, as_of))
        page = query.order_by(REGISTRATION.c.filed_at, REGISTRATION.c.id)
        with reading(self.engine) as db:
            rows = db.execute(page.limit(limit).offset(after)).all()
            return [_read(row) for row in rows], count_of(db, query)


def _change(entry: Entry, _: dict[str, Any]) -> dict[str, Any]:
    match entry.event:
        case RegistrationFiled(profile=profile):
            return {
                "status": "waiting",
                "profile": canonical(profile.model_dump(mode="json")).decode(),
                "filed_at": int(entry.recorded_at.timestamp()),
                "reason": "",
            }
        case RegistrationConfirmed(party=party):
            return {"status": "confirmed", "party": party}
        case RegistrationRefused(reason=reason):
            return {"status": "refused", "reason": reason}
    raise ValueError(f"{entry.event.name} registers nothing")


def _read(row: Any) -> RegistrationRow:
    profile = Profile.model_validate_json(row.profile)
    return RegistrationRow(row.id, row.status, profile, row.filed_at, row.party, row.reason)
