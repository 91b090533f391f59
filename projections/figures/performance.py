"""成效 Performance: what a receiver made of its leads, by the month in which they came, as of any
position. A duty was done in time if it was noted in the log by the end of its last day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from domain.values.dates import civil_date
from projections.core.database import reading
from projections.core.seals import Seals
from projections.core.temporal import rows_at
from projections.leads.leads import LEAD, SIGNED

CONTACTED = ("contacted", *SIGNED)


@dataclass
class Month:
    """Counts of leads and their money in fen. `acknowledged_in_time` is of `acknowledged`, those
    that were or whose day has passed."""

    leads: int = 0
    acknowledged: int = 0
    acknowledged_in_time: int = 0
    contacted: int = 0
    intents: int = 0
    landed: int = 0
    rejected: int = 0
    intent_fen: int = 0
    approved_fen: int = 0
    drawn_fen: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # of rejections, by their code


@dataclass(frozen=True)
class Performance:
    """Over the database of the views; when something was noted, the chain of seals knows."""

    engine: Engine
    seals: Seals

    def months(self, receiver: str, day: str, as_of: int | None = None) -> dict[str, Month]:
        """By month (YYYY-MM) of delivery, the latest first; `day` is the one that is shown."""
        taken = (
            select(LEAD.c.id, func.min(LEAD.c.since).label("since"))
            .where(LEAD.c.receiver == receiver, LEAD.c.status == "acknowledged")
            .group_by(LEAD.c.id)
        )
        query = select(LEAD).where(rows_at(LEAD, as_of), LEAD.c.receiver == receiver)
        with reading(self.engine) as db:
            since = {row.id: row.since for row in db.execute(taken)}
            seals = self.seals.of(since.values())
            noted = {id: _day(seals[at].at) for id, at in since.items() if at in seals}
            months: dict[str, Month] = {}
            for row in db.execute(query.order_by(LEAD.c.delivered_on.desc())):
                _count(months.setdefault(row.delivered_on[:7], Month()), row, noted, day)
        return months


def _count(month: Month, row: Any, noted: dict[str, str], day: str) -> None:
    acknowledged = noted.get(row.id, "") if row.status != "delivered" else ""
    month.leads += 1
    month.acknowledged += bool(acknowledged or day > row.acknowledge_by)
    month.acknowledged_in_time += bool(acknowledged) and acknowledged <= row.acknowledge_by
    month.contacted += row.status in CONTACTED
    month.intents += row.status in SIGNED or row.intent_fen > 0
    month.landed += bool(row.landed_on)
    month.rejected += row.status == "rejected"
    month.intent_fen += row.intent_fen
    month.approved_fen += row.approved_fen
    month.drawn_fen += row.drawn_fen
    month.reasons.update(row.reasons.split())


def _day(at: str) -> str:
    return civil_date(datetime.fromisoformat(at)).isoformat()
