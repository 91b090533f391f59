"""单位 Party: an enterprise, a bank, a department, a university, an agency, a supplier.

Roles are data: an enterprise may be a supplier too. One Unified Social Credit Code belongs to one
party: registering claims the code's own stream in the same append, so two can't race for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from domain.core.codelist import check_code
from domain.core.command import OFFICE_AND_ADMIN, Ask, Command, On, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.core.shapes import Codes, Id, Shape, YesNo
from domain.core.streams import stream
from domain.parties.codes import PARTY_ROLES, SCALES
from domain.parties.facts import UNKNOWN, Facts, check_facts
from domain.values.industry import read_industry
from domain.values.names import clean_name
from domain.values.region import read_region
from domain.values.text import check_text, matching_key
from domain.values.uscc import read_uscc

STATUSES = {
    "active": "正常",
    "unreachable": "失联",
    "dormant": "停业",
    "deregistered": "注销",
}
VOUCHED = ("title", "roles", "industry", "scale", "above_scale", "key_enterprise")
TITLES = STATUSES | {"merged": "已合并"}  # what may be set, and what merging sets


class Profile(Shape):
    """What is publicly known of a party. Personal data is not in here."""

    title: str
    uscc: str | None = None
    roles: Codes
    region: str | None = None
    industry: str | None = None
    scale: str | None = None
    above_scale: YesNo | None = None
    key_enterprise: YesNo = False


class PartyRegistered(Event, name="party.registered", title="登记"):
    profile: Profile


class PartyRevised(Event, name="party.revised", title="修改资料"):
    profile: Profile


class PartyRevisionAsked(Event, name="party.revision_asked", title="申请修改资料"):
    """By the party itself: what the office vouches for changes when the office agrees."""

    profile: Profile


class PartyRevisionDeclined(Event, name="party.revision_declined", title="退回修改申请"):
    reason: str


class PartyContactSet(Event, name="party.contact_set", title="设定联系人"):
    """Who to call. Personal data, keyed by its subject; never in a proposal, never in a teaser."""

    contact: Personal
    phone: Personal


class PartyFactsStated(Event, name="party.facts_stated", title="填写企业情况"):
    """All of them: what isn't among them is unknown from here on."""

    facts: Facts


class PartyStatusChanged(Event, name="party.status_changed", version=2, title="更改状态"):
    """Before version 2 nobody wrote down why."""

    status: str
    reason: str = ""


class PartyMerged(Event, name="party.merged", version=2, title="并入另一单位"):
    """It goes on as the other one. Before version 2 nobody wrote down why."""

    into: str
    reason: str = ""


class PartyUnregistered(Event, name="party.unregistered", title="撤回登记"):
    """It was entered by mistake: it isn't there, and may be registered anew."""


class UsccClaimed(Event, name="uscc.claimed", title="登记信用代码"):
    party: str


class UsccReleased(Event, name="uscc.released", title="放开信用代码"):
    """Of a party that was entered by mistake: another may have it."""


@dataclass(frozen=True)
class Party:
    """What a ruling needs to remember of a party."""

    status: str = "absent"
    profile: Profile | None = None
    contact: tuple[Personal, Personal] | None = None
    into: str = ""
    facts: Facts = UNKNOWN
    asked: Profile | None = None  # what it wants to be known as, until the office has decided

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.profile.roles if self.profile else ())

    def after(self, event: Event) -> Party:
        match event:
            case PartyRegistered():
                return Party("active", event.profile)
            case PartyRevised():
                return replace(self, profile=event.profile, asked=None)
            case PartyRevisionAsked():
                return replace(self, asked=event.profile)
            case PartyRevisionDeclined():
                return replace(self, asked=None)
            case PartyContactSet():
                return replace(self, contact=(event.contact, event.phone))
            case PartyFactsStated():
                return replace(self, facts=event.facts)
            case PartyStatusChanged():
                return replace(self, status=event.status)
            case PartyMerged():
                return replace(self, status="merged", into=event.into)
            case PartyUnregistered():
                return Party()
        return self


