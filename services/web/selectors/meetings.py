"""Which meetings somebody may see, as one of the two has them, and which are to be followed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.parties.codes import is_institution
from domain.sessions.meetings import FOLLOW_UP_DAYS, promising
from domain.sessions.session import Meet, MeetingRequest, Session
from projections.sessions.sessions import SessionRow
from services.web.request import PageRequest
from services.web.selectors.sessions import ANNOUNCED, session_shown


@dataclass(frozen=True)
class Line:
    """A meeting as one side has it: what both said, what is due."""

    meet: Meet
    party: str  # the party whose line it is
    other: str
    outcomes: dict[str, tuple[str, int | None]]  # by party
    entered: frozenset[str]  # the sides for which somebody else told it
    agreed: bool
    follows: bool
    followed: dict[str, str]
    due: str  # the day by which it is to be followed up next; "" where nothing is


def guests_to_choose(request: PageRequest, state: Session) -> list[str]:
    """Whom a guest may ask to meet, or not to meet, by name: an enterprise the institutions. They
    learn an enterprise's name from its request, or from the timetable."""
    party = request.actor.duty.party or ""
    own = state.seats.get(party)
    if own is None:
        return []
    if own.side == "enterprise":
        across = [id for id, seat in state.seats.items() if seat.side != own.side]
        rows = request.house.views.parties.some(across, request.at)
        return [id for id in across if id in rows and is_institution(rows[id].profile.roles)]
    known = [m.enterprise for m in state.meetings if m.partner == party]
    return list(dict.fromkeys((*known, *(by for by, _, _ in visible_requests(request, state)))))


def visible_requests(request: PageRequest, state: Session) -> list[tuple[str, str, MeetingRequest]]:
    """(by, with whom, the request) of the own ones, for the office of all. Who was asked sees of a
    request that is over, or of a session that is, nothing any more: not who had asked."""
    party, office, now = (
        request.actor.duty.party,
        request.actor.knows("session_plan"),
        request.house.now(),
    )
    return [
        (by, other, asked)
        for (by, other), asked in state.requests.items()
        if office
        or by == party
        or (other == party and asked.holds(now) and state.status in ANNOUNCED)
    ]


def visible_meetings(request: PageRequest, state: Session) -> list[Line]:
    """The own meetings of a session; for the office all."""
    party, office = request.actor.duty.party, request.actor.knows("session_plan")
    lines = [
        _line(state, meet, party or meet.enterprise)
        for meet in state.meetings
        if office or party in {meet.enterprise, meet.partner}
    ]
    request.names({p for line in lines for p in (line.party, line.other)})
    return lines


def due_meetings(request: PageRequest) -> list[tuple[SessionRow, Line]]:
    """What is to be followed up by now, of all sessions, what is due first at the top."""
    today = request.today.isoformat()
    rows = [
        (row, line)
        for row in request.house.views.sessions.all(status="held", as_of=request.at)
        for line in visible_meetings(request, session_shown(request, row.id))
        if "" < line.due <= today
    ]
    return sorted(
        rows, key=lambda pair: (pair[1].due, pair[0].id, pair[1].meet.slot, pair[1].meet.table)
    )


def _line(state: Session, meet: Meet, party: str) -> Line:
    pair = (meet.enterprise, meet.partner)
    keys = {by: (meet.slot, *pair, by) for by in pair}
    outcomes = {by: state.outcomes[key] for by, key in keys.items() if key in state.outcomes}
    followed = {by: state.followed[key] for by, key in keys.items() if key in state.followed}
    days = [follow_up.on for follow_up in followed.values()]
    over = any(follow_up.code in {"landed", "closed"} for follow_up in followed.values())
    follows = promising(state, meet)
    return Line(
        meet=meet,
        party=party,
        other=meet.partner if party == meet.enterprise else meet.enterprise,
        outcomes=outcomes,
        entered=frozenset(by for by, key in keys.items() if key in state.entered),
        agreed=state.agreed(meet) is not None,
        follows=follows,
        followed={by: follow_up.code for by, follow_up in followed.items()},
        due="" if over or not follows else _due(state, days),
    )


def _due(state: Session, reported: list[date]) -> str:
    """The first of the days for following up that nobody has told anything since; the last one
    stands until somebody does."""
    assert state.details is not None
    days = [state.details.day + timedelta(days=n) for n in FOLLOW_UP_DAYS]
    left = [day for day in days if not any(on >= day for on in reported)]
    return left[0].isoformat() if left else ""
