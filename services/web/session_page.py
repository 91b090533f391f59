"""The page of a docking session, which several pages answer with; for the office with a board: the
timetable that is released, or another one that is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.lifecycle import Step
from domain.sessions.codes import SESSION_KINDS
from domain.sessions.office import (
    CloseSession,
    HoldSession,
    OpenSession,
)
from domain.sessions.session import LIFECYCLE, Details, Meet
from projections.sessions.sessions import SessionRow
from services.sessions import agenda as agendas
from services.web.request import (
    PageRequest,
    Rejected,
    status_of,
)
from services.web.selectors.sessions import session_shown

if TYPE_CHECKING:
    from services.planner import Plan


STEPS: dict[str, type[Any]] = {  # what is asked for with one click by the office
    "open_session": OpenSession,
    "close_session": CloseSession,
    "hold_session": HoldSession,
}


@dataclass
class Shown:
    """A board that isn't released: what it is worth, how it came about, and what an edit cost."""

    plan: Plan
    meetings: tuple[Meet, ...]
    version: int  # the number that it would get
    seed: int = 0
    mode: str = ""  # "": all anew; again: what stands is kept; hand: edited
    since: int = 0
    details: Details | None = None  # others than the announced, in a what-if
    if_so: bool = False
    cost: int | None = None
    idle: int = 0
    others: set[str] = field(default_factory=set)  # whose agenda an edit changed besides
    short: dict[str, int] = field(default_factory=dict)  # fewer meetings than promised


def shown(
    request: PageRequest,
    row: SessionRow,
    refusal: Rejected | None = None,
    *,
    board: Shown | None = None,
) -> Response:
    """The page of a session; for the office with a board, the released one or another."""
    house, party = request.house, request.actor.duty.party
    state = session_shown(request, row.id)
    office = request.actor.knows("session_plan")
    agenda = agendas.agenda(state, party) if party else []
    request.names(state.seats if office else {*(other.other for other in agenda)})
    acts = request.at is None and request.actor.role in WRITES
    seen = board.meetings if board else state.meetings
    details = (board.details if board else None) or row.details
    return request.page(
        "sessions/session.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        kinds=SESSION_KINDS,
        office=office,
        seat=state.seats.get(party or ""),
        invited=party in state.invited,
        guests=state.seats if office else {},
        agenda=agenda,
        changed=_last_change(request, row.id, party) if party else 0,
        details=details,
        slots=_board(details, seen) if office else [],
        meetings=seen if office else (),
        lines="\n".join(f"{m.slot} {m.table} {m.enterprise} {m.partner}" for m in seen),
        board=board,
        musts=state.musts() if office else (),
        since=_begun(details, house.now()),
        comes=acts
        and party is not None
        and row.status == "open"
        and (not row.details.by_invitation or party in state.invited or party in state.seats),
        leaves=acts and row.status in LIFECYCLE.step("leave_session").origins,
        steps=_steps(row) if acts and office else [],
        plans=acts and office and row.status in {"closed", "released"},
        changes=_changes(row) if acts and office else [],
        cancels=acts and office and row.status in LIFECYCLE.step("cancel_session").origins,
    )


def _last_change(request: PageRequest, id: str, party: str) -> int:
    until = request.shown_until(request.house.views.sessions)
    return agendas.last_change(request.house.log, id, party, until)


def _steps(row: SessionRow) -> list[Step]:
    """What the office may ask for with one click."""
    return [s for s in LIFECYCLE.steps if s.command in STEPS and row.status in s.origins]


def _changes(row: SessionRow) -> list[Step]:
    """What of it may still be changed."""
    steps = map(LIFECYCLE.step, ("revise_session", "postpone_session"))
    return [step for step in steps if row.status in step.origins]


def _board(details: Details, meetings: Iterable[Meet]) -> list[tuple[int, dict[int, Meet]]]:
    """By slot, who sits at which table."""
    by_slot: dict[int, dict[int, Meet]] = {slot: {} for slot in range(details.slots)}
    for meet in meetings:
        by_slot.setdefault(meet.slot, {})[meet.table] = meet
    return sorted(by_slot.items())


def _begun(details: Details, now: datetime) -> int:
    """How many slots have begun: those that a new timetable leaves alone."""
    return sum(details.when(slot)[0] <= now for slot in range(details.slots)) % details.slots
