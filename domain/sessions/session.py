"""对接会 Session: one docking session with its registrations, its timetables and what came of it.

    draft → open → closed → released → held,  cancelled from any state before held

All that must not be done twice at once is in one stream: places, the timetable's versions, who is
there. Beyond capacity one waits, and moves up when somebody leaves. A timetable is released as a
whole, under the next number, and only if it keeps every rule at that moment; a no thanks is
absolute. A version that was released is never changed.

What the office asks for is in `domain/sessions/office.py`, what guests ask for in
`domain/sessions/guests.py`, meetings from their request to their follow-up in
`domain/sessions/meetings.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.shapes import Codes, Day, Id, Shape, Whole, YesNo
from domain.core.streams import stream
from domain.parties.acting import PARTIES
from domain.sessions.outcomes import FollowedUp, Key, OutcomeRecorded
from domain.values.dates import SHANGHAI

OFFICE = (Role.ORGANIZER,)
GUESTS = (*PARTIES, Role.ORGANIZER)

LIFECYCLE = Lifecycle(
    name="session",
    title="对接会",
    kinds=("session",),
    start="absent",
    titles={
        "absent": "不存在",
        "draft": "筹备中",
        "open": "报名中",
        "closed": "报名截止",
        "released": "日程已发布",
        "held": "已举办",
        "cancelled": "已取消",
    },
    steps=(
        step("plan_session", "筹备", "planned", "absent", "draft", OFFICE),
        step("revise_session", "修改", "revised", "draft open", None, OFFICE),
        step("invite", "邀请", "invited", "draft open", None, OFFICE),
        step("open_session", "开放报名", "opened", "draft", "open", OFFICE),
        step("register_for_session", "报名", "registered", "open", None, GUESTS),
        step("leave_session", "退出", "left", "open closed released", None, GUESTS),
        step("turn_down", "不愿会面", "turned_down", "open closed released", None, GUESTS),
        step("ask_for_meeting", "请求会面", "meeting_requested", "open closed", None, GUESTS),
        step("answer_request", "答复会面请求", "request_answered", "open closed", None, GUESTS),
        step("insist", "指定会面", "insisted", "draft open closed released", None, OFFICE),
        step("close_session", "截止报名", "closed", "open", "closed", OFFICE),
        step("release_timetable", "发布日程", "released", "closed released", "released", OFFICE),
        step("check_in", "签到", "checked_in", "closed released", None, GUESTS),
        step("hold_session", "结束", "held", "closed released", "held", OFFICE),
        step("record_outcome", "填写结果", "outcome_recorded", "released held", None, GUESTS),
        step("follow_up", "跟进", "followed_up", "held", None, GUESTS),
        step("postpone_session", "改期", "postponed", "draft open closed released", None, OFFICE),
        step(
            "cancel_session", "取消", "cancelled", "draft open closed released", "cancelled", OFFICE
        ),
    ),
)


class Details(Shape):
    """What is announced. `starts` is HH:MM in Shanghai; slots follow one another, the last
    `change_minutes` of each are for changing tables. `capacity` counts organizations of either
    kind. Who registered may ask for `request_quota` meetings, each open for `request_hours`."""

    track: str
    kind: str
    title: str
    venue: str
    day: Day
    starts: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    slot_minutes: Whole
    slots: Whole
    tables: Whole
    capacity: Whole
    most_each: Whole  # meetings of one enterprise
    least_each: Whole = 0  # below this an enterprise counts as served too little
    most_partner: Whole = 0  # meetings of one partner; 0: as many as there are slots
    change_minutes: Whole = 0
    request_quota: Whole = 0
    request_hours: Whole = 48
    met_before: YesNo = True  # whether those may meet who met at an earlier session
    campaign: str = ""  # such as 行长进万企: sessions under one name are shown together
    by_invitation: YesNo = False  # others come with the office's yes: it registers them

    @property
    def partner_most(self) -> int:
        return self.most_partner or self.slots

    def when(self, slot: int) -> tuple[datetime, datetime]:
        """When the meetings of a slot (from 0) begin and end, aware; then tables are changed."""
        hours, minutes = map(int, self.starts.split(":"))
        begin = datetime(self.day.year, self.day.month, self.day.day, tzinfo=SHANGHAI)
        begin += timedelta(hours=hours, minutes=minutes + slot * self.slot_minutes)
        return begin, begin + timedelta(minutes=self.slot_minutes - self.change_minutes)


class Meet(Shape):
    """One meeting: who sits with whom, in which slot (from 0), at which table (from 0)."""

    slot: Whole
    table: Whole
    enterprise: str
    partner: str

    @property
    def keys(self) -> tuple[Key, Key]:
        """Under which the enterprise and the partner tell of it."""
        pair = (self.slot, self.enterprise, self.partner)
        return (*pair, self.enterprise), (*pair, self.partner)


class SessionPlanned(Event, name="session.planned", version=3):
    """What an older version left out is as `Details` has it by default."""

    details: Details


class SessionRevised(Event, name="session.revised", version=3):
    details: Details


class SessionOpened(Event, name="session.opened"): ...


class SessionClosed(Event, name="session.closed"): ...


class SessionPostponed(Event, name="session.postponed"):
    day: Day
    starts: str


class SessionCancelled(Event, name="session.cancelled"):
    reason: str


class SessionHeld(Event, name="session.held"): ...


class Invited(Event, name="session.invited"):
    parties: Codes


class Registered(Event, name="session.registered", version=2):
    """`side` is enterprise or partner, `free` the slots in which it can be met; it `waits` where
    all places were taken. `informed` (new in version 2): it was told to whom its name goes."""

    party: str
    side: str
    free: tuple[Whole, ...]
    waits: bool
    informed: bool = False


class Left(Event, name="session.left", version=2):
    """`meets`: whom it would have met by the timetable that is released (version 1: nothing)."""

    party: str
    meets: Codes = ()

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        return data | {"meets": ()} if version == 1 else data


class MovedUp(Event, name="session.moved_up", title="候补转正"):
    """From the waiting list, to the place that somebody left."""

    party: str


class TurnedDown(Event, name="session.turned_down"):
    """A no thanks: these two are never put at one table here."""

    party: str
    other: str


class MeetingRequested(Event, name="session.meeting_requested"):
    """`by` would like to meet `other`; nobody can answer after `until` any more."""

    by: str
    other: str
    until: AwareDatetime


class RequestAnswered(Event, name="session.request_answered"):
    """What was accepted is planned before anything else."""

    by: str
    other: str
    accepted: YesNo


class Insisted(Event, name="session.insisted"):
    """The office wants these two to meet, or doesn't any more."""

    enterprise: str
    partner: str
    wanted: YesNo


