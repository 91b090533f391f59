"""The timeline of a record: its events in the words that people use, with who and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.administration.parameter import PARAMETERS, CalendarDaySet, ParameterSet
from domain.administration.user import TITLES, Exported, NamesShown
from domain.core.event import Event
from domain.core.lifecycle import event_title
from domain.log.entry import Entry
from projections.core.view import View
from services.ledger.ledger import Ledger
from services.web.filters import chinese_day
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


def answerable(request: PageRequest, stream: str, until: int, owner: str = "") -> list[Moment]:
    """The same with names and particulars, for whoever has to know who did what. The door writes
    what it sees a user do: what it wrote of the `owner` of a stream, the owner did."""
    lines = [line for line in request.house.log.read(stream) if line.position <= until]
    values: dict[str, int] = {}
    people = _People(request)
    moments = []
    for entry in (line.entry() for line in lines):
        who = people.called(owner if entry.source == "door" and owner else entry.actor)
        moment = moment_of(entry)
        text = _particulars(entry.event, values)
        moments.append(replace(moment, who=who or moment.who, text=text))
    return moments[: -MOST - 1 : -1]


class _People:
    """Users by id, each looked up once."""

    def __init__(self, request: PageRequest) -> None:
        self._request = request
        self._called: dict[str, str] = {}

    def called(self, user: str) -> str:
        """Name and user name; "" for who is no user: a clock, the set-up."""
        if user not in self._called:
            row = self._request.house.views.users.user(user, self._request.at)
            self._called[user] = f"{row.person.reveal()}（{row.id}）" if row else ""
        return self._called[user]


def _particulars(event: Event, values: dict[str, int]) -> str:
    """What an event of administration says; `values` are the parameters as they were before."""
    match event:
        case NamesShown():
            return f"{event.reason}（{event.what}）"
        case Exported():
            return f"{event.what} {event.rows}"
        case ParameterSet():
            before, values[event.parameter] = values.get(event.parameter), event.value
            row = PARAMETERS.get(event.parameter)
            was = (row.default if row else "…") if before is None else before
            title = row.title if row else event.parameter
            return f"{title}：{was} → {event.value}，{chinese_day(event.since)}起"
        case CalendarDaySet():
            return f"{chinese_day(event.day)}：{'工作日' if event.working else '休息日'}"
    return ""


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
