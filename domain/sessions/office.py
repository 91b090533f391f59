"""对接会 Session: what the office asks for, from the announcement to the day itself."""

from __future__ import annotations

from collections.abc import Iterable

from domain.core.codelist import check_code
from domain.core.command import Ask, Refusal
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Codes, Day, Id, YesNo
from domain.postings.tracks import TRACKS
from domain.sessions.codes import SESSION_KINDS
from domain.sessions.session import (
    LIFECYCLE,
    Details,
    Insisted,
    Invited,
    MovedUp,
    Session,
    SessionCancelled,
    SessionClosed,
    SessionCommand,
    SessionHeld,
    SessionOpened,
    SessionPlanned,
    SessionPostponed,
    SessionRevised,
)
from domain.values.text import check_text

MOST_SLOTS, MOST_TABLES, MOST_GUESTS = 64, 400, 4000


class PlanSession(SessionCommand, name="plan_session", title="筹备对接会"):
    details: Details

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("plan_session", ask)
        if session.details == self.details:
            return  # already so
        if session.details is not None:
            raise Refusal("session.known", f"编号“{self.id}”已是{session.details.title}", "id")
        check_details(self.details, ask)
        yield SessionPlanned(details=self.details)


class ReviseSession(SessionCommand, name="revise_session", title="修改对接会"):
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


class Invite(SessionCommand, name="invite", title="邀请"):
    """Only those who were not invited yet; whoever is registered needs no invitation."""

    parties: Codes

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("invite", session, ask)
        if not self.parties:
            raise Malformed("session.invites", "没有选择单位", "请至少选一家", field="parties")
        new = set(self.parties) - session.invited - set(session.seats)
        if new:
            yield Invited(parties=tuple(sorted(new)))


class Insist(SessionCommand, name="insist", title="指定会面"):
    """These two are to meet, whatever a score says; a no thanks stays absolute."""

    enterprise: Id
    partner: Id
    wanted: YesNo = True

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("insist", session, ask)
        pair = (self.enterprise, self.partner)
        if self.wanted and frozenset(pair) in session.apart:
            raise Refusal("session.apart", "有一方不愿会面，不能指定", "partner")
        if self.wanted is not (pair in session.insisted):
            yield Insisted(enterprise=self.enterprise, partner=self.partner, wanted=self.wanted)


class OpenSession(SessionCommand, name="open_session", title="开放报名"):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("open_session", session, ask)
        yield SessionOpened()


class CloseSession(SessionCommand, name="close_session", title="截止报名"):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("close_session", session, ask)
        yield SessionClosed()


class PostponeSession(SessionCommand, name="postpone_session", title="对接会改期"):
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


class CancelSession(SessionCommand, name="cancel_session", title="取消对接会"):
    reason: str

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("cancel_session", session, ask)
        check_text(self.reason, field="reason", least=2, most=200)
        yield SessionCancelled(reason=self.reason)


class HoldSession(SessionCommand, name="hold_session", title="结束对接会"):
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
    check_code(details.kind, SESSION_KINDS, "kind")
    check_code(details.track, TRACKS, "track")
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
        "least_each": (0, details.most_each),
        "most_partner": (0, MOST_SLOTS),
        "change_minutes": (0, details.slot_minutes - 1),
        "request_quota": (0, 50),
        "request_hours": (1, 14 * 24),
    }
    if details.campaign:
        check_text(details.campaign, field="campaign", least=2, most=40)
    for name, (least, most) in limits.items():
        if not least <= getattr(details, name) <= most:
            raise Malformed(
                "number.range", f"应在 {least} 到 {most} 之间", "请改一个数", field=name
            )
    hours, minutes = map(int, details.starts.split(":"))
    if 60 * hours + minutes + details.slots * details.slot_minutes > 24 * 60:
        raise Malformed("day.over", "排到了第二天", "请减少时段或提早开始", field="slots")
