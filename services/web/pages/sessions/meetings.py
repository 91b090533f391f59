"""Meetings of a docking session: asked for and answered, what came of them, what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Role
from domain.sessions.codes import FOLLOW_UPS, MEETING_OUTCOMES
from domain.sessions.guests import TurnDown
from domain.sessions.meetings import (
    FOLLOW_UP_DAYS,
    AnswerRequest,
    AskForMeeting,
    FollowUp,
    RecordOutcome,
    promising,
)
from domain.sessions.session import Meet, Session
from projections.sessions.sessions import SessionRow
from services.sessions import planning
from services.web import forms
from services.web.forms import column
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Said,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.sessions import visible_session

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("session"))]
Doing = Annotated[Submission, Depends(Does("session"))]
AMOUNT = column("amount_fen", "金额", "money", "万元", needed=False)


@dataclass(frozen=True)
class Line:
    """A meeting as one side has it: what both said, what is due."""

    meet: Meet
    mine: str  # the party whose line it is
    other: str
    said: dict[str, tuple[str, int | None]]  # by party
    agreed: bool
    follows: bool
    followed: dict[str, str]
    due: str  # the day by which it is to be followed up next; "" where nothing is


@router.get("/sessions/{id}/meetings")
def meetings(request: Looking, id: str) -> Response:
    return _page(request, visible_session(request, id))


@router.get("/follow_ups")
def follow_ups(request: Looking) -> Response:
    """What is to be followed up by now, of all sessions: the own meetings; for the office all."""
    party, office = request.actor.duty.party, request.actor.knows("session_plan")
    today, found = request.today.isoformat(), []
    for row in request.house.views.sessions.all(status="held", as_of=request.at):
        state = planning.session(request.house.desk, row.id, request.at)
        lines = (_line(state, meet, party or meet.enterprise) for meet in state.meetings)
        mine = (
            line for line in lines if office or party in {line.meet.enterprise, line.meet.partner}
        )
        found += [(row, line) for line in mine if "" < line.due <= today]
    found.sort(key=lambda one: (one[1].due, one[0].id, one[1].meet.slot, one[1].meet.table))
    request.names({p for _, line in found for p in (line.mine, line.other)})
    return request.page("sessions/follow_ups.html", found=found, outcomes=MEETING_OUTCOMES)


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
    return _told(submission, id, RecordOutcome)


@router.post("/sessions/{id}/follow_up")
def follow_up(submission: Doing, id: str) -> Response:
    return _told(submission, id, FollowUp)


def _told(submission: Submission, id: str, kind: type[RecordOutcome | FollowUp]) -> Response:
    """What a side says of a meeting, with its amount where there is one."""
    said = {"id": id, "slot": submission.number("slot") or 0, "code": submission.field("code")}

    def make(party: str, other: str) -> Command:
        told = {**said, "party": party, "other": other, "amount_fen": _amount(submission)}
        return kind.model_validate(told)

    return _asked(submission, id, make, "已填写")


def _asked(
    submission: Submission, id: str, make: Callable[[str, str], Command], flash: str
) -> Response:
    """For the own party; the office for the one that the form names."""
    request, row = submission.request, visible_session(submission.request, id)
    party = request.actor.duty.party or (
        submission.field("party") if request.actor.role is Role.ORGANIZER else ""
    )
    if not party:
        raise NotHere
    return submission.do(
        lambda: make(party, submission.field("other")),
        then=f"/sessions/{id}/meetings",
        again=lambda said: _page(request, row, said),
        flash=flash,
    )


def _amount(submission: Submission) -> int | None:
    """The amount of the form in fen. Raises what is wrong with it."""
    form = forms.read((AMOUNT,), submission)
    for said in form.said.values():
        raise said
    found: int | None = form.values.get("amount_fen")
    return found


def _page(request: PageRequest, row: SessionRow, said: Said | None = None) -> Response:
    state: Session = planning.session(request.house.desk, row.id, request.at)
    party = request.actor.duty.party
    office = request.actor.knows("session_plan")
    lines = [
        _line(state, meet, party or meet.enterprise)
        for meet in state.meetings
        if office or party in {meet.enterprise, meet.partner}
    ]
    mine = state.seats.get(party or "")
    side = mine.side if mine else ""
    across = [p for p, seat in state.seats.items() if side and seat.side != side]
    request.names({p for line in lines for p in (line.mine, line.other)} | set(across))
    request.names(state.seats if office else ())
    request.names({p for pair in state.requests for p in pair if office or party in pair})
    acts = request.at is None and request.actor.role in WRITES
    now = request.house.now()
    requests = [
        (by, other, asked, asked.holds(now))
        for (by, other), asked in state.requests.items()
        if office or party in {by, other}
    ]
    return request.page(
        "sessions/meetings.html",
        status_of(said) if said else 200,
        row=row,
        said=said,
        party=party,
        lines=lines,
        across=across if acts and row.status in {"open", "closed"} else [],
        requests=requests,
        quota=row.details.request_quota,
        insisted=sorted(state.insisted) if office else [],
        sides=_sides(state),
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


def _line(state: Session, meet: Meet, mine: str) -> Line:
    pair = (meet.enterprise, meet.partner)
    keys = {by: (meet.slot, *pair, by) for by in pair}
    said = {by: state.outcomes[key] for by, key in keys.items() if key in state.outcomes}
    told = {by: state.followed[key] for by, key in keys.items() if key in state.followed}
    over = any(one.code in {"landed", "closed"} for one in told.values())
    follows = promising(state, meet)
    return Line(
        meet=meet,
        mine=mine,
        other=meet.partner if mine == meet.enterprise else meet.enterprise,
        said=said,
        agreed=state.agreed(meet) is not None,
        follows=follows,
        followed={by: one.code for by, one in told.items()},
        due="" if over or not follows else due(state, [one.on for one in told.values()]),
    )


def due(state: Session, told: list[date]) -> str:
    """The first of the days for following up that nobody has told anything since; the last one
    stands until somebody does."""
    assert state.details is not None
    days = [state.details.day + timedelta(days=n) for n in FOLLOW_UP_DAYS]
    left = [day for day in days if not any(one >= day for one in told)]
    return left[0].isoformat() if left else ""
