"""对接会 Session: what guests ask for: a place, no thanks to somebody, being there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.core.command import Ask, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Id, Whole, YesNo
from domain.core.streams import stream
from domain.parties.acting import acts_for
from domain.parties.party import Party
from domain.postings.tracks import TRACKS
from domain.sessions.session import (
    CheckedIn,
    Details,
    Left,
    MovedUp,
    Registered,
    Session,
    SessionCommand,
    TurnedDown,
)


class GuestCommand(SessionCommand):
    """About one party at one session: for itself, or the office for it."""

    party: Id

    def check_own(self, ask: Ask) -> None:
        if not acts_for(self.party, ask):
            raise Refusal("session.not_yours", "只能为本单位办理", "party")


class Register(GuestCommand, name="register_for_session", title="报名"):
    """For those who deal on the session's track, as one of its sides; where it is by invitation,
    for those who were invited, or whom the office registers.

    `free`: the slots in which the party can be met; empty means in all of them. `informed`: whoever
    registers was told that its name goes to those whom it is to meet.
    """

    free: tuple[Whole, ...] = ()
    informed: YesNo = False

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.party): Party()}

    def decide(self, session: Session, party: Party, ask: Ask) -> Iterable[Event]:
        details = self.there("register_for_session", session, ask)
        self.check_own(ask)
        if party.status != "active":
            raise Refusal("party.not_active", f"没有有效的单位“{self.party}”，请先登记", "party")
        free = tuple(sorted(set(self.free or range(details.slots))))
        if not set(free) <= set(range(details.slots)):
            message = f"时段应在 0 到 {details.slots - 1} 之间"
            raise Malformed("slot.unknown", message, "请按公布的时段填写", field="free")
        seat = session.seats.get(self.party)
        if seat is not None:
            if seat.free == frozenset(free):
                return  # already so
            waits, side = seat.waits, seat.side
        else:
            waits = session.taken >= details.capacity
            side = _side(party, details)
            self._check_invited(session, details, ask)
        yield Registered(
            party=self.party, side=side, free=free, waits=waits, informed=self.informed
        )

    def _check_invited(self, session: Session, details: Details, ask: Ask) -> None:
        own = ask.role is not Role.ORGANIZER
        if details.by_invitation and own and self.party not in session.invited:
            message = "这场对接会只面向受邀的单位；想参加请联系助企办"
            raise Refusal("session.by_invitation", message, "party")


def _side(party: Party, details: Details) -> str:
    """On which side a party sits. Refuses who doesn't deal on the session's track."""
    track = TRACKS[details.track]
    if Role.ENTERPRISE in party.roles and party.roles & track.asks:
        return "enterprise"
    if party.roles & (track.asks | track.offers):
        return "partner"
    raise Refusal("session.track", f"这场对接会的赛道是“{track.title}”，本单位不在其中", "party")


class Leave(GuestCommand, name="leave_session", title="退出对接会"):
    """The place goes to whoever has waited longest."""

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("leave_session", session, ask)
        self.check_own(ask)
        seat = session.seats.get(self.party)
        if seat is None:
            return
        pairs = ((m.enterprise, m.partner) for m in session.meetings)
        others = {other for pair in pairs if self.party in pair for other in pair}
        yield Left(party=self.party, meets=tuple(sorted(others - {self.party})))
        waiting = session.next_up()
        if not seat.waits and waiting is not None:
            yield MovedUp(party=waiting)


class TurnDown(GuestCommand, name="turn_down", title="不愿会面"):
    """No thanks: never at a table with this one, whatever a score says."""

    other: Id

    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        self.there("turn_down", session, ask)
        self.check_own(ask)
        if self.other == self.party:
            raise Refusal("session.self", "请填另一个单位", "other")
        if frozenset((self.party, self.other)) not in session.apart:
            yield TurnedDown(party=self.party, other=self.other)


class CheckIn(GuestCommand, name="check_in", title="签到"):
    def decide(self, session: Session, ask: Ask) -> Iterable[Event]:
        details = self.there("check_in", session, ask)
        self.check_own(ask)
        seat = session.seats.get(self.party)
        if seat is None or seat.waits:
            raise Refusal("session.unregistered", "没有报名成功，请到服务台登记", "party")
        if ask.on != details.day:
            raise Refusal("session.other_day", f"对接会在 {details.day}", "id")
        if not seat.here:
            yield CheckedIn(party=self.party)
