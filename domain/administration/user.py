"""用户 User: somebody who signs in, as what, for which organization.

No secret is in here: what a password is checked against stands beside the log, as webhooks' secrets
do (docs/decisions/012-secrets-beside-the-log.md). Signing in is an event, for the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from domain.administration.user_name import check_user_name
from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.personal import Personal
from domain.core.shapes import Codes, Id, Shape
from domain.core.streams import stream
from domain.parties.codes import PARTY_ROLES
from domain.parties.party import Party
from domain.values.text import check_text

TITLES = {
    **{Role(code): title for code, title in PARTY_ROLES.items()},
    Role.ORGANIZER: "助企办",
    Role.OFFICER: "助企干部",
    Role.LIAISON: "纪委监委联络员",
    Role.LEADER: "县领导",
    Role.ADMIN: "管理员",
    Role.APPLICANT: "待确认的登记人",
}
FOR_PEOPLE = {role: title for role, title in TITLES.items() if role is not Role.APPLICANT}
SUPPORTING = frozenset({Role.OFFICER, Role.LIAISON})  # see the enterprises that they are given
BY_ADMINISTRATOR = Permission(frozenset({Role.ADMIN, Role.SYSTEM}), "user.role", "用户由管理员管理")
MOST_SUPPORTED = 100
SECOND_FACTOR = {  # the parameter that demands one of a role
    Role.ADMIN: "second_factor_admin",
    **dict.fromkeys(
        (Role.ORGANIZER, Role.OFFICER, Role.LIAISON, Role.LEADER), "second_factor_office"
    ),
    Role.BANK: "second_factor_bank",
}


class Duty(Shape):
    """As what somebody acts: for the own organization, or for enterprises that one supports."""

    role: str
    party: str | None = None
    supports: Codes = ()


class OfPerson(Event):
    """Who signs in as what. In version 1 nobody was asked for a telephone."""

    duty: Duty
    person: Personal
    phone: Personal | None = None

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        return data | {"phone": None} if version == 1 else data


class UserAdded(OfPerson, name="user.added", version=2, title="新增用户"): ...


class UserRevised(OfPerson, name="user.revised", version=2, title="修改用户"): ...


class UserClosed(Event, name="user.closed", title="停用用户"): ...


class UserReopened(Event, name="user.reopened", title="恢复用户"): ...


class PasswordChanged(Event, name="user.password_changed", title="更改密码"):
    """By its owner, or by an administrator; then it is to be changed at the next sign-in."""

    by_owner: bool


class SecondFactorSet(Event, name="user.second_factor_set", title="启用动态码"): ...


class SecondFactorRemoved(Event, name="user.second_factor_removed", title="停用动态码"):
    """By its owner, or by an administrator for who lost it."""

    by_owner: bool


class IdentityBound(Event, name="user.identity_bound", title="绑定统一身份认证"):
    """`identity` is the hash of an issuer and its subject (`bound_identity.py`)."""

    identity: str
    by_owner: bool


class IdentityUnbound(Event, name="user.identity_unbound", title="解除统一身份认证"):
    by_owner: bool


class SignedIn(Event, name="user.signed_in", title="登录"):
    method: str


class SignInRefused(Event, name="user.sign_in_refused", title="登录失败"):
    """A wrong password; `locked` where so many were wrong that the next has to wait."""

    locked: bool


class SignedOut(Event, name="user.signed_out", title="退出"): ...


class Exported(Event, name="user.exported", title="导出"):
    """Who took what out: a list and how many rows of it."""

    what: str
    rows: int


class NamesShown(Event, name="user.names_shown", title="查看名单"):
    """Who is shown figures without names asked for those behind one, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class User:
    """What a ruling needs to remember."""

    status: str = "absent"  # active, closed
    duty: Duty | None = None
    person: Personal | None = None
    phone: Personal | None = None
    identity: str = ""  # by which another house signs them in

    def after(self, event: Event) -> User:
        match event:
            case UserAdded() | UserRevised():
                status = "active" if isinstance(event, UserAdded) else self.status
                return User(status, event.duty, event.person, event.phone, self.identity)
            case UserClosed():
                return replace(self, status="closed")
            case UserReopened():
                return replace(self, status="active")
            case IdentityBound():
                return replace(self, identity=event.identity)
            case IdentityUnbound():
                return replace(self, identity="")
        return self


class UserCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("user", self.id): User()}

    def known(self, user: User) -> None:
        if user.duty is None:
            raise Refusal("user.absent", f"没有用户“{self.id}”", "id")


