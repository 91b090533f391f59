"""The timeline of a record: its events in the words that people use, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.administration.user import TITLES
from domain.core.lifecycle import event_title
from domain.log.entry import Entry
from services.ledger.ledger import Ledger


@dataclass(frozen=True)
class Moment:
    """One event. `who` is a role: whose name it was is for the audit."""

    position: int
    at: datetime
    title: str
    who: str
    amount_fen: int
    day: date | None


def timeline(log: Ledger, stream: str, until: int) -> list[Moment]:
    """What happened in a stream up to a log position, that of what it stands beside; the latest
    first."""
    lines = log.read(stream)
    return [_moment(line.entry()) for line in reversed(lines) if line.position <= until]


def _moment(entry: Entry) -> Moment:
    role = {**{r.value: t for r, t in TITLES.items()}, "clock": "系统时钟", "system": "系统"}
    return Moment(
        position=entry.position,
        at=entry.recorded_at,
        title=event_title(entry.event.name),
        who=role.get(entry.role, entry.role),
        amount_fen=getattr(entry.event, "amount_fen", None) or 0,
        day=getattr(entry.event, "on", None),
    )
