"""答复 Decisions: what was shown to whom, who is interested, who declined and why.

A pair that was declined isn't put before anybody again until what the reason named has changed: the
facet for a facet's reason, either side's words for a reason about words, never for a reason about
the other party.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    bindparam,
    case,
    exists,
    select,
)

from domain.core.canonical import canonical
from domain.log.entry import Entry
from domain.matching.proposal import LIFECYCLE, Shown
from domain.parties.inactive import INACTIVE
from domain.postings.posting import Side
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import At, CachedQuery, any_of, follow_streams, index_ends, rows_at
from projections.core.view import View
from projections.matching.proposal_table import ProposalRow, ReasonedProposal, of_grade, of_parties
from projections.parties.parties import PARTY
from projections.postings.posting_table import POSTING

META = MetaData()
DECISION = Table(
    "decision",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("id", String(16), nullable=False, index=True),
    Column("need", String(64), nullable=False, index=True),
    Column("need_edition", Integer, nullable=False),
    Column("offering", String(64), nullable=False, index=True),
    Column("offering_edition", Integer, nullable=False),
    Column("track", String(20), nullable=False),
    Column("need_party", String(64), nullable=False, index=True),
    Column("offering_party", String(64), nullable=False, index=True),
    Column("score", Integer, nullable=False),  # millionths
    Column("status", String(12), nullable=False),
    Column("through", String(10), nullable=False),
    Column("delivered_on", String(10), nullable=False),
    Column("viewed", Text, nullable=False),  # parties between blanks
    Column("interested", Text, nullable=False),
    Column("nominated", Text, nullable=False),  # the office's note
    Column("declined_by", String(64), nullable=False),
    Column("declined_on", String(10), nullable=False),
    Column("offering_answered_on", String(10), nullable=False),
    Column("reason_code", String(24), nullable=False),
    Column("shown", Text, nullable=False),  # canonical JSON
)
index_ends(DECISION)
BY_IDS = CachedQuery(
    lambda at: select(DECISION).where(at(DECISION), DECISION.c.id.in_(any_of("ids")))
)
OPEN = ("proposed", "interested")


def _stands(at: At, side: Side) -> ColumnElement[bool]:
    """The posting is published in the edition that was shown, and its party is active."""
    edition = DECISION.c.need_edition if side == "need" else DECISION.c.offering_edition
    away = exists().where(
        PARTY.c.id == POSTING.c.party, at(PARTY), PARTY.c.status.in_(sorted(INACTIVE))
    )
    return (
        exists()
        .where(POSTING.c.side == side, POSTING.c.id == DECISION.c[side], at(POSTING))
        .where(POSTING.c.edition == edition, POSTING.c.status == "published", ~away)
        .correlate(DECISION)
    )


def current(at: At) -> ColumnElement[bool]:
    """What can still be answered: both sides stand as they were shown. What isn't open any more was
    answered as it was."""
    return DECISION.c.status.not_in(OPEN) | (_stands(at, "need") & _stands(at, "offering"))


OF_PARTIES = of_parties(DECISION, any_of("parties"))
STATES = CachedQuery(
    lambda at: select(DECISION.c.id, DECISION.c.status, DECISION.c.through).where(
        at(DECISION), OF_PARTIES, current(at)
    )
)
WAITING = CachedQuery(
    lambda at: (
        select(DECISION)
        .where(at(DECISION), OF_PARTIES, DECISION.c.status == "interested", current(at))
        .order_by(DECISION.c.through, DECISION.c.id)
        .limit(bindparam("most", type_=Integer))
    )
)

FACET_OF = {
    "amount": "amount",
    "tenor": "tenor",
    "rate": "rate",
    "collateral": "collateral",
    "location": "region",
}
TOGETHER = 500
FOR_GOOD = frozenset({"already_partner", "competitor", "prior_bad_experience"})


Reasoned = Callable[[Sequence[ProposalRow]], Sequence[ReasonedProposal]]


@dataclass(frozen=True)
class Decision:
    """One proposal that was shown, as it stood."""

    status: str
    shown: Shown
    through: str
    delivered_on: str
    viewed: tuple[str, ...]
    interested: tuple[str, ...]
    nominated: str
    declined_by: str
    reason_code: str
    declined_on: str  # a day; "": nobody did
    offering_answered_on: str  # the day when the offering's owner answered; "": it hasn't


class DecisionState(NamedTuple):
    """`through`: the last day for an answer."""

    id: str
    status: str
    through: str


class Decisions(View):
    name: ClassVar = "decisions"
    version: ClassVar = 6
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {
            "proposal.delivered",
            "proposal.viewed",
            "proposal.nominated",
            "proposal.interest_expressed",
            "proposal.mutual_interest_reached",
            "proposal.declined",
            "proposal.expired",
        }
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, DECISION, "proposal", page, _change, begun="shown")

    def all(
        self,
        *,
        need: str | None = None,
        status: str | None = None,
        as_of: int | None = None,
    ) -> list[Decision]:
        """What was decided, by proposal id."""
        query = select(DECISION).where(rows_at(DECISION, as_of)).order_by(DECISION.c.id)
        if status is not None:
            query = query.where(DECISION.c.status == status)
        if need is not None:
            query = query.where(DECISION.c.need == need)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(query)]

    def one(self, id: str, as_of: int | None = None) -> Decision | None:
        return self.some([id], as_of).get(id)

    def some(self, ids: Iterable[str], as_of: int | None = None) -> dict[str, Decision]:
        """Of these proposals, as many as an export has rows, those that were shown."""
        with reading(self.engine) as db:
            rows = db.execute(*BY_IDS(as_of, ids=sorted(ids)))
            return {row.id: _read(row) for row in rows}

    def over(self, needs: Iterable[str], as_of: int | None = None) -> list[Decision]:
        """Of these needs, what was declined, or was not answered in time."""
        wanted, decisions = sorted(needs), list[Decision]()
        query = select(DECISION).where(
            rows_at(DECISION, as_of), DECISION.c.status.in_(("declined", "expired"))
        )
        with reading(self.engine) as db:
            for start in range(0, len(wanted), TOGETHER):
                some = DECISION.c.need.in_(wanted[start : start + TOGETHER])
                decisions += [_read(row) for row in db.execute(query.where(some))]
        return decisions

    def wanted(self, side: Side, ids: Iterable[str], as_of: int | None = None) -> set[str]:
        """Of these needs or offerings those of which a proposal stands that somebody wants."""
        postings, column, answered = sorted(ids), DECISION.c[side], set[str]()
        query = select(column).where(
            rows_at(DECISION, as_of), DECISION.c.status.in_(("interested", "mutual"))
        )
        with reading(self.engine) as db:
            for start in range(0, len(postings), TOGETHER):
                some = column.in_(postings[start : start + TOGETHER])
                answered |= set(db.execute(query.where(some)).scalars())
        return answered

    def waiting(
        self, parties: Iterable[str], limit: int, as_of: int | None = None
    ) -> list[Decision]:
        """Of these parties, some proposals that one side is interested in; what is to be answered
        first comes first."""
        query = WAITING(as_of, parties=sorted(parties), most=limit)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(*query)]

    def states(self, parties: Iterable[str], as_of: int | None = None) -> list[DecisionState]:
        """How the proposals of these parties stand that were put before them."""
        with reading(self.engine) as db:
            rows = db.execute(*STATES(as_of, parties=sorted(parties)))
            return [DecisionState(*row) for row in rows]

    def page(
        self,
        status: str,
        *,
        parties: Iterable[str] | None = None,
        track: str = "",
        graded: str = "",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[Decision], int]:
        """Those in a state, as `_latest` has them, behind the first `after`, and how many there are
        (`count_of`); of these parties, of one track, of one grade."""
        parties = None if parties is None else sorted(parties)
        query = _of(parties, status, as_of).where(of_grade(DECISION, graded))
        if status == "proposed":
            query = query.where(current(lambda table: rows_at(table, as_of)))
        if track:
            query = query.where(DECISION.c.track == track)
        page = query.order_by(*_latest(parties)).limit(limit).offset(after)
        with reading(self.engine) as db:
            return [_read(row) for row in db.execute(page)], count_of(db, query)

    def due(self, today: str) -> list[str]:
        """Proposals that nobody answered until before today."""
        query = select(DECISION.c.id).where(
            DECISION.c.until.is_(None),
            DECISION.c.status.in_(("proposed", "interested")),
            DECISION.c.through < today,
        )
        with reading(self.engine) as db:
            return list(db.execute(query.order_by(DECISION.c.id)).scalars())

    def deliveries_by_party(self, day: str) -> dict[str, int]:
        """How many proposals each party was shown for the first time on a day."""
        counts: dict[str, int] = {}
        query = select(DECISION).where(DECISION.c.until.is_(None), DECISION.c.delivered_on == day)
        with reading(self.engine) as db:
            for row in db.execute(query):
                for party in _shown(row.shown).parties:
                    counts[party] = counts.get(party, 0) + 1
        return counts


class Declines:
    """The declines that stand at a moment, to be asked about pairs. `reasoned` adds to rows of the
    proposals view their reasons, which are looked at only where somebody declined."""

    def __init__(self, declined: Sequence[Decision], reasoned: Reasoned) -> None:
        self.reasoned = reasoned
        self.by_pair: dict[tuple[str, str], list[Decision]] = {}
        for decision in declined:
            pair = (decision.shown.need, decision.shown.offering)
            self.by_pair.setdefault(pair, []).append(decision)

    def stands(self, row: ProposalRow) -> Decision | None:
        """The decline that keeps a proposal from being shown."""
        known = self.by_pair.get((row.need, row.offering), ())
        whole = next(iter(self.reasoned([row])), None) if known else None
        if whole is None:  # nobody declined, or it stands no more
            return None
        reasons = whole.reasons
        return next((decision for decision in known if _unchanged(decision, row, reasons)), None)


def _unchanged(decision: Decision, row: ProposalRow, reasons: Mapping[str, Any]) -> bool:
    if decision.reason_code in FOR_GOOD:
        return True
    shown, facet = decision.shown, FACET_OF.get(decision.reason_code)
    before, now = _facet(shown.reasons, facet), _facet(reasons, facet)
    if before is not None and now is not None:
        return before == now
    editions = (row.need_edition, row.offering_edition)
    return (shown.need_edition, shown.offering_edition) == editions


def _facet(reasons: Mapping[str, Any], name: str | None) -> tuple[str, str] | None:
    """What the two sides said about a facet."""
    facets = (f for f in reasons.get("facets", ()) if f["name"] == name)
    return next(((str(f["need"]), str(f["offering"])) for f in facets), None)


def _change(entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
    """What an event changes in a row."""
    event: Any = entry.event
    status = {"status": LIFECYCLE.after(event.verb, row["status"] or LIFECYCLE.start)}
    match event.verb:
        case "delivered":
            same = ("track", "need_party", "offering_party", "score")
            pair = ("need", "need_edition", "offering", "offering_edition")
            shown = {name: getattr(event.shown, name) for name in (*same, *pair)}
            return (
                status
                | shown
                | {
                    "through": event.through.isoformat(),
                    "delivered_on": entry.effective_on.isoformat(),
                    "shown": canonical(event.shown.model_dump(mode="json")).decode(),
                }
            )
        case "viewed":
            return {"viewed": f"{row['viewed']} {event.party}".strip()}
        case "interest_expressed":
            parties = f"{row['interested']} {event.party}".strip()
            return status | {"interested": parties} | _answered(entry, row)
        case "nominated":
            return {"nominated": event.note}
        case "declined":
            no = {
                "declined_by": event.party,
                "reason_code": event.reason_code,
                "declined_on": entry.effective_on.isoformat(),
            }
            return status | no | _answered(entry, row)
        case "mutual_interest_reached" | "expired":
            return status
    raise ValueError(f"{event.name} isn't shown here")


def _answered(entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
    """The day of an answer, where the offering's owner gave it."""
    event: Any = entry.event
    theirs = event.party == row["offering_party"]
    return {"offering_answered_on": entry.effective_on.isoformat()} if theirs else {}