@dataclass(frozen=True)
class Claim:
    """Who holds a credit code."""

    party: str = ""

    def after(self, event: Event) -> Claim:
        match event:
            case UsccClaimed():
                return Claim(event.party)
            case UsccReleased():
                return Claim()
        return self


class PartyCommand(Command):
    id: Id

    @property
    def stream(self) -> str:
        return stream("party", self.id)

    def about(self) -> Mapping[str, State]:
        return {self.stream: Party()}

    def known(self, party: Party, ask: Ask) -> Profile:
        """The party, where there is one for which the asker may speak; others aren't there."""
        speaks = ask.role in OFFICE_AND_ADMIN | {Role.SYSTEM} or ask.party == self.id
        if party.profile is None or not speaks:
            raise Refusal("party.absent", f"没有编号为“{self.id}”的单位", "id")
        return party.profile


class Namesake(Shape):
    """Another party whose name is the same to the eye; `receives`: whether enterprises may be asked
    to let it have their data, so that nobody must be taken for it."""

    id: str
    title: str
    receives: YesNo


class RegisterParty(PartyCommand):
    """`namesake` is looked up by whoever asks; two enterprises may have one name where the office
    says that they are `different`."""

    permission: ClassVar = Permission(
        OFFICE_AND_ADMIN | {Role.SYSTEM}, "party.role", "单位由助企办登记"
    )

    profile: Profile
    namesake: Namesake | None = None
    different: YesNo = False

    def about(self) -> Mapping[str, State]:
        code = self.profile.uscc
        return {self.stream: Party()} | ({stream("uscc", code): Claim()} if code else {})

    def decide(self, party: Party, claim: Claim | None = None, *, ask: Ask) -> Iterable[Event | On]:
        if party.profile == self.profile:
            return  # already so
        if party.profile is not None:
            raise Refusal("party.known", f"编号“{self.id}”已登记为{party.profile.title}", "id")
        check_profile(self.profile)
        check_name(self.profile, self.namesake, different=self.different)
        if claim and claim.party:
            raise Refusal("uscc.taken", f"该代码已由单位“{claim.party}”登记", "uscc")
        yield PartyRegistered(profile=self.profile)
        if self.profile.uscc:
            yield On(stream("uscc", self.profile.uscc), UsccClaimed(party=self.id))


class Standing(Shape):
    """What a party does as one of these roles, of which it needs to keep one."""

    roles: Codes
    what: str


class ReviseParty(PartyCommand):
    """Everything but the credit code, which stays with the party for life, and a role that
    something stands on. What stands on them, and who has that name, is in other streams, without
    end: whoever asks says it, from the views."""

    profile: Profile
    standing: tuple[Standing, ...] = ()
    namesake: Namesake | None = None
    different: YesNo = False

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        profile = self.known(party, ask)
        if profile == self.profile:
            return
        stays(party)
        check_change(profile, self.profile)
        if ask.role not in OFFICE_AND_ADMIN and (vouched := vouched_for(profile, self.profile)):
            message = "单位名称、类型、行业、规模等由助企办核实：请提交修改申请"
            raise Refusal("party.vouched", message, vouched[0])
        if looks_of(self.profile) != looks_of(profile):
            check_name(self.profile, self.namesake, different=self.different)
        self._check_roles()
        yield PartyRevised(profile=self.profile)

    def _check_roles(self) -> None:
        roles = set(self.profile.roles)
        lost = [each for each in self.standing if roles.isdisjoint(each.roles)]
        if lost:
            taken = sorted({role for each in lost for role in each.roles})
            titles = "、".join(PARTY_ROLES[role] for role in taken)
            named = "、".join(each.what for each in lost[:3])
            many = f"等 {len(lost)} 项" if len(lost) > 3 else ""
            message = f"这家单位作为{titles}还有{named}{many}，请先结束，再更改单位类型"
            raise Refusal("party.role_used", message, "roles")


