"""授权一览 Consent list: consents by what their needs and parties are called, with the leads that
left by them, asked of the rows that other views keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, exists, false, select, true

from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.search import each, holds, names, words
from projections.core.temporal import rows_at
from projections.leads.consents import CONSENT, ConsentRow, read
from projections.leads.leads import LEAD
from projections.parties.parties import PARTY
from projections.postings.posting_table import POSTING, WORDS


@dataclass(frozen=True)
class ConsentList:
    """Over the database of the views, which must have caught up."""

    engine: Engine

    def page(
        self,
        *,
        needs: Iterable[str] | None = None,
        held_by: Iterable[str] = (),
        text: str = "",
        status: str = "",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[ConsentRow], int]:
        """Those that changed last behind the first `after`, and how many there are (`count_of`): of
        these needs, or of all, with each word of this text in the need or a party's name; and,
        where no text is asked for, those by which a lead has come to these receivers."""
        lead = _lead(as_of)
        wanted: Any = true() if needs is None else CONSENT.c.need.in_(sorted(needs))
        if text:
            wanted &= _named(text, as_of)
        elif held := sorted(held_by):
            wanted |= CONSENT.c.receiver.in_(held) & lead.is_not(None)
        query = select(CONSENT, lead.label("lead")).where(rows_at(CONSENT, as_of), wanted)
        if status:
            query = query.where(CONSENT.c.status == status)
        page = query.order_by(CONSENT.c.since.desc()).limit(limit).offset(after)
        with reading(self.engine) as db:
            rows = [read(row, row.lead or "") for row in db.execute(page)]
            return rows, count_of(db, query)


def _lead(as_of: int | None) -> Any:
    """The id of the lead that left by a consent."""
    between = (LEAD.c.need == CONSENT.c.need) & (LEAD.c.receiver == CONSENT.c.receiver)
    newest = select(LEAD.c.id).where(between, rows_at(LEAD, as_of)).order_by(LEAD.c.since.desc())
    return newest.limit(1).scalar_subquery()


def _named(text: str, as_of: int | None) -> Any:
    """Each word of this text stands in the need, or in what one of the two parties is called."""
    asked = words(text)
    if not asked:
        return false()
    between = PARTY.c.id.in_((CONSENT.c.receiver, POSTING.c.party)) & rows_at(PARTY, as_of)
    return exists().where(
        POSTING.c.side == "need",
        POSTING.c.id == CONSENT.c.need,
        rows_at(POSTING, as_of),
        each(
            holds(WORDS.c.words, word) | exists().where(between, names(PARTY.c.words, word))
            for word in asked
        ),
        WORDS.c.since == POSTING.c.worded,
    )