def _of(parties: Iterable[str] | None, status: str | None, as_of: int | None) -> Select[Any]:
    query = select(DECISION).where(rows_at(DECISION, as_of))
    if status is not None:
        query = query.where(DECISION.c.status == status)
    if parties is None:
        return query
    return query.where(of_parties(DECISION, sorted(parties)))


def _latest(parties: Sequence[str] | None) -> tuple[ColumnElement[Any], ...]:
    """What changed last at the top. Behind it what these parties see a teaser of, by the day on
    which it was put before them and then by id: the best of a day are put first."""
    if parties is None:
        return (DECISION.c.since.desc(),)
    covered = DECISION.c.need_party.not_in(parties)
    day = case((covered, DECISION.c.delivered_on), else_="")
    since = case((covered, 0), else_=DECISION.c.since)
    return case((covered, 1), else_=0), day.desc(), since.desc(), DECISION.c.id


def _shown(text: str) -> Shown:
    return Shown.model_validate_json(text)


def _read(row: Any) -> Decision:
    return Decision(
        status=row.status,
        shown=_shown(row.shown),
        through=row.through,
        delivered_on=row.delivered_on,
        viewed=tuple(row.viewed.split()),
        interested=tuple(row.interested.split()),
        nominated=row.nominated,
        declined_by=row.declined_by,
        reason_code=row.reason_code,
        declined_on=row.declined_on,
        offering_answered_on=row.offering_answered_on,
    )