class TimetableReleased(Event, name="session.released"):
    """`worth` and `bound` are the planner's; equal, the timetable is proved to be the best."""

    number: Whole
    meetings: tuple[Meet, ...]
    worth: Whole
    bound: Whole
    seed: Whole


class CheckedIn(Event, name="session.checked_in"):
    party: str


@dataclass(frozen=True)
class MeetingRequest:
    """A request for a meeting; `accepted` is None while nobody has answered."""

    until: datetime
    accepted: bool | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it takes up one of the quota: open, or accepted."""
        return self.accepted is True or (self.accepted is None and at <= self.until)


@dataclass(frozen=True)
class Seat:
    """One registration as it stands."""

    side: str
    free: frozenset[int]
    waits: bool
    here: bool = False


@dataclass(frozen=True)
class Session:
    """What a ruling needs to remember. `seats` are in the order of registration."""

    status: str = "absent"
    details: Details | None = None
    invited: frozenset[str] = frozenset()
    seats: Mapping[str, Seat] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    # (by whom, with whom)
    requests: Mapping[tuple[str, str], MeetingRequest] = field(default_factory=dict)
    insisted: frozenset[tuple[str, str]] = frozenset()
    version: int = 0
    meetings: tuple[Meet, ...] = ()
    outcomes: Mapping[Key, tuple[str, int | None]] = field(default_factory=dict)
    entered: frozenset[Key] = frozenset()  # outcomes that somebody else told for their side
    followed: Mapping[Key, FollowedUp] = field(default_factory=dict)

    def after(self, event: Event) -> Session:
        data: Any = event
        now = replace(self, status=LIFECYCLE.after(event.verb, self.status))
        match event:
            case SessionPlanned() | SessionRevised():
                return replace(now, details=data.details)
            case SessionPostponed() if self.details:
                moved = {"day": data.day, "starts": data.starts}
                return replace(now, details=self.details.model_copy(update=moved))
            case Invited():
                return replace(now, invited=self.invited | set(data.parties))
            case Registered() | Left() | MovedUp() | CheckedIn():
                return replace(now, seats=_seats(self.seats, data))
            case TurnedDown():
                return replace(now, apart=self.apart | {frozenset((data.party, data.other))})
            case MeetingRequested() | RequestAnswered():
                return replace(now, requests=_requests(self.requests, data))
            case Insisted():
                pair = frozenset({(data.enterprise, data.partner)})
                return replace(
                    now, insisted=self.insisted | pair if data.wanted else self.insisted - pair
                )
            case TimetableReleased():
                return replace(now, version=data.number, meetings=data.meetings)
            case OutcomeRecorded():
                outcomes = {**self.outcomes, data.key: (data.code, data.amount_fen)}
                own = self.entered - {data.key}
                entered = own | {data.key} if data.entered_by else own
                return replace(now, outcomes=outcomes, entered=entered)
            case FollowedUp():
                return replace(now, followed={**self.followed, data.key: data})
        return now

    @property
    def taken(self) -> int:
        return sum(not seat.waits for seat in self.seats.values())

    def next_up(self) -> str | None:
        """Who has waited longest."""
        return next((party for party, seat in self.seats.items() if seat.waits), None)

    def musts(self) -> frozenset[tuple[str, str]]:
        """The meetings (enterprise, partner) that were insisted on, or asked for and accepted."""
        agreed = {pair for pair, request in self.requests.items() if request.accepted}
        return self.insisted | {
            (enterprise, partner)
            for pair in agreed
            for enterprise, partner in (pair, pair[::-1])
            if self._side(enterprise) == "enterprise" and self._side(partner) == "partner"
        }

    def meeting(self, slot: int, pair: frozenset[str]) -> Meet:
        """The meeting of these two in a slot; refuses where the timetable has none."""
        for meet in self.meetings:
            if meet.slot == slot and {meet.enterprise, meet.partner} == pair:
                return meet
        raise Refusal("session.no_meeting", "日程里没有这场会面", "slot")

    def agreed(self, meet: Meet) -> tuple[str, int | None] | None:
        """The outcome that both sides told alike, each by its own people."""
        outcomes = [self.outcomes.get(key) for key in meet.keys]
        own = self.entered.isdisjoint(meet.keys)
        return outcomes[0] if own and outcomes[0] == outcomes[1] else None

    def _side(self, party: str) -> str:
        return self.seats[party].side if party in self.seats else ""


def _seats(seats: Mapping[str, Seat], event: Any) -> dict[str, Seat]:
    """The seats after somebody registered, left, moved up or checked in."""
    match event:
        case Registered():
            return {**seats, event.party: Seat(event.side, frozenset(event.free), event.waits)}
        case Left():
            return {party: seat for party, seat in seats.items() if party != event.party}
    before = seats.get(event.party)
    if before is None:
        return dict(seats)
    up = isinstance(event, MovedUp)
    seat = replace(before, waits=before.waits and not up, here=before.here or not up)
    return {**seats, event.party: seat}


def _requests(
    before: Mapping[tuple[str, str], MeetingRequest], event: Any
) -> dict[Any, MeetingRequest]:
    pair = (event.by, event.other)
    if isinstance(event, MeetingRequested):
        return {**before, pair: MeetingRequest(event.until)}
    return {**before, pair: replace(before[pair], accepted=event.accepted)}


class SessionCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("session", self.id): Session()}

    def there(self, command: str, session: Session, ask: Ask) -> Details:
        """May this be asked, and does the state allow it? What is announced."""
        LIFECYCLE.may(command, ask)
        if session.details is None:
            raise Refusal("session.absent", f"没有编号为“{self.id}”的对接会", "id")
        LIFECYCLE.check(command, session.status)
        return session.details
