"""线索 Leads: every lead with its state, its clocks and its money, as of any position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
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
    case,
    func,
    select,
)

from domain.core.event import EVENTS
from domain.core.streams import id_of
from domain.leads.lead import LIFECYCLE
from domain.leads.state_titles import state_title
from domain.log.entry import Entry
from domain.postings.content import Content
from projections.core.database import reading
from projections.core.rows import as_row
from projections.core.search import document
from projections.core.temporal import At, CachedQuery, any_of, follow_streams, index_ends, rows_at
from projections.core.view import View
from projections.leads import lead_money
from projections.leads.lead_money import Drawdown, Waiting

META = MetaData()
LEAD = Table(
    "lead",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("id", String(64), nullable=False, index=True),
    Column("track", String(20), nullable=False),
    Column("need", String(64), nullable=False, index=True),
    Column("offering", String(64), nullable=False),
    Column("enterprise", String(64), nullable=False, index=True),
    Column("receiver", String(64), nullable=False, index=True),
    Column("status", String(16), nullable=False, index=True),
    Column("released", Integer, nullable=False),
    Column("branch", Text, nullable=False),
    Column("manager", Text, nullable=False),
    Column("user", String(64), nullable=False),  # whom of the receiver's users it was given to
    Column("delivered_on", String(10), nullable=False),
    Column("acknowledge_by", String(10), nullable=False),
    Column("contact_by", String(10), nullable=False),
    Column("decide_by", String(10), nullable=False),
    Column("intent_fen", BigInteger, nullable=False),
    Column("approved_fen", BigInteger, nullable=False),
    Column("drawn_fen", BigInteger, nullable=False),
    Column("intent_on", String(10), nullable=False),
    Column("approved_on", String(10), nullable=False),
    Column("approved_rate_bp", Integer),  # none: not stated; 0 is a rate
    Column("approved_tenor_days", Integer, nullable=False),
    Column("collateral", String(40), nullable=False),
    Column("through", String(10), nullable=False),
    Column("drawdowns", Text, nullable=False),  # canonical JSON of `Drawdown`s
    Column("unconfirmed", Integer, nullable=False),  # drawdowns of which nothing is said
    Column("disputed", Integer, nullable=False),
    Column("pending", Text, nullable=False),  # canonical JSON of a `Waiting`
    Column("wants", Integer),  # whose eyes its money wants, `lead_money.wants`
    Column("landed_on", String(10), nullable=False),  # the day of the first drawdown
    Column("reasons", Text, nullable=False),  # of a rejection or an end, between blanks
    Column("headline", Text, nullable=False),  # of what was sent: the need's title
    Column("title_words", Text, nullable=False),  # what it is found by: of what was sent
    Column("own_words", Text, nullable=False),  # … and of its own: number, manager
    Column("wanted_fen", BigInteger, nullable=False),
    Column("tenor_days", Integer, nullable=False),
    Column("wanted", Text, nullable=False),  # how many of what, where it isn't money
    Column("next_on", String(10), nullable=False),  # when its receiver's people will be in touch
    Column("next_by", String(64), nullable=False),  # who of them said so
)
index_ends(LEAD)
Index(
    "lead_next",
    LEAD.c.receiver,
    LEAD.c.next_on,
    sqlite_where=LEAD.c.until.is_(None) & (LEAD.c.next_on != ""),
    postgresql_where=LEAD.c.until.is_(None) & (LEAD.c.next_on != ""),
)
WANTING = LEAD.c.wants.is_not(None)
Index("lead_wants", LEAD.c.wants, sqlite_where=WANTING, postgresql_where=WANTING)
AWAITING = ("delivered", "acknowledged", "contacted")  # an answer, which the receiver owes
SIGNED = ("intent_signed", "approved", "disbursed", "won")
MONEY = frozenset(
    {
        *("intent_signed", "approved", "disbursed", "disbursement_voided"),
        *("money_proposed", "money_confirmed", "money_turned_down", "money_corrected"),
        *("receipt_confirmed", "receipt_disputed", "receipt_lapsed"),
    }
)
OVER = ("rejected", "withdrawn", "lapsed", "ended")
BY_ID = CachedQuery(lambda at: select(LEAD).where(at(LEAD), LEAD.c.id == bindparam("of")))
ABOUT = CachedQuery(
    lambda at: (
        select(LEAD)
        .where(
            at(LEAD),
            LEAD.c.id.in_(any_of("ids"))
            | (LEAD.c.need.in_(any_of("needs")) & LEAD.c.status.not_in(OVER)),
        )
        .order_by(LEAD.c.id)
    )
)
DUE = case(  # as `LeadRow.due`
    (LEAD.c.status == "delivered", LEAD.c.acknowledge_by),
    (LEAD.c.status == "acknowledged", LEAD.c.contact_by),
    (LEAD.c.status == "contacted", LEAD.c.decide_by),
    else_="",
)
COLOURS: dict[str, Callable[[str], Any]] = {  # as `LeadRow.clock`
    "red": lambda day: (DUE != "") & (day > DUE),
    "yellow": lambda day: day == DUE,
    "green": lambda day: day < DUE,
}


@dataclass(frozen=True)
class LeadRow:
    """One lead as it stood. Amounts in fen, days as YYYY-MM-DD, "" for not yet.

    `headline`, `wanted_fen`, `tenor_days` and `wanted` are of what was sent: its receiver may have
    them while a consent is live. `next_on` and `next_by` are the receiver's own.
    """

    id: str
    track: str
    need: str
    offering: str
    enterprise: str
    receiver: str
    status: str
    released: bool
    branch: str
    manager: str
    user: str
    delivered_on: str
    acknowledge_by: str
    contact_by: str
    decide_by: str
    intent_fen: int
    approved_fen: int
    drawn_fen: int
    intent_on: str
    approved_on: str
    approved_rate_bp: int | None
    approved_tenor_days: int
    collateral: str
    through: str
    drawdowns: tuple[Drawdown, ...]
    unconfirmed: int
    disputed: int
    pending: Waiting | None
    landed_on: str
    reasons: tuple[str, ...]
    headline: str
    wanted_fen: int
    tenor_days: int
    wanted: str
    next_on: str
    next_by: str

    @property
    def title(self) -> str:
        return state_title(self.track, self.status, self.reasons)

    @property
    def is_over(self) -> bool:
        """Nothing came of it."""
        return self.status in OVER

    @property
    def due(self) -> str:
        """The day of the duty that comes next; "" where the receiver owes nothing."""
        match self.status:
            case "delivered":
                return self.acknowledge_by
            case "acknowledged":
                return self.contact_by
            case "contacted":
                return self.decide_by
        return ""

    def clock(self, day: str) -> str:
        """red after the day that is due, yellow on it, else green; "" where nothing is owed."""
        due = self.due
        if not due:
            return ""
        return "red" if day > due else "yellow" if day == due else "green"


class Leads(View):
    name: ClassVar = "leads"
    version: ClassVar = 8
    tables: ClassVar = META
    listens: ClassVar = frozenset(name for name in EVENTS if name.startswith("lead."))

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, LEAD, "lead", page, change_of, begun="need")

    def all(
        self,
        *,
        receiver: str | None = None,
        enterprise: str | None = None,
        need: str | None = None,
        offering: str | None = None,
        status: str | None = None,
        track: str | None = None,
        parties: Iterable[str] | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: int | None = None,
    ) -> list[LeadRow]:
        """Leads by their id, those behind `after`; sent to these parties or about their needs,
        where any are given."""
        query = select(LEAD).where(rows_at(LEAD, as_of), LEAD.c.id > after)
        query = query.order_by(LEAD.c.id).limit(limit)
        if parties is not None:
            ids = sorted(parties)
            query = query.where(LEAD.c.receiver.in_(ids) | LEAD.c.enterprise.in_(ids))
        wanted = {"receiver": receiver, "enterprise": enterprise, "need": need}
        wanted |= {"offering": offering, "status": status, "track": track}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(LEAD.c[name] == value)
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(query)]

    def owed(self, day: str) -> dict[str, int]:
        """How many of all have each colour, of those whose receivers owe something now."""
        with reading(self.engine) as db:
            return {row.colour: row.many for row in db.execute(*OWED(None, day=day))}

    def one(self, id: str, as_of: int | None = None) -> LeadRow | None:
        with reading(self.engine) as db:
            row = db.execute(*BY_ID(as_of, of=id)).first()
            return read(row) if row else None

    def about(
        self, ids: Iterable[str], needs: Iterable[str], as_of: int | None = None
    ) -> list[LeadRow]:
        """Those with these ids, as many as an export has rows, and those of these needs that nobody
        has ended; by their id."""
        with reading(self.engine) as db:
            rows = db.execute(*ABOUT(as_of, ids=sorted(ids), needs=sorted(needs)))
            return [read(row) for row in rows]

    def money_waits(
        self, *, parties: Iterable[str] | None = None, limit: int, as_of: int | None = None
    ) -> list[LeadRow]:
        """Leads whose money somebody has to look at: an amount that waits for its second person, a
        drawdown that the enterprise hasn't got; of some parties also what the enterprise says
        nothing of. The oldest first."""
        query = WAITS(as_of, most=limit)
        if parties is not None:
            query = WAITS_OF(as_of, most=limit, parties=sorted(parties))
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(*query)]

    def undecided(self, today: str) -> list[str]:
        """Leads whose time for a decision is over."""
        query = select(LEAD.c.id).where(
            LEAD.c.until.is_(None),
            LEAD.c.status.in_(AWAITING),
            LEAD.c.decide_by < today,
            LEAD.c.pending == "",  # answered, once a second person has confirmed it
        )
        with reading(self.engine) as db:
            return list(db.execute(query.order_by(LEAD.c.id)).scalars())

    def unreleased(self) -> list[LeadRow]:
        """Leads of which nothing came and that still hold their places."""
        query = select(LEAD).where(
            LEAD.c.until.is_(None), LEAD.c.status.in_(OVER), LEAD.c.released == 0
        )
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(query.order_by(LEAD.c.id))]


def _by_colour(at: At) -> Select[Any]:
    """How many leads have each colour, as `LeadRow.clock` shows it on the day in question."""
    day: Any = bindparam("day", type_=String)
    conditions = ((condition(day), colour) for colour, condition in COLOURS.items())
    colour = case(*conditions, else_="").label("colour")
    return select(colour, func.count().label("many")).where(at(LEAD)).group_by(colour)


def _wanting(at: At) -> Select[Any]:
    """Those whose money somebody has to look at, the oldest first."""
    query = select(LEAD).where(at(LEAD), WANTING).order_by(LEAD.c.since)
    return query.limit(bindparam("most", type_=Integer))


COLOURED = CachedQuery(_by_colour)
OWED = CachedQuery(lambda at: _by_colour(at).where(LEAD.c.status.in_(AWAITING)))
WAITS = CachedQuery(lambda at: _wanting(at).where(LEAD.c.wants == lead_money.EVERYBODYS))
WAITS_OF = CachedQuery(
    lambda at: _wanting(at).where(
        LEAD.c.receiver.in_(any_of("parties")) | LEAD.c.enterprise.in_(any_of("parties"))
    )
)


def change_of(entry: Entry, row: dict[str, Any]) -> dict[str, Any]:
    """What an event changes in a row."""
    changes = _changes(entry, row)
    return changes | {"wants": lead_money.wants(row | changes)}


def _changes(entry: Entry, row: dict[str, Any]) -> dict[str, Any]:
    event: Any = entry.event
    status = {"status": LIFECYCLE.after(event.verb, row["status"] or LIFECYCLE.start)}
    match event.verb:
        case "delivered":
            same = ("track", "need", "offering", "enterprise", "receiver")
            days = {name: day.isoformat() for name, day in event.deadlines}
            sent = {name: getattr(event, name) for name in same} | days
            begun = {"delivered_on": event.on.isoformat(), "approved_rate_bp": None}
            found_by = {"own_words": document(id_of("lead", entry.stream))}
            return status | sent | begun | found_by | _wanted(event.content)
        case "assigned":
            return {
                "branch": event.branch,
                "manager": event.manager,
                "user": event.user or "",
                "own_words": document(id_of("lead", entry.stream), event.manager),
            }
        case "noted":
            return _next(entry)
        case "released":
            return {"released": 1}
        case "extended":
            return {}  # what its receiver may see besides is asked of `extensions`
        case "rejected":
            return status | NOTHING_NEXT | {"reasons": " ".join(event.reasons), "pending": ""}
        case "ended":
            return status | NOTHING_NEXT | {"reasons": event.because, "pending": ""}
        case "step_taken_back":
            return lead_money.changed(event, row) | {"status": event.status}
        case "won" | "withdrawn" | "lapsed":
            return status | NOTHING_NEXT | {"pending": ""}
        case "acknowledged" | "contacted":
            nothing = NOTHING_NEXT if event.verb == "contacted" else {}
            return status | nothing | ({} if event.verb == row["status"] else {"pending": ""})
        case verb if verb in MONEY:
            return status | lead_money.changed(event, row)
    raise ValueError(f"{event.name} isn't shown here")


NOTHING_NEXT = {"next_on": "", "next_by": ""}


def _next(entry: Entry) -> dict[str, Any]:
    """A remark leaves what was agreed as it is, unless it names another day; a talk is what it was
    agreed for."""
    note: Any = entry.event
    if note.next_on is not None:
        return {"next_on": note.next_on.isoformat(), "next_by": entry.actor}
    return {} if note.kind == "note" else NOTHING_NEXT


def _wanted(content: Content) -> dict[str, Any]:
    """How much of what, for how long, of any track's need."""
    terms: Any = content.terms
    quantity, unit = getattr(terms, "quantity", None), getattr(terms, "unit", None)
    people = getattr(terms, "headcount", None)
    many = f"{quantity:f}{unit or ''}" if quantity is not None else f"{people}人" if people else ""
    return {
        "headline": content.title,
        "title_words": document(content.title),
        "wanted_fen": getattr(terms, "amount_fen", None) or getattr(terms, "budget_fen", None) or 0,
        "tenor_days": getattr(terms, "tenor_days", None) or 0,
        "wanted": many,
    }


def read(row: Any) -> LeadRow:
    return as_row(
        LeadRow,
        row,
        released=bool(row.released),
        reasons=tuple(row.reasons.split()),
        drawdowns=lead_money.drawdowns(row.drawdowns),
        pending=lead_money.waiting(row.pending),
    )
