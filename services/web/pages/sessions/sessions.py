"""Docking sessions: what is on, registering, one's own agenda; for the office the guests and the
timetable, planned, looked at and released."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from domain.core.command import Command
from domain.postings.tracks import TRACKS
from domain.sessions.codes import SESSION_KINDS
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
from services.web.session_page import STEPS, shown

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(240, "/sessions", "对接会", "session", "calendar-days"),)
Looking = Annotated[PageRequest, Depends(Sees("session"))]
Doing = Annotated[Submission, Depends(Does("session"))]
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]
PLAN = (
    column("title", "名称", "text", example="五月政银企对接会"),
    column("track", "赛道", "choice", choices={code: row.title for code, row in TRACKS.items()}),
    column("kind", "形式", "choice", choices=SESSION_KINDS),
    column("venue", "地点", "text", example="县会议中心"),
    column("day", "日期", "date"),
    column("starts", "开始时间", "text", example="09:00"),
    column("slot_minutes", "每时段", "count", "分钟", example="15"),
    column("slots", "时段数", "count", example="16"),
    column("tables", "桌数", "count", example="15"),
    column("capacity", "单位数上限", "count", example="120"),
    column("most_each", "每家企业最多会面", "count", "次会面", example="4"),
    column("least_each", "每家企业最少会面", "count", "次会面", needed=False, example="2"),
    column("most_partner", "每家对接方最多会面", "count", "次会面", needed=False, example="12"),
    column("change_minutes", "每时段末换桌", "count", "分钟", needed=False, example="3"),
    column("request_quota", "每家可请求会面", "count", "次会面", needed=False, example="3"),
    column("request_hours", "请求有效", "count", "小时", needed=False, example="48"),
    column("met_before", "以前见过的还可再见", "yes_no", needed=False),
    column("campaign", "所属活动", "text", needed=False, example="行长进万企"),
)
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
    return _new(request, forms.blank(PLAN))


@router.post("/sessions/new")
def plan_one(submission: Planning) -> Response:
    form, id = forms.read(PLAN, submission), f"s-{submission.new_id(8)}"
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
    headers = {"content-disposition": f'attachment; filename="{row.id}.ics"'}
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
    return _guest(submission, id, lambda party: Register(id=id, party=party, free=free), "已报名")


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
    )
