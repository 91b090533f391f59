"""Which meetings somebody may see, as one of the two has them, and which are to be followed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.sessions.meetings import FOLLOW_UP_DAYS, promising
from domain.sessions.session import Meet, Session
from projections.sessions.sessions import SessionRow
from services.web.request import PageRequest
from services.web.selectors.sessions import session_shown


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
