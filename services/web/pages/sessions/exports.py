"""Lists of docking sessions to be taken out: sessions, guests, meetings with what came of them,
and what is to be followed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from domain.sessions.codes import FOLLOW_UPS, MEETING_OUTCOMES, SESSION_KINDS
from projections.sessions.sessions import SessionRow
from services.files.exports.records import guest_sheet
from services.web.export import exported, exported_sheets, in_wan
from services.web.listing import Listing, Lists
from services.web.request import Does, PageRequest, SnapshotRoute, Submission
from services.web.selectors.meetings import Line, due_meetings, visible_meetings
from services.web.selectors.sessions import session_shown, visible_session, visible_sessions

router = APIRouter(route_class=SnapshotRoute)
Doing = Annotated[Submission, Depends(Does("session"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]
LIST = Lists("/sessions", ("track", "campaign", "status"))
SESSIONS: tuple[str, ...] = (
    "编号",
    "日期",
    "开始",
    "名称",
    "所属活动",
    "赛道",
    "形式",
    "状态",
    "已邀请",
    "已报名",
)
SESSIONS += ("候补", "已签到", "会面")
MEETINGS: tuple[str, ...] = (
    "对接会",
    "日期",
    "时段",
    "桌号",
    "企业编号",
    "企业",
    "对接方编号",
    "对接方",
)
MEETINGS += ("企业填的结果", "企业填的金额（万元）", "对接方填的结果", "对接方填的金额（万元）")
MEETINGS += ("双方一致", "企业的跟进", "对接方的跟进", "应跟进")


@router.post("/sessions/export")
def export(submission: Doing, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    request = submission.as_shown()
    rows = visible_sessions(request, asked["track"], asked["campaign"], asked["status"])[::-1]
    return exported(request, "sessions", "对接会", SESSIONS, map(_session, rows))


def _session(row: SessionRow) -> tuple[Any, ...]:
    details = row.details
    return (
        *(row.id, details.day.isoformat(), str(details.starts), details.title, details.campaign),
        *(TRACKS[details.track].title, SESSION_KINDS.get(details.kind, details.kind), row.title),
        *(row.invited, row.registered, row.waiting, row.here, row.meetings),
    )


@router.post("/sessions/{id}/guests/export")
def guests(submission: Planning, id: str) -> Response:
    """Those who registered, in their order, then those who were invited and haven't."""
    request = submission.as_shown()
    row = visible_session(request, id)
    state = session_shown(request, id)
    request.names(state.invited | set(state.seats))
    sheet = guest_sheet(id, state, request.name)
    return exported_sheets(request, "guests", f"{row.details.title}-单位", [sheet])


@router.post("/sessions/{id}/meetings/export")
def meetings(submission: Doing, id: str) -> Response:
    request = submission.as_shown()
    row = visible_session(request, id)
    lines = visible_meetings(request, session_shown(request, id))
    pairs = [(row, line) for line in lines]
    title = f"{row.details.title}-会面"
    return exported(request, "meetings", title, MEETINGS, _meetings(request, pairs))


@router.post("/follow_ups/export")
def follow_ups(submission: Doing) -> Response:
    request = submission.as_shown()
    pairs = due_meetings(request)
    return exported(request, "follow_ups", "待跟进", MEETINGS, _meetings(request, pairs))


def _meetings(
    request: PageRequest, pairs: Iterable[tuple[SessionRow, Line]]
) -> Iterator[tuple[Any, ...]]:
    for row, line in pairs:
        meet = line.meet
        sides = (meet.enterprise, meet.partner)
        yield (
            *(row.details.title, row.details.day.isoformat(), meet.slot + 1, meet.table + 1),
            *(text for party in sides for text in (party, request.name(party))),
            *(value for party in sides for value in _outcome(line, party)),
            "是" if line.agreed else "",
            *(FOLLOW_UPS.get(line.followed.get(party, ""), "") for party in sides),
            line.due,
        )


def _outcome(line: Line, party: str) -> tuple[str, float | None]:
    code, amount = line.outcomes.get(party, ("", None))
    return MEETING_OUTCOMES.get(code, ""), in_wan(amount or 0)
