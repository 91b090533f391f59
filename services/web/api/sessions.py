"""Docking sessions and the county's figures, for programs: what their pages show, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from domain.values.periods import KINDS, period
from projections.figures.figure_table import FIGURES
from projections.figures.figures import figures
from projections.sessions.sessions import SessionRow
from services.sessions import agenda as agendas
from services.web.api.caller import Caller, Reads
from services.web.api.schemas import (
    AppointmentShown,
    FigureShown,
    GuestShown,
    MeetingShown,
    Page,
    SessionShown,
    SessionWhole,
)
from services.web.request import SnapshotRoute
from services.web.selectors.sessions import session_shown, visible_session, visible_sessions

router = APIRouter(route_class=SnapshotRoute)
Word = Annotated[str, Query(max_length=64)]


@router.get("/sessions", summary="对接会", response_model=Page[SessionShown])
def sessions(
    caller: Annotated[Caller, Depends(Reads("session"))], track: Word = "", campaign: Word = ""
) -> Response:
    """By their day; drafts are the office's own."""
    items = [_session(row) for row in visible_sessions(caller, track, campaign)]
    return caller.answer(Page[SessionShown](items=items, next=None))


@router.get("/sessions/{id}", summary="一场对接会和自己的安排", response_model=SessionWhole)
def session(caller: Annotated[Caller, Depends(Reads("session"))], id: str) -> Response:
    """With the own agenda; for the office with guests and the whole timetable."""
    row = visible_session(caller, id)
    state = session_shown(caller, id)
    office, party = caller.actor.knows("session_plan"), caller.actor.duty.party
    agenda = agendas.agenda(state, party) if party else []
    return caller.answer(
        SessionWhole(
            **_session(row).model_dump(),
            details=row.details.model_dump(mode="json"),
            agenda=[
                AppointmentShown(
                    other=appointment.other,
                    begins=appointment.begins.isoformat(),
                    ends=appointment.ends.isoformat(),
                    table=appointment.table,
                )
                for appointment in agenda
            ],
            guests=[
                GuestShown(party=who, side=seat.side, waits=seat.waits, here=seat.here)
                for who, seat in state.seats.items()
                if office
            ],
            meetings=[MeetingShown(**m.model_dump()) for m in state.meetings if office],
        )
    )


@router.get("/figures", summary="一个时期的指标", response_model=Page[FigureShown])
def shown_figures(
    caller: Annotated[Caller, Depends(Reads("report"))],
    kind: Word = "month",
    track: Word = "",
    partner: Word = "",
) -> Response:
    """Of the period of a kind (day, week, xun, month, quarter, year) that the shown day is in."""
    span = period(kind if kind in KINDS else "month", caller.today)
    by_code = figures(
        caller.house.views.facts,
        FIGURES,
        span.first.isoformat(),
        min(span.last, caller.today).isoformat(),
        track=track if track in TRACKS else None,
        partner=partner or None,
        as_of=caller.at,
    )
    items = [
        FigureShown(
            code=code,
            title=value.figure.title,
            unit=value.figure.unit,
            definition=value.figure.definition,
            first=span.first.isoformat(),
            last=span.last.isoformat(),
            value=value.value,
            numerator=value.numerator,
            denominator=value.denominator,
            qualifier=value.qualifier,
            source=value.source,
            events=sorted({row.event for row in value.rows}),
        )
        for code, value in by_code.items()
    ]
    return caller.answer(Page[FigureShown](items=items, next=None))


def _session(row: SessionRow) -> SessionShown:
    fields = ("id", "status", "registered", "waiting", "invited", "here", "number")
    details = row.details
    return SessionShown(
        **{name: getattr(row, name) for name in fields},
        title=details.title,
        track=details.track,
        kind=details.kind,
        campaign=details.campaign,
        day=details.day.isoformat(),
        starts=details.starts,
        planned=row.meetings,
        worth=row.worth,
        bound=row.bound,
        proved=row.proved,
    )
