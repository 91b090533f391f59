"""发件 Outbox: what goes to each receiver, numbered without a gap.

The n-th thing that concerns a receiver has number n, whoever counts and however often: the numbers
are worked out from the log, so a receiver who has 1 … n has everything up to n, and can prove it.
What is in a message is made when it is sent (`services/outbound/messages.py`), from the event at
`position` and the consents of that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
    update,
)

from domain.core.streams import id_of
from domain.leads.consent import ConsentExpired, ConsentNarrowed, ConsentRevoked
from domain.leads.lead import LeadDelivered
from domain.log.entry import Entry
from projections.core.database import reading
from projections.core.temporal import insert_all
from projections.core.view import View

META = MetaData()
OUTBOX = Table(
    "outbox",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(40), nullable=False),
    Column("need", String(64), nullable=False),
    Column("lead", String(64), nullable=False),
    UniqueConstraint("receiver", "position"),
)
END = Table(
    "outbox_end",
    META,
    Column("receiver", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)
MANY = 500  # positions in a question
ENDED = frozenset({ConsentNarrowed.name, ConsentRevoked.name, ConsentExpired.name})
CONCERNED = Table(
    "outbox_lead",
    META,
    Column("lead", String(64), primary_key=True),
    Column("receiver", String(64), nullable=False),
    Column("need", String(64), nullable=False),
    Index("outbox_lead_of", "receiver", "need"),
)


class Item(NamedTuple):
    """One thing that concerns a receiver: a row of the outbox."""

    receiver: str
    number: int
    position: int
    name: str
    need: str
    lead: str


class Outbox(View):
    name: ClassVar = "outbox"
    version: ClassVar = 4
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {
            "lead.delivered",
            "lead.extended",
            "lead.withdrawn",
            "lead.lapsed",
            "lead.ended",
            "lead.receipt_confirmed",
            "lead.receipt_disputed",
            "consent.narrowed",
            "consent.revoked",
            "consent.expired",
        }
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        before = _ends(db)
        last = dict(before)
        rows: list[dict[str, Any]] = []
        leads: list[dict[str, Any]] = []
        for entry in page:
            if isinstance(entry.event, LeadDelivered):
                receiver, need = entry.event.receiver, entry.event.need
                lead = id_of("lead", entry.stream)
                leads.append({"lead": lead, "receiver": receiver, "need": need})
            else:
                insert_all(db, CONCERNED, leads)
                leads.clear()
                concerned = _concerned(db, entry)
                if concerned is None:
                    continue
                receiver, need, lead = concerned
            last[receiver] = last.get(receiver, 0) + 1
            about = {"need": need, "lead": lead, "name": entry.event.name}
            place = {"receiver": receiver, "number": last[receiver], "position": entry.position}
            rows.append(place | about)
        insert_all(db, CONCERNED, leads)
        insert_all(db, OUTBOX, rows)
        for receiver in last.keys() - before.keys():
            db.execute(insert(END).values(receiver=receiver, number=last[receiver]))
        for receiver in (who for who, number in before.items() if last[who] != number):
            here = END.c.receiver == receiver
            db.execute(update(END).where(here).values(number=last[receiver]))

    def after(self, receiver: str, number: int, limit: int = 500) -> list[Item]:
        """What comes behind a number, in its order."""
        query = (
            select(OUTBOX)
            .where(OUTBOX.c.receiver == receiver, OUTBOX.c.number > number)
            .order_by(OUTBOX.c.number)
            .limit(limit)
        )
        with reading(self.engine) as db:
            return [Item._make(row) for row in db.execute(query)]

    def until(self, receiver: str, number: int, limit: int) -> list[Item]:
        """What comes up to a number, the last first."""
        query = (
            select(OUTBOX)
            .where(OUTBOX.c.receiver == receiver, OUTBOX.c.number <= number)
            .order_by(OUTBOX.c.number.desc())
            .limit(limit)
        )
        with reading(self.engine) as db:
            return [Item._make(row) for row in db.execute(query)]

    def number_at(self, receiver: str, position: int) -> int:
        """The number of the last thing that had come up to a log position; 0 before the first."""
        query = (
            select(OUTBOX.c.number)
            .where(OUTBOX.c.receiver == receiver, OUTBOX.c.position <= position)
            .order_by(OUTBOX.c.number.desc())
            .limit(1)
        )
        with reading(self.engine) as db:
            return db.execute(query).scalar() or 0

    def of_lead(self, lead: str) -> list[Item]:
        """What a receiver is told of one lead, in its order."""
        query = select(OUTBOX).where(OUTBOX.c.lead == lead).order_by(OUTBOX.c.number)
        with reading(self.engine) as db:
            return [Item._make(row) for row in db.execute(query)]

    def told_of_ended(self, receiver: str, number: int) -> list[Item]:
        """All that a receiver is told of the needs whose consents ended, or were narrowed, behind a
        number; in its order."""
        own = OUTBOX.c.receiver == receiver
        ended = select(OUTBOX.c.need).where(
            own, OUTBOX.c.number > number, OUTBOX.c.name.in_(sorted(ENDED))
        )
        query = select(OUTBOX).where(own, OUTBOX.c.need.in_(ended)).order_by(OUTBOX.c.number)
        with reading(self.engine) as db:
            return [Item._make(row) for row in db.execute(query)]

    def at(self, positions: Iterable[int]) -> list[Item]:
        """What these lines of the log are to whom."""
        wanted, items = sorted(positions), []
        with reading(self.engine) as db:
            for start in range(0, len(wanted), MANY):
                some = OUTBOX.c.position.in_(wanted[start : start + MANY])
                items += [Item._make(row) for row in db.execute(select(OUTBOX).where(some))]
        return sorted(items)

    def ends(self) -> dict[str, int]:
        """The last number of every receiver."""
        with reading(self.engine) as db:
            return _ends(db)


def _concerned(db: Connection, entry: Entry) -> tuple[str, str, str] | None:
    """(receiver, need, lead) of what changes or ends something; None where nobody outside knows of
    it: a consent that no lead followed."""
    if isinstance(entry.event, ConsentNarrowed | ConsentRevoked | ConsentExpired):
        need, receiver = entry.event.need, entry.event.receiver
        query = select(CONCERNED.c.lead).where(
            CONCERNED.c.receiver == receiver, CONCERNED.c.need == need
        )
        lead = db.execute(query.order_by(CONCERNED.c.lead).limit(1)).scalar()
        return (receiver, need, lead) if lead else None
    id = id_of("lead", entry.stream)
    known = db.execute(select(CONCERNED).where(CONCERNED.c.lead == id)).first()
    if known is None:
        raise ValueError(f"{entry.stream} changed before it was delivered")
    return known.receiver, known.need, id


def _ends(db: Connection) -> dict[str, int]:
    return {row.receiver: row.number for row in db.execute(select(END))}
