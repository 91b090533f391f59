"""收件箱 Inbox: the list of leads, narrowed, in an order, a page at a time; and when to call whom.

Asked of the rows of leads, consents and parties; nothing is kept for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Engine,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from projections.core.database import reading
from projections.core.lists import ordered
from projections.core.search import each, holds, names, words
from projections.core.temporal import CachedQuery, any_of, rows_at
from projections.leads.consents import CONSENT
from projections.leads.leads import (
    AWAITING,
    COLOURED,
    COLOURS,
    DUE,
    LEAD,
    OVER,
    LeadRow,
    read,
)
from projections.parties.parties import PARTY

STAGES = {  # what its receiver owes an answer to, what goes on, what is over
    "todo": AWAITING,
    "going": ("intent_signed", "approved", "disbursed"),
    "over": ("won", *OVER),
}
ORDERS = {
    "due": DUE,
    "sent": LEAD.c.delivered_on,
    "intent": LEAD.c.intent_fen,
    "approved": LEAD.c.approved_fen,
    "drawn": LEAD.c.drawn_fen,
}
NOBODY = "-"  # as `assignee`: given to nobody yet
OWN = or_(
    LEAD.c.user == bindparam("user"),
    and_(LEAD.c.user == "", LEAD.c.next_by == bindparam("user")),
)
APPOINTMENTS = CachedQuery(
    lambda at: (
        select(LEAD)
        .where(at(LEAD), LEAD.c.next_on != "", LEAD.c.receiver.in_(any_of("receivers")), OWN)
        .order_by(LEAD.c.next_on, LEAD.c.id)
        .limit(bindparam("most", type_=Integer))
    )
)


@dataclass(frozen=True)
class Wanted:
    """By what the list is narrowed; "" and None don't.

    `parties` are those whose leads are seen at all, sent to them or about their needs; `of` others
    beside. Each word of `text` stands in the title, the manager's name or the lead's number, or one
    of its parties is called so: to a receiver only what a live consent still lets it read.
    `assignee` is a user, or `NOBODY`. `but` are leads to leave out, by their ids. A colour is as
    `LeadRow.clock` shows it.
    """

    parties: Collection[str] | None = None
    of: Collection[str] | None = None
    stage: str = ""
    status: str = ""
    track: str = ""
    offering: str = ""
    colour: str = ""
    text: str = ""
    assignee: str = ""
    sent: tuple[str, str] = ("", "")
    but: Select[tuple[str]] | None = None


@dataclass(frozen=True)
class Inbox:
    """Over the database of the views, which must have caught up. `day` is the day that is shown,
    `today` the real one, of which consents are."""

    engine: Engine

    def page(
        self,
        wanted: Wanted,
        day: str,
        today: str,
        *,
        sort: str = "due",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> list[LeadRow]:
        """Some leads in an order of `ORDERS`, what is due first at the top: behind the first
        `after`."""
        query = _narrowed(select(LEAD), wanted, day, today, as_of)
        if sort.removeprefix("-") == "due":  # what nothing is owed for comes last either way
            query = query.order_by(case((DUE == "", 1), else_=0))
        query = ordered(query, ORDERS, sort, LEAD.c.id)
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(query.offset(after).limit(limit))]

    def stages(
        self, wanted: Wanted, day: str, today: str, as_of: int | None = None
    ) -> dict[str, int]:
        """How many of them are in each of `STAGES`."""
        stage = case(*((LEAD.c.status.in_(of), name) for name, of in STAGES.items()), else_="")
        query = select(stage.label("stage"), func.count().label("many")).group_by(stage)
        query = _narrowed(query, wanted, day, today, as_of)
        with reading(self.engine) as db:
            return {row.stage: row.many for row in db.execute(query)}

    def colours(self, day: str, as_of: int | None = None) -> dict[str, int]:
        """How many of all have each colour; under "" those of which nothing is owed."""
        with reading(self.engine) as db:
            return {row.colour: row.many for row in db.execute(*COLOURED(as_of, day=day))}

    def appointments(self, receivers: Collection[str], user: str, limit: int) -> list[LeadRow]:
        """When a receiver's user will be in touch again with whom, the next first: of leads that
        were given to him, or that he said it of and nobody was given."""
        query = APPOINTMENTS(None, receivers=sorted(receivers), user=user, most=limit)
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(*query)]


def _narrowed(
    query: Select[Any], wanted: Wanted, day: str, today: str, as_of: int | None
) -> Select[Any]:
    query = query.where(rows_at(LEAD, as_of))
    for parties in (wanted.parties, wanted.of):
        if parties is not None:
            ids = sorted(parties)
            query = query.where(LEAD.c.receiver.in_(ids) | LEAD.c.enterprise.in_(ids))
    first, last = wanted.sent
    if first:
        query = query.where(LEAD.c.delivered_on >= first)
    if last:
        query = query.where(LEAD.c.delivered_on <= last)
    for column in ("status", "track", "offering"):
        if value := getattr(wanted, column):
            query = query.where(LEAD.c[column] == value)
    if wanted.stage:
        query = query.where(LEAD.c.status.in_(STAGES[wanted.stage]))
    if wanted.colour:
        query = query.where(COLOURS[wanted.colour](day))
    if wanted.assignee == NOBODY:
        query = query.where(LEAD.c.user == "", LEAD.c.manager == "")
    elif wanted.assignee:
        query = query.where(LEAD.c.user == wanted.assignee)
    if wanted.but is not None:
        query = query.where(LEAD.c.id.not_in(wanted.but))
    return query.where(_called(wanted, today, as_of)) if wanted.text else query


def _called(wanted: Wanted, today: str, as_of: int | None) -> Any:
    """The condition for leads that somebody may find by each word of this text."""
    return each(_by_word(wanted.parties, word, today, as_of) for word in words(wanted.text))


def _by_word(parties: Collection[str] | None, word: str, today: str, as_of: int | None) -> Any:
    titled = holds(LEAD.c.title_words, word)
    party = select(PARTY.c.id).where(rows_at(PARTY, as_of), names(PARTY.c.words, word))
    named = LEAD.c.enterprise.in_(party)
    if parties is not None:
        own = LEAD.c.enterprise.in_(sorted(parties))
        titled &= own | _live(today)
        named &= own | _live(today, "company")
    return titled | named | LEAD.c.receiver.in_(party) | holds(LEAD.c.own_words, word)


def _live(today: str, kind: str = "") -> Any:
    """That a consent lets the receiver have what was sent, and this kind of data, today."""
    return exists().where(
        CONSENT.c.need == LEAD.c.need,
        CONSENT.c.receiver == LEAD.c.receiver,
        CONSENT.c.until.is_(None),
        CONSENT.c.status == "granted",
        CONSENT.c.through >= today,
        CONSENT.c.kinds.contains(kind),
    )
