"""The timeline of a record: its events in the words that people use, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.administration.user import TITLES
from domain.core.lifecycle import event_title
from domain.log.entry import Entry
from projections.core.view import View
from services.ledger.ledger import Ledger
from services.web.request import PageRequest

MOST = 200  # of a stream's last events; the administrator's page of the log has the others


@dataclass(frozen=True)
class Moment:
    """One event. `who` is a role: whose name it was is for the audit, and for colleagues; `text`
    is what it says besides, where whoever looks may read it, `again` when they will talk again."""

    position: int
    at: datetime
    title: str
    who: str
    amount_fen: int
    day: date | None
    text: str = ""
    again: date | None = None


def timeline(request: PageRequest, stream: str, view: View) -> list[Moment]:
    """What happened in a stream, the latest first, as far as the view is that it stands beside."""
    return timeline_until(request.house.log, stream, request.shown_until(view))


def timeline_until(log: Ledger, stream: str, until: int) -> list[Moment]:
    """The same up to a log position."""
    lines = [line for line in log.read(stream) if line.position <= until]
    return [moment_of(line.entry()) for line in reversed(lines[-MOST:])]


def moment_of(entry: Entry) -> Moment:
    role = {**{r.value: t for r, t in TITLES.items()}, "clock": "系统时钟", "system": "系统"}
    return Moment(
        position=entry.position,
        at=entry.recorded_at,
        title=event_title(entry.event.name),
        who=role.get(entry.role, entry.role),
        amount_fen=getattr(entry.event, "amount_fen", None) or 0,
        day=getattr(entry.event, "on", None),
    )
