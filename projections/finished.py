"""已办成 Finished: needs that are still published, though they got all that they asked for.

On tracks where money is lent that is the amount that the need states; else any lead that landed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from domain.postings.tracks import TRACKS
from projections.core.database import reading
from projections.core.temporal import rows_at
from projections.leads.leads import LEAD
from projections.matching.proposal_table import PROPOSAL
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow

LANDED = ("disbursed", "won")


@dataclass(frozen=True)
class Finished:
    """Over the database of the views, which must have caught up."""

    market: Market

    def of(self, needs: Iterable[str], as_of: int | None = None) -> frozenset[str]:
        """Those of these needs that are finished; as many as a party has."""
        wanted = LEAD.c.need.in_(sorted(set(needs)))
        query = select(LEAD.c.need, func.sum(LEAD.c.drawn_fen).label("drawn"))
        query = query.where(rows_at(LEAD, as_of), wanted, LEAD.c.status.in_(LANDED))
        with reading(self.market.engine) as db:
            drawn = {row.need: int(row.drawn) for row in db.execute(query.group_by(LEAD.c.need))}
        rows = self.market.some("need", drawn, as_of) if drawn else {}
        return frozenset(id for id, row in rows.items() if _is_finished(row, drawn))

    def unsettled(self, needs: Iterable[str], as_of: int | None = None) -> dict[str, str]:
        """Of these needs those of which a drawdown isn't confirmed by the enterprise, each with the
        lead where that is done: nobody is offered to end them before."""
        c = LEAD.c
        query = select(c.need, func.min(c.id).label("id"))
        query = query.where(rows_at(LEAD, as_of), c.unconfirmed + c.disputed > 0)
        query = query.where(c.need.in_(sorted(set(needs))))
        with reading(self.market.engine) as db:
            return {row.need: row.id for row in db.execute(query.group_by(c.need))}

    def proposals(self, parties: Iterable[str] | None = None) -> frozenset[str]:
        """The ids of what is proposed to these parties, or to any, for needs that are finished."""
        c = PROPOSAL.c
        landed = select(LEAD.c.need).where(LEAD.c.until.is_(None), LEAD.c.status.in_(LANDED))
        query = select(c.id, c.need).where(c.need.in_(landed))
        if parties is not None:
            ids = sorted(parties)
            query = query.where(c.need_party.in_(ids) | c.offering_party.in_(ids))
        with reading(self.market.engine) as db:
            needs = {row.id: row.need for row in db.execute(query)}
        finished = self.of(needs.values()) if needs else frozenset()
        return frozenset(id for id, need in needs.items() if need in finished)


def _is_finished(row: PostingRow, drawn: Mapping[str, int]) -> bool:
    asked: Any = getattr(row.content.terms, "amount_fen", None)
    enough = asked if asked and TRACKS[row.track].money else 0
    return row.status == "published" and drawn[row.id] >= enough
