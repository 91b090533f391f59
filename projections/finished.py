"""已办成 Finished: needs that are still published, though they got all that they asked for.

On tracks where money is lent that is the amount that the need states; else any lead that landed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from domain.postings.tracks import TRACKS
from projections.core.database import reading
from projections.core.temporal import At, CachedQuery, any_of, rows_at
from projections.leads.leads import LEAD
from projections.matching.proposal_table import PROPOSAL, of_parties
from projections.postings.market import Market
from projections.postings.posting_table import POSTING

LANDED = ("disbursed", "won")


def _landed(at: At, wanted: Any) -> Select[Any]:
    """Published needs of which a lead landed, with no more than their amount is read from."""
    c, lent = POSTING.c, func.sum(LEAD.c.drawn_fen).label("drawn")
    query = select(c.id, c.track, c.content, lent).join(LEAD, LEAD.c.need == c.id)
    query = query.where(at(LEAD), LEAD.c.need.in_(wanted), LEAD.c.status.in_(LANDED))
    query = query.where(at(POSTING), c.side == "need", c.status == "published")
    return query.group_by(c.since)


TO_PARTIES = of_parties(PROPOSAL, any_of("parties"))
OF_NEEDS = CachedQuery(lambda at: _landed(at, any_of("needs")))
PROPOSED = CachedQuery(lambda at: _landed(at, select(PROPOSAL.c.need)))
PROPOSED_TO = CachedQuery(lambda at: _landed(at, select(PROPOSAL.c.need).where(TO_PARTIES)))


@dataclass(frozen=True)
class Finished:
    """Over the database of the views, which must have caught up."""

    market: Market

    def of(self, needs: Iterable[str], as_of: int | None = None) -> frozenset[str]:
        """Those of these needs that are finished; as many as a party has."""
        return self._finished(*OF_NEEDS(as_of, needs=sorted(set(needs))))

    def proposed(self, parties: Iterable[str] | None = None) -> frozenset[str]:
        """The needs that are finished and for which something is proposed to these parties, or to
        any."""
        if parties is None:
            return self._finished(*PROPOSED(None))
        return self._finished(*PROPOSED_TO(None, parties=sorted(parties)))

    def unsettled(self, needs: Iterable[str], as_of: int | None = None) -> dict[str, str]:
        """Of these needs those of which a drawdown isn't confirmed by the enterprise, each with the
        lead where that is done: nobody is offered to end them before."""
        c = LEAD.c
        query = select(c.need, func.min(c.id).label("id"))
        query = query.where(rows_at(LEAD, as_of), c.unconfirmed + c.disputed > 0)
        query = query.where(c.need.in_(sorted(set(needs))))
        with reading(self.market.engine) as db:
            return {row.need: row.id for row in db.execute(query.group_by(c.need))}

    def _finished(self, query: Select[Any], values: Mapping[str, Any]) -> frozenset[str]:
        with reading(self.market.engine) as db:
            rows = db.execute(query, values).all()
        return frozenset(row.id for row in rows if int(row.drawn) >= _enough(row))


def _enough(row: Any) -> int:
    """What must be drawn; any lead that landed is enough where no amount is lent, or stated."""
    if not TRACKS[row.track].money:
        return 0
    return json.loads(row.content)["terms"].get("amount_fen") or 0
