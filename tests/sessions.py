"""Named examples of docking sessions: one that was planned, filled, and given a timetable."""

from __future__ import annotations

from datetime import timedelta

from domain.core.event import Event
from domain.sessions.outcomes import FollowedUp, OutcomeRecorded
from domain.sessions.session import (
    CheckedIn,
    Details,
    Insisted,
    Invited,
    Left,
    Meet,
    MeetingRequested,
    MovedUp,
    Registered,
    RequestAnswered,
    SessionCancelled,
    SessionClosed,
    SessionHeld,
    SessionOpened,
    SessionPlanned,
    SessionPostponed,
    SessionRevised,
    TimetableReleased,
    TurnedDown,
)
from tests.spec import DAY, NOON

SOON = DAY + timedelta(days=10)


def details(**changes: object) -> Details:
    kept: dict[str, object] = {
        "track": "bank",
        "kind": "one_to_one",
        "title": "五月政银企对接会",
        "venue": "县会议中心",
        "day": SOON,
        "starts": "09:00",
        "slot_minutes": 15,
        "slots": 4,
        "tables": 2,
        "capacity": 3,
        "most_each": 2,
    }
    return Details.model_validate(kept | changes)


def came(
    party: str,
    side: str = "enterprise",
    free: tuple[int, ...] = (0, 1, 2, 3),
    *,
    waits: bool = False,
) -> Registered:
    return Registered(party=party, side=side, free=free, waits=waits)


planned, opened, closed = SessionPlanned(details=details()), SessionOpened(), SessionClosed()
open_ = (planned, opened)
full = (*open_, came("e1"), came("e2"), came("b1", "partner"))
ready = (*full, closed)
meets = (
    Meet(slot=0, table=0, enterprise="e1", partner="b1"),
    Meet(slot=1, table=0, enterprise="e2", partner="b1"),
)
released = TimetableReleased(number=1, meetings=meets, worth=900, bound=900, seed=0)
EVENTS: tuple[Event, ...] = (
    planned,
    SessionRevised(details=details(capacity=5)),
    opened,
    came("e1"),
    Left(party="e1"),
    MovedUp(party="e9"),
    TurnedDown(party="e1", other="b1"),
    closed,
    SessionPostponed(day=SOON, starts="14:00"),
    released,
    CheckedIn(party="e1"),
    SessionHeld(),
    Invited(parties=("e1", "e2")),
    MeetingRequested(by="e1", other="b1", until=NOON),
    RequestAnswered(by="e1", other="b1", accepted=True),
    Insisted(enterprise="e1", partner="b1", wanted=True),
    FollowedUp(
        on=SOON, slot=0, enterprise="e1", partner="b1", by="e1", code="landed", amount_fen=8_000
    ),
    OutcomeRecorded(
        slot=0, enterprise="e1", partner="b1", by="e1", code="intent_signed", amount_fen=5_000_000
    ),
    SessionCancelled(reason="天气原因"),
)
