"""登记 Registration: an enterprise that registers itself, and the office that confirms it.

One credit code, one registration at a time. Its person can sign in at once, as an applicant to whom
nothing is shown; by the confirmation the enterprise is registered and the applicant its user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from domain.administration.user import Duty, User, UserAdded, UserRevised
from domain.core.command import OFFICE_AND_ADMIN, Ask, Command, On, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.personal import Personal
from domain.core.shapes import Id, YesNo
from domain.core.streams import stream
from domain.parties.party import (
    Claim,
    Namesake,
    Party,
    PartyContactSet,
    PartyRegistered,
    PartyRevised,
    Profile,
    UsccClaimed,
    check_name,
    check_profile,
)
from domain.values.text import check_text

TITLES = {"waiting": "待确认", "confirmed": "已确认", "refused": "已退回"}
ROLE = Role.ENTERPRISE
BY_OFFICE = Permission(OFFICE_AND_ADMIN | {Role.SYSTEM}, "registration.role", "登记由助企办确认")


class RegistrationFiled(Event, name="registration.filed", title="自行登记"):
    """`user` is whom the registering person signs in as."""

    profile: Profile
    contact: Personal
    phone: Personal
    user: str


class RegistrationConfirmed(Event, name="registration.confirmed", title="确认登记"):
    party: str


class RegistrationRefused(Event, name="registration.refused", title="退回登记"):
    reason: str


@dataclass(frozen=True)
class Registration:
    """The last one filed for a credit code."""

    status: str = "absent"  # then as in `TITLES`
    filed: RegistrationFiled | None = None
    reason: str = ""

    def after(self, event: Event) -> Registration:
        match event:
            case RegistrationFiled():
                return Registration("waiting", event)
            case RegistrationConfirmed():
                return replace(self, status="confirmed")
            case RegistrationRefused():
                return replace(self, status="refused", reason=event.reason)
        return self


class OfRegistration(Command):
    """`id` is the credit code; the applicant's user name too."""

    id: Id

    def about(self) -> Mapping[str, State]:
        return {
            stream("registration", self.id): Registration(),
            stream("uscc", self.id): Claim(),
            stream("user", self.id): User(),
        }

    def waiting(self, registration: Registration) -> RegistrationFiled:
        if registration.filed is None:
            raise Refusal("registration.absent", "没有这条登记", "id")
        if registration.status != "waiting":
            message = f"这条登记{TITLES[registration.status]}，不用再办"
            raise Refusal("registration.state", message, "id")
        return registration.filed


class FileRegistration(OfRegistration):
    permission: ClassVar = Permission(
        frozenset({Role.SYSTEM}), "registration.witness", "企业在登记页面上登记"
    )

    profile: Profile
    contact: Personal
    phone: Personal

    def decide(
        self, registration: Registration, claim: Claim, user: User, ask: Ask
    ) -> Iterable[Event | On]:
        check_profile(self.profile)
        check_text(self.contact.reveal(), field="contact", least=1, most=40)
        check_text(self.phone.reveal(), field="phone", least=3, most=30)
        applicant = user.duty is None or user.duty.role == Role.APPLICANT
        if claim.party or registration.status == "confirmed" or not applicant:
            message = "这个信用代码已经登记过：请助企办发一张激活码，用它开通账号"
            raise Refusal("registration.known", message, "uscc")
        if registration.status == "waiting":
            message = "这个信用代码的登记已经收到，正等助企办确认，不用再填"
            raise Refusal("registration.waiting", message, "uscc")
        if user.status == "closed":
            message = "这个信用代码的登记人已停用，请联系助企办"
            raise Refusal("user.closed", message, "uscc")
        yield RegistrationFiled(
            profile=self.profile, contact=self.contact, phone=self.phone, user=self.id
        )
        kind = UserAdded if user.duty is None else UserRevised
        signs_in = kind(duty=Duty(role=Role.APPLICANT), person=self.contact, phone=self.phone)
        yield On(stream("user", self.id), signs_in)


class ConfirmRegistration(OfRegistration):
    """As a new party; or, with `party`, as one more account of one that is registered already.
    `namesake` is looked up by whoever asks."""

    permission: ClassVar = BY_OFFICE

    party: Id | None = None
    namesake: Namesake | None = None
    different: YesNo = False

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.party or self.id): Party()}

    def decide(
        self, registration: Registration, claim: Claim, user: User, party: Party, ask: Ask
    ) -> Iterable[Event | On]:
        filed = self.waiting(registration)
        if user.status == "closed":  # nobody could sign in for it
            message = "登记人已停用：请管理员先恢复这个用户，或把登记退回"
            raise Refusal("user.closed", message, "id")
        id = self.party or self.id
        yield RegistrationConfirmed(party=id)
        yield from (
            self._known(filed, claim, party) if self.party else self._new(filed, claim, party)
        )
        if party.contact is None:
            contact = PartyContactSet(contact=filed.contact, phone=filed.phone)
            yield On(stream("party", id), contact)
        person, phone = user.person or filed.contact, user.phone
        signs_in = UserRevised(duty=Duty(role=ROLE, party=id), person=person, phone=phone)
        yield On(stream("user", self.id), signs_in)

    def _new(self, filed: RegistrationFiled, claim: Claim, party: Party) -> Iterable[On]:
        if claim.party or party.profile is not None:
            message = f"该代码已由单位“{claim.party or self.id}”登记：请选“就是这家”"
            raise Refusal("uscc.taken", message, "party")
        check_name(filed.profile, self.namesake, different=self.different)
        yield On(stream("party", self.id), PartyRegistered(profile=filed.profile))
        yield On(stream("uscc", self.id), UsccClaimed(party=self.id))

    def _known(self, filed: RegistrationFiled, claim: Claim, party: Party) -> Iterable[On]:
        if party.profile is None or party.status != "active" or ROLE not in party.roles:
            raise Refusal("party.not_active", f"没有正常的企业“{self.party}”", "party")
        if claim.party not in {"", self.party} or party.profile.uscc not in {None, self.id}:
            message = "这家单位登记的是另一个信用代码，请核对"
            raise Refusal("registration.other_code", message, "party")
        if not claim.party:
            profile = party.profile.model_copy(update={"uscc": filed.profile.uscc})
            yield On(stream("party", str(self.party)), PartyRevised(profile=profile))
            yield On(stream("uscc", self.id), UsccClaimed(party=str(self.party)))


class RefuseRegistration(OfRegistration, name="refuse_registration", title="退回登记"):
    permission: ClassVar = BY_OFFICE

    reason: str

    def decide(
        self, registration: Registration, claim: Claim, user: User, ask: Ask
    ) -> Iterable[Event]:
        self.waiting(registration)
        check_text(self.reason, field="reason", least=2, most=200)
        yield RegistrationRefused(reason=self.reason)
