"""The timeline of a record: its events in the words that people use, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.administration.user import TITLES
from domain.core.lifecycle import event_title
from domain.log.entry import Entry
from services.web.request import PageRequest


@dataclass(frozen=True)
class Moment:
    """One event. `who` is a role: whose name it was is for the audit."""

    position: int
    at: datetime
    title: str
    who: str
    amount_fen: int
    day: date | None


def timeline(request: PageRequest, stream: str) -> list[Moment]:
    """What happened in a stream up to the day that is shown, the latest first."""
    lines = request.house.log.read(stream)
    shown = [line for line in lines if request.at is None or line.position <= request.at]
    return [_moment(line.entry()) for line in reversed(shown)]


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