class SetContact(PartyCommand, name="set_contact", title="设定联系人"):
    contact: Personal
    phone: Personal

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        check_text(self.contact.reveal(), field="contact", least=1, most=40)
        check_text(self.phone.reveal(), field="phone", least=3, most=30)
        known = [each.reveal() for each in party.contact or ()]
        if known != [self.contact.reveal(), self.phone.reveal()]:  # else it is the same person
            yield PartyContactSet(contact=self.contact, phone=self.phone)


class StateFacts(PartyCommand, name="state_facts", title="填写企业情况"):
    """What conditions of policies are held against: stated once, by the party or the office."""

    facts: Facts

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        stays(party)
        check_facts(self.facts)
        if party.facts != self.facts:
            yield PartyFactsStated(facts=self.facts)


class ChangeStatus(PartyCommand, name="change_status", title="更改单位状态"):
    """Deregistered for good: an administrator alone corrects what was never so, and says why."""

    permission: ClassVar = Permission(OFFICE_AND_ADMIN, "party.role", "单位状态由助企办更改")

    status: str
    reason: str = ""

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        stays(party)
        check_code(self.status, STATUSES, "status", "status.unknown")
        if party.status == self.status:
            return
        if party.status == "deregistered" and ask.role is not Role.ADMIN:
            message = "注销是最终的；确实写错了的，请管理员更正，并写明原因"
            raise Refusal("party.final", message, "status")
        if self.reason or "deregistered" in {party.status, self.status}:
            check_text(self.reason, field="reason", least=2, most=200)
        yield PartyStatusChanged(status=self.status, reason=self.reason)


def check_change(before: Profile, after: Profile) -> None:
    """Refuses what can't be taken, and another credit code: that stays with the party for life."""
    check_profile(after, before=before)
    if after.uscc != before.uscc:
        raise Refusal("uscc.fixed", "统一社会信用代码不能更改，请联系管理员合并单位", "uscc")


def vouched_for(before: Profile, after: Profile) -> list[str]:
    """The changed fields that others take the office's word for."""
    return [name for name in VOUCHED if getattr(before, name) != getattr(after, name)]


def looks_of(profile: Profile) -> tuple[str, bool]:
    """By what a party may be taken for another."""
    return profile.title, receives(profile)


def receives(profile: Profile) -> bool:
    return set(profile.roles) != {"enterprise"}


def check_name(profile: Profile, namesake: Namesake | None, *, different: bool) -> None:
    """Refuses a name that can't be told from another's."""
    if namesake is None or (different and not namesake.receives and not receives(profile)):
        return
    message = f"与已登记的{namesake.title}（{namesake.id}）名称相同或难以分辨，请在名称里写明区别"
    raise Refusal("party.same_name", message, "title")


def known_facts(profile: Profile, stated: Facts) -> Facts:
    """What an enterprise states; where it is silent of its scale, the office's word counts."""
    if stated.above_scale is not None or profile.above_scale is None:
        return stated
    return stated.model_copy(update={"above_scale": profile.above_scale})


def folded(title: str) -> str:
    """By which two names are one: without width, case, blanks, brackets and dots."""
    return "".join(letter for letter in matching_key(title) if letter.isalnum())


def stays(party: Party) -> None:
    """Refuses what would change a party that goes on as another."""
    if party.status == "merged":
        raise Refusal("party.merged", f"该单位已并入“{party.into}”", "id")


def check_profile(profile: Profile, *, before: Profile | None = None) -> None:
    """Raises `Malformed` with the field for what can't be taken. What stands as it was `before`
    isn't judged anew: a code of an older log may hold one of its two checks alone."""
    readers = (
        ("title", lambda v: clean_name(v, field="title"), profile.title),
        ("uscc", read_uscc, profile.uscc),
        ("region", read_region, profile.region),
        ("industry", read_industry, profile.industry),
    )
    for field, read, value in readers:
        if value is None or (before is not None and getattr(before, field) == value):
            continue
        try:
            same = read(value) == value
        except Malformed as finding:
            raise finding.at(field) from None
        if not same:
            raise Malformed("value.not_normal", "写法不规范", value=str(value), field=field)
    for role in profile.roles or ("",):
        check_code(role, PARTY_ROLES, "roles")
    if profile.scale is not None:
        check_code(profile.scale, SCALES, "scale")
