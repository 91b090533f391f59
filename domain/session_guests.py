"""对接会 Session: what guests ask for, the release of a timetable, and what came of meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from domain.codes import MEETING_OUTCOMES
from domain.command import Ask, Refusal, Role, State
from domain.event import Event
from domain.malformed import Malformed
from domain.party import Id, Party
from domain.posting import acts_for
from domain.session import (
    CheckedIn,
    Details,
    Left,
    Meet,
    MovedUp,
    OutcomeRecorded,
    Registered,
    Session,
    SessionCommand,
    TimetableReleased,
    TurnedDown,
)
from domain.shapes import Whole


class GuestCommand(SessionCommand):
    """About one party at one session: for itself, or the office for it."""

    party: Id

    def mine(self, ask: Ask) -> None:
        if not acts_for(self.party, ask):
            raise Refusal("session.not_yours", "只能为本单位办理", "party")


class Register(GuestCommand):
    """`free`: the slots in which the party can be met; empty means in all of them."""

    free: tuple[Whole, ...] = ()

    def about(self) -> Mapping[str, State]:
        return {**super().about(), f"party-{self.party}": Party()}

    def decide(self, session: Session, party: Party, ask: Ask) -> Iterable[Event]:
        details = self.there("register_for_session", session, ask)
        self.mine(ask)
        if party.status != "active":
            raise Refusal("party.not_active", f"没有有效的单位“{self.party}”，请先登记", "party")
        free = tuple(sorted(set(self.free or range(details.slots))))
        if not set(free) <= set(range(details.slots)):
            said = f"时段应在 0 到 {details.slots - 1} 之间"
            raise Malformed("slot.unknown", said, "请按公布的时段填写", field="free")
        seat = session.seats.get(self.party)
        if seat is not None:
            if seat.free == frozenset(free):
                return  # already so
            waits = seat.waits
        else:
            waits = session.taken >= details.capacity
        side = "enterprise" if Role.ENTERPRISE in party.roles else "partner"
        yield Registered(party=self.party, side=side, free=free, waits=waits)


class Leave(GuestCommand):
    """The place goes to whoever has waited longest."""

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("leave_session", session, ask)
        self.mine(ask)
        seat = session.seats.get(self.party)
        if seat is None:
            return
        yield Left(party=self.party)
        waiting = session.next_up()
        if not seat.waits and waiting is not None:
            yield MovedUp(party=waiting)


class TurnDown(GuestCommand):
    """No thanks: never at a table with this one, whatever a score says."""

    other: Id

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("turn_down", session, ask)
        self.mine(ask)
        if self.other == self.party:
            raise Refusal("session.self", "请填另一个单位", "other")
        if frozenset((self.party, self.other)) not in session.apart:
            yield TurnedDown(party=self.party, other=self.other)


class CheckIn(GuestCommand):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("check_in", session, ask)
        self.mine(ask)
        seat = session.seats.get(self.party)
        if seat is None or seat.waits:
            raise Refusal("session.unregistered", "没有报名成功，请到服务台登记", "party")
        if ask.on != details.day:
            raise Refusal("session.other_day", f"对接会在 {details.day}", "id")
        if not seat.here:
            yield CheckedIn(party=self.party)


class ReleaseTimetable(SessionCommand):
    """`version` is the next number: who planned on an older one is told so, and plans again."""

    version: Whole
    meetings: tuple[Meet, ...]
    worth: Whole
    bound: Whole
    seed: Whole = 0

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("release_timetable", session, ask)
        if self.version == session.version and self.meetings == session.meetings:
            return  # already so
        if self.version != session.version + 1:
            said = f"已发布到第 {session.version} 版，请按现在的报名重新排"
            raise Refusal("session.version", said, "version")
        for said in faults(self.meetings, session, details):
            raise Refusal("session.timetable", said, "meetings")
        if self.worth > self.bound:
            raise Refusal("session.bound", "得分不能超过上界", "bound")
        yield TimetableReleased(
            number=self.version,
            meetings=tuple(sorted(self.meetings, key=lambda m: (m.slot, m.table))),
            worth=self.worth,
            bound=self.bound,
            seed=self.seed,
        )


class RecordOutcome(GuestCommand):
    """What a party says of one of its meetings; an amount only with an intent."""

    slot: Whole
    other: Id
    code: str
    amount_fen: Whole | None = None

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("record_outcome", session, ask)
        self.mine(ask)
        if self.code not in MEETING_OUTCOMES:
            known = "、".join(MEETING_OUTCOMES)
            raise Malformed("code.unknown", "没有这种结果", f"可用的有 {known}", field="code")
        if self.amount_fen is not None and (self.code != "intent_signed" or self.amount_fen <= 0):
            said = "只有签订意向才填金额，而且要大于零"
            raise Malformed("amount.unwanted", said, "请删去金额或改选签订意向", field="amount_fen")
        pair = {self.party, self.other}
        meet = next(
            (
                m
                for m in session.meetings
                if m.slot == self.slot and {m.enterprise, m.partner} == pair
            ),
            None,
        )
        if meet is None:
            raise Refusal("session.no_meeting", "日程里没有这场会面", "slot")
        key = (meet.slot, meet.enterprise, meet.partner, self.party)
        if session.outcomes.get(key) != (self.code, self.amount_fen):
            yield OutcomeRecorded(
                slot=meet.slot,
                enterprise=meet.enterprise,
                partner=meet.partner,
                by=self.party,
                code=self.code,
                amount_fen=self.amount_fen,
            )


def faults(meetings: Iterable[Meet], session: Session, details: Details) -> Iterator[str]:
    """What keeps a timetable from being released, as registrations stand."""
    held = list(meetings)
    seats = {party: seat for party, seat in session.seats.items() if not seat.waits}
    for meet in held:
        one, other = seats.get(meet.enterprise), seats.get(meet.partner)
        if one is None or other is None:
            absent = meet.enterprise if one is None else meet.partner
            yield f"单位“{absent}”没有报名成功"
            continue
        if (one.side, other.side) != ("enterprise", "partner"):
            yield f"“{meet.enterprise}”与“{meet.partner}”不是企业与对接方"
        if not 0 <= meet.slot < details.slots or not 0 <= meet.table < details.tables:
            yield f"没有第 {meet.slot + 1} 时段或第 {meet.table + 1} 桌"
        if meet.slot not in one.free & other.free:
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
