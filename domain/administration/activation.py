"""激活码 Activation: a slip of paper (or a letter) that lets one person in, once, until a moment.

A slip is for a party that wants an account, for a user who has no password or has forgotten it, or
for nobody known yet: whoever registers an enterprise with such a one needs no confirmation. The
code on it is a secret and is kept beside the log, as what it is checked against; here stands who
may be let in by whom until when. Of the slips for one subject the last alone is good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import AwareDatetime

from domain.administration.user import User
from domain.core.codelist import check_code
from domain.core.command import OFFICE_AND_ADMIN, Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.core.streams import stream
from domain.parties.inactive import INACTIVE
from domain.parties.party import Party

KINDS = {"party": "单位", "user": "用户", "blank": "未登记的企业"}
LONGEST = timedelta(days=93)
GONE = INACTIVE | {"absent"}  # parties that nobody signs in for
BY_OFFICE = Permission(OFFICE_AND_ADMIN | {Role.SYSTEM}, "activation.role", "激活码由助企办发放")
BY_HOUSE = Permission(frozenset({Role.SYSTEM}), "activation.witness", "只有系统自己记录激活")


class SlipIssued(Event, name="activation.issued", title="发放激活码"):
    """`slip` tells this one from those before it; `role` is as what it lets in."""

    slip: str
    role: str
    until: AwareDatetime


class SlipVoided(Event, name="activation.voided", title="作废激活码"): ...


class SlipUsed(Event, name="activation.used", title="使用激活码"):
    user: str


@dataclass(frozen=True)
class Activation:
    """The last slip for a subject; `user` is whom it let in."""

    status: str = "absent"  # out, voided, used
    slip: str = ""
    role: str = ""
    until: datetime | None = None
    user: str = ""

    def after(self, event: Event) -> Activation:
        match event:
            case SlipIssued():
                return Activation("out", event.slip, event.role, event.until)
            case SlipVoided():
                return replace(self, status="voided")
            case SlipUsed():
                return replace(self, status="used", user=event.user)
        return self

    def check(self, slip: str, at: datetime) -> None:
        """Refuses unless this slip lets somebody in at this moment."""
        if self.status == "absent" or slip != self.slip or self.status == "voided":
            message = "这个激活码已经作废，请用后来打印的那一张，或联系助企办"
            raise Refusal("activation.voided", message, "code")
        if self.status == "used":
            message = "这个激活码已经用过：请直接登录；忘记了密码，请助企办再打印一张"
            raise Refusal("activation.used", message, "code")
        if self.until is None or at > self.until:
            message = "这个激活码已过有效期，请联系助企办再打印一张"
            raise Refusal("activation.expired", message, "code")


class OfSubject(Command):
    """About the slips for one subject: of `KINDS`, and its id there."""

    kind: str
    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("activation", self.kind, self.id): Activation()}


class OfStanding(OfSubject):
    """Where the subject is to be one that may be let in, by then."""

    def about(self) -> Mapping[str, State]:
        subjects: dict[str, State] = {"party": Party(), "user": User()}
        if self.kind not in subjects:
            return super().about()
        return {**super().about(), stream(self.kind, self.id): subjects[self.kind]}


class IssueSlip(OfStanding):
    """The code is made and kept at the door; here is whom it lets in, and until when."""

    permission: ClassVar = BY_OFFICE

    slip: Id
    role: str
    until: AwareDatetime

    def decide(
        self, _: Activation, subject: Party | User | None = None, *, ask: Ask
    ) -> Iterable[Event]:
        check_code(self.kind, KINDS, "kind")
        if isinstance(subject, Party):
            self._check_party(subject)
        if isinstance(subject, User):
            self._check_user(subject, ask)
        if not ask.at < self.until <= ask.at + LONGEST:
            raise Refusal("activation.until", f"有效期最长 {LONGEST.days} 天", "until")
        yield SlipIssued(slip=self.slip, role=self.role, until=self.until)

    def _check_party(self, party: Party) -> None:
        if party.status in GONE:
            raise Refusal("party.not_active", f"没有有效的单位“{self.id}”", "id")
        if self.role not in party.roles:
            raise Refusal("user.party", "这家单位没有登记为这一类", "role")

    def _check_user(self, user: User, ask: Ask) -> None:
        if user.duty is None or user.status != "active":
            raise Refusal("user.absent", f"没有可登录的用户“{self.id}”", "id")
        if user.duty.role in OFFICE_AND_ADMIN and ask.role is Role.ORGANIZER:
            message = "助企办和管理员的激活码由管理员打印"
            raise Refusal("activation.not_yours", message, "id")


class VoidSlip(OfSubject, name="void_slip", title="作废激活码"):
    permission: ClassVar = BY_OFFICE

    def decide(self, activation: Activation, ask: Ask) -> Iterable[Event]:
        if activation.status == "out":
            yield SlipVoided()


class UseSlip(OfStanding):
    """The house lets somebody in by it, once, while what it was issued for is still so."""

    permission: ClassVar = BY_HOUSE

    slip: Id
    user: Id

    def decide(
        self, activation: Activation, subject: Party | User | None = None, *, ask: Ask
    ) -> Iterable[Event]:
        activation.check(self.slip, ask.at)
        if isinstance(subject, Party) and (
            subject.status in GONE or activation.role not in subject.roles
        ):
            message = (
                "这家单位已注销、合并、停业或失联，或不再是这一类，激活码不能用了，请联系助企办"
            )
            raise Refusal("activation.party", message, "code")
        if isinstance(subject, User):
            check_lets_in(subject, activation.role)
        yield SlipUsed(user=self.user)


def check_lets_in(user: User, role: str) -> None:
    """Refuses unless a slip that was issued for this role lets this user in by now."""
    if user.duty is None or user.status != "active":
        raise Refusal("user.closed", "这个用户已停用，请联系助企办", "code")
    raised = user.duty.role != role and user.duty.role in OFFICE_AND_ADMIN
    if raised:  # since it was issued: an administrator's affair by now
        raise Refusal("activation.not_yours", "这个激活码不能用了，请联系管理员", "code")
