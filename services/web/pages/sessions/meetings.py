"""Meetings of a docking session: asked for and answered, what came of them, what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Role
from domain.sessions.codes import FOLLOW_UPS, MEETING_OUTCOMES
from domain.sessions.guests import TurnDown
from domain.sessions.meetings import (
    AnswerRequest,
    AskForMeeting,
    FollowUp,
    RecordOutcome,
)
from domain.sessions.session import Session
from domain.values.corrections import CORRECTION_REASONS
from projections.sessions.sessions import SessionRow
from services.web import forms
from services.web.forms import column
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.meetings import (
    due_meetings,
    guests_to_choose,
    visible_meetings,
    visible_requests,
)
from services.web.selectors.sessions import session_shown, visible_session

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("session"))]
Doing = Annotated[Submission, Depends(Does("session"))]
WHY = (
    column("reason_code", "更正原因", "choice", needed=False, choices=CORRECTION_REASONS),
    column("note", "说明", "text", needed=False),
)
REPORTS: dict[type[RecordOutcome | FollowUp], dict[str, str]] = {
    RecordOutcome: MEETING_OUTCOMES,
    FollowUp: FOLLOW_UPS,
}
AMOUNT = column("amount_fen", "金额", "money", "万元", needed=False)


@router.get("/sessions/{id}/meetings")
def meetings(request: Looking, id: str) -> Response:
    return _page(request, visible_session(request, id))


@router.get("/follow_ups")
def follow_ups(request: Looking) -> Response:
    """What is to be followed up by now, of all sessions: the own meetings; for the office all."""
    rows = due_meetings(request)
    return request.page("sessions/follow_ups.html", rows=rows, outcomes=MEETING_OUTCOMES)


@router.post("/sessions/{id}/ask")
def ask(submission: Doing, id: str) -> Response:
    return _asked(
        submission,
        id,
        lambda party, other: AskForMeeting(id=id, party=party, other=other),
        "已请求",
    )


@router.post("/sessions/{id}/answer")
def answer(submission: Doing, id: str) -> Response:
    yes = submission.field("accepted") == "yes"
    return _asked(
        submission,
        id,
        lambda party, other: AnswerRequest(id=id, party=party, other=other, accepted=yes),
        "已答复",
    )


@router.post("/sessions/{id}/turn_down")
def turn_down(submission: Doing, id: str) -> Response:
    return _asked(
        submission, id, lambda party, other: TurnDown(id=id, party=party, other=other), "已记下"
    )


@router.post("/sessions/{id}/outcome")
def outcome(submission: Doing, id: str) -> Response:
    return _reported(submission, id, RecordOutcome)


@router.post("/sessions/{id}/follow_up")
def follow_up(submission: Doing, id: str) -> Response:
    return _reported(submission, id, FollowUp)


def _reported(submission: Submission, id: str, kind: type[RecordOutcome | FollowUp]) -> Response:
    """What a side says of a meeting, with its amount where there is one. What is asked about, or
    needs a reason, is asked on a page of its own."""
    request, codes = submission.request, REPORTS[kind]
    row, party = visible_session(request, id), _party(submission)
    columns = (column("code", "结果", "choice", choices=codes), AMOUNT, *WHY)
    form = forms.read(columns, submission)
    meeting = {"slot": submission.number("slot") or 0, "other": submission.field("other")}
    hidden = {name: str(value) for name, value in meeting.items()} | {"party": party}

    def again(refusal: Rejected | None = None) -> Response:
        if refusal is not None and refusal.field not in {"amount_fen", "reason_code", "note"}:
            return _page(request, row, refusal)
        heading = kind.model_config.get("title")
        return forms.page(
            *(request, form, refusal, "sessions/report.html"),
            row=row,
            hidden=hidden,
            action=request.path,
            heading=heading,
        )

    if form.refusals:
        return again()
    values = {"id": id, "party": party, **meeting, **form.values}
    sure = forms.confirmed(form, submission)
    return submission.do(
        lambda: kind.model_validate({**values, **sure}),
        then=f"/sessions/{id}/meetings",
        again=again,
        flash="已填写",
    )


def _party(submission: Submission) -> str:
    """The own party; for the office the one that the form names."""
    request = submission.request
    party = request.actor.duty.party or (
        submission.field("party") if request.actor.role is Role.ORGANIZER else ""
    )
    if not party:
        raise NotHere
    return party


def _asked(
    submission: Submission, id: str, make: Callable[[str, str], Command], flash: str
) -> Response:
    """For the own party; the office for the one that the form names."""
    request, row = submission.request, visible_session(submission.request, id)
    party = _party(submission)
    return submission.do(
        lambda: make(party, submission.field("other")),
        then=f"/sessions/{id}/meetings",
        again=lambda refusal: _page(request, row, refusal),
        flash=flash,
    )


def _page(request: PageRequest, row: SessionRow, refusal: Rejected | None = None) -> Response:
    state = session_shown(request, row.id)
    party = request.actor.duty.party
    office = request.actor.knows("session_plan")
    lines = visible_meetings(request, state)
    across = guests_to_choose(request, state)
    asked = visible_requests(request, state)
    request.names({*across, *(guest for by, other, _ in asked for guest in (by, other))})
    request.names(state.seats if office else ())
    own = state.seats.get(party or "")
    acts = request.at is None and request.actor.role in WRITES
    now = request.house.now()
    sides = _sides(state)
    return request.page(
        "sessions/meetings.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        party=party,
        lines=lines,
        across=across if acts and row.status in {"open", "closed"} else [],
        answers=acts and row.status in {"open", "closed"},
        requests=[(by, other, meeting, meeting.holds(now)) for by, other, meeting in asked],
        quota=row.details.request_quota if own and own.side == "enterprise" else 0,
        counts={side: len(guests) for side, guests in sides.items()},
        insisted=sorted(state.insisted) if office else [],
        sides=sides if office else {},
        insists=office and request.at is None and row.status != "held",
        records=acts and row.status in {"released", "held"} and request.today >= row.details.day,
        follows=acts and row.status == "held",
        outcomes=MEETING_OUTCOMES,
        follow_ups=FOLLOW_UPS,
    )


def _sides(state: Session) -> dict[str, list[str]]:
    """The guests with a place, by side."""
    return {
        side: [p for p, seat in state.seats.items() if seat.side == side and not seat.waits]
        for side in ("enterprise", "partner")
    }
