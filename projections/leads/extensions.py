"""补充 Extensions: leads whose receivers are to be told more than they were.

A row for each lead, with the kinds of data that its consent names. What a wider
consent adds is due at once; so is what the enterprise changes of what is named: its contact, its
record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from domain.core.streams import id_of
from domain.leads.consent import ConsentExpired, ConsentGranted, ConsentRevoked
from domain.leads.lead import LeadDelivered, LeadExtended
from domain.leads.money import StepTakenBack
from domain.log.entry import Entry
from domain.parties.party import PartyContactSet, PartyRevised
from projections.core.database import reading
from projections.core.view import View

META = MetaData()
SHARED = Table(
    "lead_shared",
    META,
    Column("lead", String(64), primary_key=True),
    Column("need", String(64), nullable=False),
    Column("enterprise", String(64), nullable=False, index=True),
    Column("receiver", String(64), nullable=False),
    Column("kinds", Text, nullable=False),  # that the consent names, each between blanks
    Column("over", Integer, nullable=False),  # whether nothing is told any more
    Column("due", Integer, index=True),  # the position of what the receiver doesn't know yet
    Index("lead_shared_by", "need", "receiver"),
)
OVER = frozenset({"rejected", "withdrawn", "lapsed", "ended", "won"})


class Extension(NamedTuple):
    """A lead of which its receiver is to be told more, since a position in the log."""

    lead: str
    need: str
    enterprise: str
    receiver: str
    due: int


class Extensions(View):
    name: ClassVar = "extensions"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {
            *("lead.delivered", "lead.extended", "lead.step_taken_back"),
            *(f"lead.{status}" for status in OVER),
            *("consent.granted", "consent.revoked", "consent.expired"),
            *("party.contact_set", "party.revised"),
        }
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for entry in page:
            match entry.event:
                case LeadDelivered() as sent:
                    db.execute(insert(SHARED).values(lead=_lead(entry), **_sent(sent)))
                case LeadExtended():
                    db.execute(update(SHARED).where(SHARED.c.lead == _lead(entry)).values(due=None))
                case ConsentGranted() as granted:
                    _granted(db, granted, entry.position)
                case ConsentRevoked(need=need, receiver=receiver):
                    _ended(db, need, receiver)
                case ConsentExpired(need=need, receiver=receiver):
                    _ended(db, need, receiver)
                case PartyContactSet():
                    _changed(db, entry, "contact")
                case PartyRevised():
                    _changed(db, entry, "company")
                case StepTakenBack(status=status):
                    _go_on(db, entry, status)
                case _:
                    _go_on(db, entry, entry.event.verb)

    def due(self) -> list[Extension]:
        """The oldest first."""
        query = select(*(SHARED.c[name] for name in Extension._fields))
        waiting = query.where(SHARED.c.due.is_not(None), SHARED.c.over == 0)
        with reading(self.engine) as db:
            rows = db.execute(waiting.order_by(SHARED.c.due, SHARED.c.lead))
            return [Extension._make(row) for row in rows]


def _lead(entry: Entry) -> str:
    return id_of("lead", entry.stream)


def _go_on(db: Connection, entry: Entry, status: str) -> None:
    here = SHARED.c.lead == _lead(entry)
    db.execute(update(SHARED).where(here).values(over=int(status in OVER)))


def _sent(sent: LeadDelivered) -> dict[str, Any]:
    named = {"need": sent.need, "enterprise": sent.enterprise, "receiver": sent.receiver}
    return named | {"kinds": _between(sent.kinds), "due": None, "over": 0}


def _between(kinds: Sequence[str]) -> str:
    return f" {' '.join(kinds)} "


def _granted(db: Connection, granted: ConsentGranted, position: int) -> None:
    here = _by(granted.need, granted.scope.receiver)
    for row in db.execute(select(SHARED.c.lead, SHARED.c.kinds).where(here)).all():
        kinds: dict[str, Any] = {"kinds": _between(granted.scope.kinds)}
        if not set(granted.scope.kinds) <= set(row.kinds.split()):
            kinds |= {"due": position}
        db.execute(update(SHARED).where(SHARED.c.lead == row.lead).values(**kinds))


def _ended(db: Connection, need: str, receiver: str) -> None:
    """Nothing is named any more, and nothing due."""
    db.execute(update(SHARED).where(_by(need, receiver)).values(kinds="", due=None))


def _changed(db: Connection, entry: Entry, kind: str) -> None:
    whose = SHARED.c.enterprise == id_of("party", entry.stream)
    named = SHARED.c.kinds.contains(f" {kind} ")
    db.execute(update(SHARED).where(whose, named).values(due=entry.position))


def _by(need: str, receiver: str) -> Any:
    return (SHARED.c.need == need) & (SHARED.c.receiver == receiver)
