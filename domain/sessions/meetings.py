"""对接会 Session: a meeting's way, from who asks for it to the timetable, its outcome and after.

A request is open for so many hours; accepted, its meeting is planned before any other. Outcomes are
told by one side and confirmed by the other; what may still come of them is followed up 7, 30 and
90 days later, until it has landed or is closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from domain.administration.parameter import STREAM, Parameters
from domain.administration.unlikely import check_usual
from domain.core.codelist import check_code
from domain.core.command import Ask, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Id, Whole, YesNo
from domain.core.streams import stream
from domain.parties.codes import is_institution
from domain.parties.party import Party
from domain.sessions.codes import FOLLOW_UPS, MEETING_OUTCOMES
from domain.sessions.guests import GuestCommand
from domain.sessions.outcomes import FollowedUp, OutcomeRecorded
from domain.sessions.session import (
    Details,
    Meet,
    MeetingRequested,
    RequestAnswered,
    Session,
    SessionCommand,
    TimetableReleased,
)
from domain.values.corrections import check_reason

PROMISING = frozenset({"intent_signed", "cooperation_possible"})  # outcomes that are followed up
FOLLOW_UP_DAYS = (7, 30, 90)


class AskForMeeting(GuestCommand, name="ask_for_meeting", title="请求会面"):
    """An enterprise would like to meet a partner, who learns its name by that; so many requests at
    a time as the session gives. The office asks for both."""

    other: Id

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.other): Party()}

    def decide(self, session: Session, other: Party, ask: Ask) -> Iterable[Event]:
        details = self.there("ask_for_meeting", session, ask)
        self.check_own(ask)
        own, theirs = session.seats.get(self.party), session.seats.get(self.other)
        if own is None:
            raise Refusal("session.unregistered", "双方都报名以后才能请求会面", "party")
        office = ask.role is Role.ORGANIZER
        if own.side != "enterprise" and not office:
            message = "会面由企业请求；对接方请等企业请求或助企办排的日程"
            raise Refusal("session.enterprise_asks", message, "party")
        named = office or is_institution(other.roles)  # which firms come is nobody's to know
        if theirs is None or own.side == theirs.side or not named:
            raise Refusal("session.unregistered", "双方都报名以后才能请求会面", "other")
        pair = (self.party, self.other)
        if frozenset(pair) in session.apart:
            raise Refusal("session.apart", "对方没有空", "other")  # who said no is nobody's to know
        before = session.requests.get(pair)
        if before is not None and (before.accepted is not None or before.holds(ask.at)):
            return  # already so, or answered
        held = sum(
            request.holds(ask.at) for (by, _), request in session.requests.items() if by == pair[0]
        )
        if held >= details.request_quota:
            message = f"每家最多同时请求 {details.request_quota} 场会面"
            raise Refusal("session.quota", message, "other")
        until = ask.at + timedelta(hours=details.request_hours)
        yield MeetingRequested(by=self.party, other=self.other, until=until)


class AnswerRequest(GuestCommand, name="answer_request", title="答复会面请求"):
    """`party` answers the one who asked, `other`."""

    other: Id
    accepted: YesNo

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("answer_request", session, ask)
        self.check_own(ask)
        asked = session.requests.get((self.other, self.party))
        if asked is None:
            raise Refusal("session.no_request", "对方没有请求会面", "other")
        if asked.accepted is self.accepted:
            return
        if asked.accepted is None and not asked.holds(ask.at):
            raise Refusal("session.expired", "请求已过期，对方可以再次请求", "other")
        yield RequestAnswered(by=self.other, other=self.party, accepted=self.accepted)


class ReleaseTimetable(SessionCommand, name="release_timetable", title="发布日程"):
    """`version` is the next number: who planned on an older one is told so, and plans again."""

    version: Whole
    meetings: tuple[Meet, ...]
    worth: Whole
    bound: Whole
    seed: Whole = 0

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("release_timetable", session, ask)
        if self.version == session.version and set(self.meetings) == set(session.meetings):
            return  # already so
        if self.version != session.version + 1:
            message = f"已发布到第 {session.version} 版，请按现在的报名重新排"
            raise Refusal("session.version", message, "version")
        begun = frozenset(m for m in session.meetings if details.when(m.slot)[0] <= ask.at)
        if not begun <= set(self.meetings):
            raise Refusal("session.begun", "已经开始的时段不能改，请从下一时段起重排", "meetings")
        for fault in faults(self.meetings, session, details, begun):
            raise Refusal("session.timetable", fault, "meetings")
        if self.worth > self.bound:
            raise Refusal("session.bound", "得分不能超过上界", "bound")
        yield TimetableReleased(
            number=self.version,
            meetings=tuple(sorted(self.meetings, key=lambda m: (m.slot, m.table))),
            worth=self.worth,
            bound=self.bound,
            seed=self.seed,
        )


class MeetingReport(GuestCommand):
    """What a party says of one of its meetings. `confirmed`: the amount was asked about, and is
    right."""

    slot: Whole
    other: Id
    code: str
    amount_fen: Whole | None = None
    reason_code: str = ""
    note: str = ""
    confirmed: bool = False

    def about(self) -> Mapping[str, State]:
        return {**super().about(), STREAM: Parameters()}

    def entered_by(self, ask: Ask) -> str:
        """The role of who tells it for the party; "" where its own people do."""
        return "" if ask.party == self.party else ask.role.value

    def check_change(
        self, counted: bool, theirs: int | None, parameters: Parameters, ask: Ask
    ) -> None:
        """What counts already is changed with a reason; an amount is asked about that is unusual,
        or far from what the other side wrote."""
        if counted or self.reason_code:
            check_reason(self.reason_code, self.note)
        if not self.confirmed:
            check_usual(self.amount_fen, parameters, ask, beside=theirs)


class RecordOutcome(MeetingReport, name="record_outcome", title="填写会面结果"):
    """What a party says of one of its meetings, on the day or later; an amount only with an intent.
    The other side confirms it by saying the same. What both have said is only changed with a
    reason."""

    def decide(self, session: Session, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        details = self.there("record_outcome", session, ask)
        self.check_own(ask)
        check_code(self.code, MEETING_OUTCOMES, "code")
        check_amount(self.code, self.amount_fen, MEETING_OUTCOMES, carries="intent_signed")
        if ask.on < details.day:
            raise Refusal("session.ahead", f"对接会在 {details.day}，还没有到", "id")
        meet = session.meeting(self.slot, frozenset((self.party, self.other)))
        key = (meet.slot, meet.enterprise, meet.partner, self.party)
        entered_by = self.entered_by(ask)
        confirms = key in session.entered and not entered_by  # what was entered for them is right
        if confirms or session.outcomes.get(key) != (self.code, self.amount_fen):
            _, theirs = session.outcomes.get((*key[:3], self.other), ("", None))
            counted = session.outcomes.get(key) is not None and session.agreed(meet) is not None
            self.check_change(counted, theirs, parameters, ask)
            yield OutcomeRecorded(
                slot=meet.slot,
                enterprise=meet.enterprise,
                partner=meet.partner,
                by=self.party,
                code=self.code,
                amount_fen=self.amount_fen,
                reason_code=self.reason_code,
                note=self.note,
                entered_by=entered_by,
            )


class FollowUp(MeetingReport, name="follow_up", title="跟进"):
    """What became of a promising meeting; an amount only where it landed. What landed is only
    changed with a reason."""

    def decide(self, session: Session, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.there("follow_up", session, ask)
        self.check_own(ask)
        check_code(self.code, FOLLOW_UPS, "code")
        check_amount(self.code, self.amount_fen, FOLLOW_UPS, carries="landed")
        meet = session.meeting(self.slot, frozenset((self.party, self.other)))
        if not promising(session, meet):
            raise Refusal("session.nothing_to_follow", "这场会面没有意向或合作可能", "slot")
        before = session.followed.get((meet.slot, meet.enterprise, meet.partner, self.party))
        entered_by = self.entered_by(ask)
        confirms = before is not None and before.entered_by and not entered_by
        same = (self.code, self.amount_fen, ask.on)
        if before and not confirms and (before.code, before.amount_fen, before.on) == same:
            return
        theirs = session.followed.get((meet.slot, meet.enterprise, meet.partner, self.other))
        stands = (before.code, before.amount_fen) if before else ("", None)
        counted = stands[0] == "landed" and stands != (self.code, self.amount_fen)
        self.check_change(counted, theirs.amount_fen if theirs else None, parameters, ask)
        yield FollowedUp(
            on=ask.on,
            slot=meet.slot,
            enterprise=meet.enterprise,
            partner=meet.partner,
            by=self.party,
            code=self.code,
            amount_fen=self.amount_fen,
            reason_code=self.reason_code,
            note=self.note,
            entered_by=entered_by,
        )


def check_amount(
    code: str, amount_fen: int | None, titles: Mapping[str, str], *, carries: str
) -> None:
    """Raises `Malformed` for an amount beside any code but the one that carries it."""
    if amount_fen is not None and (code != carries or amount_fen <= 0):
        message = f"只有{titles[carries]}才填金额，而且要大于零"
        advice = f"请删去金额或改选{titles[carries]}"
        raise Malformed("amount.unwanted", message, advice, field="amount_fen")


def promising(session: Session, meet: Meet) -> bool:
    """Whether either side said that something may come of it."""
    return any(
        session.outcomes.get((meet.slot, meet.enterprise, meet.partner, by), ("", None))[0]
        in PROMISING
        for by in (meet.enterprise, meet.partner)
    )


def faults(
    meetings: Iterable[Meet],
    session: Session,
    details: Details,
    begun: frozenset[Meet] = frozenset(),
) -> Iterator[str]:
    """What keeps a timetable from being released, as registrations stand. What has begun is as it
    is, also of those who have left since."""
    held = list(meetings)
    seats = {party: seat for party, seat in session.seats.items() if not seat.waits}
    for meet in (meet for meet in held if meet not in begun):
        enterprise, partner = seats.get(meet.enterprise), seats.get(meet.partner)
        if enterprise is None or partner is None:
            absent = meet.enterprise if enterprise is None else meet.partner
            yield f"单位“{absent}”没有报名成功"
            continue
        if (enterprise.side, partner.side) != ("enterprise", "partner"):
            yield f"“{meet.enterprise}”与“{meet.partner}”不是企业与对接方"
        if not 0 <= meet.slot < details.slots or not 0 <= meet.table < details.tables:
            yield f"没有第 {meet.slot + 1} 时段或第 {meet.table + 1} 桌"
        if meet.slot not in enterprise.free & partner.free:
            yield f"“{meet.enterprise}”与“{meet.partner}”在第 {meet.slot + 1} 时段不都有空"
        if frozenset((meet.enterprise, meet.partner)) in session.apart:
            yield f"“{meet.enterprise}”与“{meet.partner}”有一方不愿会面"
    for what, places in (
        ("同一单位", Counter((m.slot, p) for m in held for p in (m.enterprise, m.partner))),
        ("同一桌", Counter((m.slot, m.table) for m in held)),
    ):
        for (slot, place), many in places.items():
            if many > 1:
                yield f"{what}“{place}”在第 {slot + 1} 时段排了 {many} 场"
    for pair, many in Counter((m.enterprise, m.partner) for m in held).items():
        if many > 1:
            yield f"“{pair[0]}”与“{pair[1]}”排了 {many} 次"
    for party, many in Counter(m.enterprise for m in held).items():
        if many > details.most_each:
            yield f"“{party}”排了 {many} 场，最多 {details.most_each} 场"
    for party, many in Counter(m.partner for m in held).items():
        if many > details.partner_most:
            yield f"“{party}”排了 {many} 场，最多 {details.partner_most} 场"
