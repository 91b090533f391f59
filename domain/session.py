"""对接会 Session: one docking session with its registrations, its timetables and what came of it.

    draft → open → closed → released → held,  cancelled from any state before held

All that must not be done twice at once is in one stream: places, the timetable's versions, who is
there. Beyond capacity one waits, and moves up when somebody leaves. A timetable is released as a
whole, under the next number, and only if it keeps every rule at that moment; a no thanks is
absolute. A version that was released is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import Field

from domain.codes import SESSION_KINDS
from domain.command import Ask, Command, Refusal, Role, State
from domain.event import Event
from domain.lifecycle import Lifecycle, step
from domain.malformed import Malformed
from domain.party import Id
from domain.posting import PARTIES
from domain.shapes import Day, Shape, Whole
from domain.text import check_text
from domain.tracks import TRACKS

OFFICE = (Role.ORGANIZER,)
GUESTS = (*PARTIES, Role.ORGANIZER)
MOST_SLOTS, MOST_TABLES, MOST_GUESTS = 64, 400, 4000

LIFECYCLE = Lifecycle(
    name="session",
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
        step("open_session", "开放报名", "opened", "draft", "open", OFFICE),
        step("register_for_session", "报名", "registered", "open", None, GUESTS),
        step("leave_session", "退出", "left", "open closed released", None, GUESTS),
        step("turn_down", "不愿会面", "turned_down", "open closed released", None, GUESTS),
        step("close_session", "截止报名", "closed", "open", "closed", OFFICE),
        step("release_timetable", "发布日程", "released", "closed released", "released", OFFICE),
        step("check_in", "签到", "checked_in", "closed released", None, GUESTS),
        step("hold_session", "结束", "held", "closed released", "held", OFFICE),
        step("record_outcome", "填写结果", "outcome_recorded", "held", None, GUESTS),
        step("postpone_session", "改期", "postponed", "draft open closed released", None, OFFICE),
        step(
            "cancel_session", "取消", "cancelled", "draft open closed released", "cancelled", OFFICE
        ),
    ),
)


class Details(Shape):
    """What is announced. `starts` is HH:MM in Shanghai; slots follow one another, each with the
    time to change tables in it. `capacity` counts organizations of either kind."""

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


class Meet(Shape):
    """One meeting: who sits with whom, in which slot (from 0), at which table (from 0)."""

    slot: Whole
    table: Whole
    enterprise: str
    partner: str


class SessionPlanned(Event, name="session.planned"):
    details: Details


class SessionRevised(Event, name="session.revised"):
    details: Details


class SessionOpened(Event, name="session.opened"): ...


class SessionClosed(Event, name="session.closed"): ...


class SessionPostponed(Event, name="session.postponed"):
    day: Day
    starts: str


class SessionCancelled(Event, name="session.cancelled"):
    reason: str


class SessionHeld(Event, name="session.held"): ...


class Registered(Event, name="session.registered"):
    """`side` is enterprise or partner; `free` are the slots in which it can be met; `waits` where
    all places were taken."""

    party: str
    side: str
    free: tuple[Whole, ...]
    waits: bool


class Left(Event, name="session.left"):
    party: str


class MovedUp(Event, name="session.moved_up"):
    """From the waiting list, to the place that somebody left."""

    party: str


class TurnedDown(Event, name="session.turned_down"):
    """A no thanks: these two are never put at one table here."""

    party: str
    other: str


class TimetableReleased(Event, name="session.released"):
    """`worth` and `bound` are the planner's; equal, the timetable is proved to be the best."""

    number: Whole
    meetings: tuple[Meet, ...]
    worth: Whole
    bound: Whole
    seed: Whole


class CheckedIn(Event, name="session.checked_in"):
    party: str


class OutcomeRecorded(Event, name="session.outcome_recorded"):
    """What one side says of a meeting; the other confirms it by saying the same."""

    slot: Whole
    enterprise: str
    partner: str
    by: str
    code: str
    amount_fen: Whole | None


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
    seats: Mapping[str, Seat] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    version: int = 0
    meetings: tuple[Meet, ...] = ()
    outcomes: Mapping[tuple[int, str, str, str], tuple[str, int | None]] = field(
        default_factory=dict
    )

    def after(self, event: Event) -> Session:
        said: Any = event
        now = replace(self, status=LIFECYCLE.after(event.name.partition(".")[2], self.status))
        match event:
            case SessionPlanned() | SessionRevised():
                return replace(now, details=said.details)
            case SessionPostponed() if self.details:
                moved = {"day": said.day, "starts": said.starts}
                return replace(now, details=self.details.model_copy(update=moved))
            case Registered():
                seat = Seat(said.side, frozenset(said.free), said.waits)
                return replace(now, seats={**self.seats, said.party: seat})
            case Left():
                return replace(now, seats={p: s for p, s in self.seats.items() if p != said.party})
            case MovedUp() | CheckedIn() if said.party in self.seats:
                before = self.seats[said.party]
                here = before.here or isinstance(event, CheckedIn)
                seat = replace(
                    before, waits=before.waits and not isinstance(event, MovedUp), here=here
                )
                return replace(now, seats={**self.seats, said.party: seat})
            case TurnedDown():
                return replace(now, apart=self.apart | {frozenset((said.party, said.other))})
            case TimetableReleased():
                return replace(now, version=said.number, meetings=said.meetings)
            case OutcomeRecorded():
                key = (said.slot, said.enterprise, said.partner, said.by)
                return replace(now, outcomes={**self.outcomes, key: (said.code, said.amount_fen)})
        return now

    @property
    def taken(self) -> int:
        return sum(not seat.waits for seat in self.seats.values())

    def next_up(self) -> str | None:
        """Who has waited longest."""
        return next((party for party, seat in self.seats.items() if seat.waits), None)


class SessionCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {f"session-{self.id}": Session()}

    def there(self, command: str, session: Session, ask: Ask) -> Details:
        """May this be asked, and does the state allow it? What is announced."""
        LIFECYCLE.may(command, ask)
        if session.details is None:
            raise Refusal("session.absent", f"没有编号为“{self.id}”的对接会", "id")
        LIFECYCLE.check(command, session.status)
        return session.details


class PlanSession(SessionCommand):
    details: Details

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("plan_session", ask)
        if session.details == self.details:
            return  # already so
        if session.details is not None:
            raise Refusal("session.known", f"编号“{self.id}”已是{session.details.title}", "id")
        check_details(self.details, ask)
        yield SessionPlanned(details=self.details)


class ReviseSession(SessionCommand):
    """Before registration closes. Places that were given stay given."""

    details: Details

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        before = self.there("revise_session", session, ask)
        if before == self.details:
            return
        check_details(self.details, ask)
        if self.details.capacity < session.taken:
            raise Refusal("session.taken", f"已有 {session.taken} 家报名成功", "capacity")
        if self.details.slots < before.slots and session.seats:
            raise Refusal("session.slots", "已有单位按时段报名，时段不能减少", "slots")
        yield SessionRevised(details=self.details)
        free = self.details.capacity - session.taken
        waiting = [party for party, seat in session.seats.items() if seat.waits]
        yield from (MovedUp(party=party) for party in waiting[:free])


class OpenSession(SessionCommand):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("open_session", session, ask)
        yield SessionOpened()


class CloseSession(SessionCommand):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("close_session", session, ask)
        yield SessionClosed()


class PostponeSession(SessionCommand):
    day: Day
    starts: str

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("postpone_session", session, ask)
        moved = Details.model_validate(
            details.model_dump() | {"day": self.day, "starts": self.starts}
        )
        if moved == details:
            return
        check_details(moved, ask)
        yield SessionPostponed(day=self.day, starts=self.starts)


class CancelSession(SessionCommand):
    reason: str

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("cancel_session", session, ask)
        check_text(self.reason, field="reason", least=2, most=200)
        yield SessionCancelled(reason=self.reason)


class HoldSession(SessionCommand):
    """It took place: on its day or later, and somebody was there."""

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("hold_session", session, ask)
        if ask.on < details.day:
            raise Refusal("session.ahead", f"对接会在 {details.day}，还没有到", "id")
        if not any(seat.here for seat in session.seats.values()):
            raise Refusal("session.nobody", "没有单位签到，不能算一场；可以取消或改期", "id")
        yield SessionHeld()


def check_details(details: Details, ask: Ask) -> None:
    """Raises `Malformed` with the field for what can't be announced."""
    if details.kind not in SESSION_KINDS:
        kinds = "、".join(SESSION_KINDS)
        raise Malformed("code.unknown", "没有这种形式", f"可用的有 {kinds}", field="kind")
    if details.track not in TRACKS:
        raise Malformed(
            "code.unknown", "没有这条赛道", f"可用的有 {'、'.join(TRACKS)}", field="track"
        )
    check_text(details.title, field="title", least=2, most=80)
    check_text(details.venue, field="venue", least=2, most=80)
    if details.day < ask.on:
        raise Malformed("day.past", "日期已经过去", "请填今天或以后", field="day")
    limits = {
        "slot_minutes": (5, 120),
        "slots": (1, MOST_SLOTS),
        "tables": (1, MOST_TABLES),
        "capacity": (2, MOST_GUESTS),
        "most_each": (1, MOST_SLOTS),
    }
    for name, (least, most) in limits.items():
        if not least <= getattr(details, name) <= most:
            raise Malformed(
                "number.range", f"应在 {least} 到 {most} 之间", "请改一个数", field=name
            )
    hours, minutes = map(int, details.starts.split(":"))
    if 60 * hours + minutes + details.slots * details.slot_minutes > 24 * 60:
        raise Malformed("day.over", "排到了第二天", "请减少时段或提早开始", field="slots")
