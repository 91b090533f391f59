"""Docking sessions: what is on, registering, one's own agenda; for the office the guests and the
timetable, planned, looked at and released."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from domain.core.command import Command
from domain.sessions.guests import CheckIn, Leave, Register
from domain.sessions.office import (
    CancelSession,
    PlanSession,
)
from domain.sessions.session import LIFECYCLE, Details
from projections.sessions.sessions import SessionRow
from services.inbound.decode import malformed
from services.sessions import agenda as agendas
from services.web import forms
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.losses import LOSSES
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.sessions import visible_session, visible_sessions
from services.web.session_form import ANNOUNCED
from services.web.session_page import STEPS, shown

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(240, "/sessions", "对接会", "session", "calendar-days"),)
Looking = Annotated[PageRequest, Depends(Sees("session"))]
Doing = Annotated[Submission, Depends(Does("session"))]
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]
LIST = Lists("/sessions", ("track", "campaign", "status"))
CANCEL = (column("reason", "取消原因", "text"),)
ICS = "text/calendar; charset=utf-8"


@router.get("/sessions")
def sessions(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """The latest first, a page at a time; of one campaign, of one track, in one state, or all."""
    campaigns = {row.details.campaign for row in visible_sessions(request)} - {""}
    rows = visible_sessions(request, asked["track"], asked["campaign"], asked["status"])[::-1]
    return request.page(
        "sessions/sessions.html",
        rows=rows[asked.after : asked.after + PAGE],
        many=len(rows),
        campaigns={name: name for name in sorted(campaigns)},
        asked=asked,
        titles=LIFECYCLE.titles,
        plans=request.at is None and request.actor.knows("session_plan"),
    )


@router.get("/sessions/new")
def new(request: Office) -> Response:
    return _new(request, forms.blank(ANNOUNCED))


@router.post("/sessions/new")
def plan_one(submission: Planning) -> Response:
    form, id = forms.read(ANNOUNCED, submission), f"s-{submission.new_id(8)}"
    if form.refusals:
        return _new(submission.request, form)

    def make() -> Command:
        try:
            details = Details.model_validate(form.values)
        except ValidationError as wrong:
            raise malformed(wrong) from None
        return PlanSession(id=id, details=details)

    return submission.do(
        make,
        then=f"/sessions/{id}",
        again=lambda refusal: _new(submission.request, form, refusal),
    )


@router.get("/sessions/{id}")
def session(request: Looking, id: str) -> Response:
    return shown(request, visible_session(request, id))


@router.get("/sessions/{id}/agenda.ics")
def calendar(request: Looking, id: str) -> Response:
    """The own meetings, for a calendar."""
    row, party = visible_session(request, id), request.actor.duty.party
    if party is None or request.at is not None:
        raise NotHere
    disposition = f'attachment; filename="{row.id}.ics"'
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    body = agendas.calendar(request.house.log, request.house.views.parties, row.id, party)
    return Response(body, media_type=ICS, headers=headers)


@router.get("/sessions/{id}/cancel")
def cancelling(request: Office, id: str) -> Response:
    return _cancel(request, visible_session(request, id), forms.blank(CANCEL))


@router.post("/sessions/{id}/cancel")
def cancel(submission: Planning, id: str) -> Response:
    row, form = visible_session(submission.request, id), forms.read(CANCEL, submission)
    if form.refusals:
        return _cancel(submission.request, row, form)
    return submission.do(
        lambda: CancelSession(id=id, reason=form.values["reason"]),
        then=f"/sessions/{id}",
        again=lambda refusal: _cancel(submission.request, row, form, refusal),
    )


@router.post("/sessions/{id}/register")
def register(submission: Doing, id: str) -> Response:
    """In the slots that are ticked; in all of them where none is."""
    free = tuple(
        int(slot) for slot in submission.many("free") if slot.isdecimal() and len(slot) < 4
    )
    informed = submission.field("informed") == "yes"
    return _guest(
        submission,
        id,
        lambda party: Register(id=id, party=party, free=free, informed=informed),
        "已报名",
    )


@router.post("/sessions/{id}/leave")
def leave(submission: Doing, id: str) -> Response:
    return _guest(submission, id, lambda party: Leave(id=id, party=party), "已退出")


@router.post("/sessions/{id}/check_in/{party}")
def check_in(submission: Planning, id: str, party: str) -> Response:
    row = visible_session(submission.request, id)
    return submission.do(
        lambda: CheckIn(id=id, party=party),
        then=f"/sessions/{id}",
        again=lambda refusal: shown(submission.request, row, refusal),
        flash="已签到",
    )


@router.post("/sessions/{id}/{step}")
def take(submission: Planning, id: str, step: str) -> Response:
    row, kind = visible_session(submission.request, id), STEPS.get(step)
    if kind is None:
        raise NotHere
    return submission.do(
        lambda: kind(id=id),
        then=f"/sessions/{id}",
        again=lambda refusal: shown(submission.request, row, refusal),
        flash=LIFECYCLE.titles.get(LIFECYCLE.step(step).to or "", "已办理"),
    )


def _guest(submission: Submission, id: str, make: Any, flash: str) -> Response:
    request, row = submission.request, visible_session(submission.request, id)
    party = request.actor.duty.party
    if party is None:
        raise NotHere
    return submission.do(
        lambda: make(party),
        then=f"/sessions/{id}",
        again=lambda refusal: shown(request, row, refusal),
        flash=flash,
    )


def _new(request: PageRequest, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="筹备对接会",
        about="",
        action="/sessions/new",
        back="/sessions",
    )


def _cancel(
    request: PageRequest, row: SessionRow, form: Form, refusal: Rejected | None = None
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="取消对接会",
        about=row.details.title,
        action=f"/sessions/{row.id}/cancel",
        back=f"/sessions/{row.id}",
        warning=LOSSES["cancel_session"].lost,
    )