class WithDuty(UserCommand):
    permission: ClassVar = BY_ADMINISTRATOR

    duty: Duty
    person: Personal
    phone: Personal | None = None

    def about(self) -> Mapping[str, State]:
        party = {stream("party", self.duty.party): Party()} if self.duty.party else {}
        return {**super().about(), **party}

    def check(self, party: Party) -> None:
        check_text(self.person.reveal(), field="person", least=1, most=40)
        if self.phone:
            check_text(self.phone.reveal(), field="phone", least=3, most=30)
        duty = self.duty
        check_code(duty.role, TITLES, "role", "user.role_unknown")
        if duty.role in PARTY_ROLES and duty.role not in party.roles:
            raise Refusal("user.party", "请选择一家登记为这一类的单位", "party")
        if duty.role not in PARTY_ROLES and duty.party:
            raise Refusal("user.no_party", f"{TITLES[Role(duty.role)]}不代表任何单位", "party")
        if duty.supports and duty.role not in SUPPORTING:
            raise Refusal("user.supports", "只有助企干部和联络员分包企业", "supports")
        if len(duty.supports) > MOST_SUPPORTED:
            raise Refusal("user.supports", f"最多分包 {MOST_SUPPORTED} 家", "supports")


class AddUser(WithDuty):
    """`taken`: somebody else is called so in another case, or has this number for a telephone."""

    taken: bool = False

    def decide(self, user: User, party: Party | None = None, *, ask: Ask) -> Iterable[Event]:
        if (user.duty, user.person, user.phone) == (self.duty, self.person, self.phone):
            return  # already so
        if user.duty is not None or self.taken:
            raise Refusal("user.known", f"用户名“{self.id}”已有人使用，请换一个", "id")
        profile = party.profile if party else None
        check_user_name(self.id, profile.uscc if profile else None, ask)
        self.check(party or Party())
        yield UserAdded(duty=self.duty, person=self.person, phone=self.phone)


class ReviseUser(WithDuty, name="revise_user", title="修改用户"):
    def decide(self, user: User, party: Party | None = None, *, ask: Ask) -> Iterable[Event]:
        self.known(user)
        self.check(party or Party())
        if (user.duty, user.person, user.phone) != (self.duty, self.person, self.phone):
            yield UserRevised(duty=self.duty, person=self.person, phone=self.phone)


class CloseUser(UserCommand, name="close_user", title="停用用户"):
    """From the next request on nothing is shown any more."""

    permission: ClassVar = BY_ADMINISTRATOR

    def decide(self, user: User, ask: Ask) -> Iterable[Event]:
        self.known(user)
        if ask.actor == self.id:
            raise Refusal("user.self", "不能停用自己", "id")
        if user.status != "closed":
            yield UserClosed()


class ReopenUser(UserCommand, name="reopen_user", title="恢复用户"):
    permission: ClassVar = BY_ADMINISTRATOR

    def decide(self, user: User, ask: Ask) -> Iterable[Event]:
        self.known(user)
        if user.status != "active":
            yield UserReopened()


class ResetSecondFactor(UserCommand):
    """For who lost it; what it was checked against is thrown away beside the log."""

    permission: ClassVar = BY_ADMINISTRATOR

    def decide(self, user: User, ask: Ask) -> Iterable[Event]:
        self.known(user)
        yield SecondFactorRemoved(by_owner=False)


class Witness(UserCommand):
    """The house notes what a user did at the door. Nobody else may ask for it."""

    permission: ClassVar = Permission(
        frozenset({Role.SYSTEM}), "user.witness", "只有系统自己记录登录"
    )

    def noted(self) -> Event:
        raise NotImplementedError

    def decide(self, user: User, ask: Ask) -> Iterable[Event]:
        if user.duty is not None:
            yield self.noted()


class NotePassword(Witness):
    by_owner: bool

    def noted(self) -> Event:
        return PasswordChanged(by_owner=self.by_owner)


class NoteSecondFactor(Witness):
    """`set`, else removed; by its owner."""

    set: bool

    def noted(self) -> Event:
        return SecondFactorSet() if self.set else SecondFactorRemoved(by_owner=True)


class NoteSignIn(Witness):
    method: str

    def noted(self) -> Event:
        return SignedIn(method=self.method)


class NoteRefusal(Witness):
    locked: bool

    def noted(self) -> Event:
        return SignInRefused(locked=self.locked)


class NoteSignOut(Witness):
    def noted(self) -> Event:
        return SignedOut()


class NoteExport(Witness):
    what: str
    rows: int

    def noted(self) -> Event:
        return Exported(what=self.what, rows=self.rows)


class NoteNames(Witness):
    what: str
    reason: str

    def noted(self) -> Event:
        check_text(self.reason, field="reason", least=4, most=200)
        return NamesShown(what=self.what, reason=self.reason)
