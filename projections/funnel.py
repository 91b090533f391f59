"""漏斗 Funnel: how far needs have come on each track, and which ones, as of any position.

A need is counted once at each stage that it has reached by then: published at any time, shown to
both parties, wanted by both, gone out as a lead, an intent signed, landed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, and_, func, or_, select

from projections.decisions import DECISION
from projections.history import rows_at
from projections.leads import LEAD
from projections.market import POSTING

STAGES = ("published", "proposed", "mutual", "lead", "intent", "landed")
SIGNED = ("intent_signed", "approved", "disbursed", "won")


@dataclass(frozen=True)
class Funnel:
    """Over the database of the views."""

    engine: Engine

    def counts(self, as_of: int | None = None) -> dict[str, dict[str, int]]:
        """By stage and track, how many needs."""
        found: dict[str, dict[str, int]] = {}
        with self.engine.connect() as db:
            for stage in STAGES:
                reached = _reached(stage, as_of).subquery()
                query = select(reached.c.track, func.count().label("many"))
                rows = db.execute(query.group_by(reached.c.track))
                found[stage] = {row.track: row.many for row in rows}
        return found

    def needs(
        self, stage: str, track: str, after: str = "", limit: int = 50, as_of: int | None = None
    ) -> list[str]:
        """The needs behind a figure, by their ids, a page at a time."""
        reached = _reached(stage, as_of).subquery()
        query = select(reached.c.need).where(reached.c.track == track, reached.c.need > after)
        with self.engine.connect() as db:
            return list(db.execute(query.order_by(reached.c.need).limit(limit)).scalars())


def _reached(stage: str, as_of: int | None) -> Select[Any]:
    """(track, need) of every need that has reached a stage."""
    if stage == "published":
        by_then = POSTING.c.since <= as_of if as_of is not None else POSTING.c.since > 0
        query = select(POSTING.c.track, POSTING.c.id.label("need")).distinct()
        return query.where(by_then, POSTING.c.side == "need", POSTING.c.status == "published")
    if stage in {"proposed", "mutual"}:
        its = and_(POSTING.c.side == "need", POSTING.c.id == DECISION.c.need)
        query = select(POSTING.c.track, DECISION.c.need).join(POSTING, its).distinct()
        query = query.where(rows_at(DECISION, as_of), rows_at(POSTING, as_of))
        return query.where(DECISION.c.status == "mutual") if stage == "mutual" else query
    query = select(LEAD.c.track, LEAD.c.need).distinct().where(rows_at(LEAD, as_of))
    if stage == "intent":
        return query.where(or_(LEAD.c.status.in_(SIGNED), LEAD.c.intent_fen > 0))
    return query.where(LEAD.c.landed_on != "") if stage == "landed" else query
