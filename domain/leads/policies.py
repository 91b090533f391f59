"""放行条件 Policies: what must hold for a lead to leave, each by its name.

They stand in the order in which they are tried. `DeliverLead` and `ClaimLead` refuse with the first
that doesn't hold; `policy_results` is the whole list, for whoever asks why a lead did not leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from domain.core.command import Refusal
from domain.leads.capacity import Capacity
from domain.leads.consent import Consent
from domain.leads.route import REROUTES, REROUTES_DAYS, Route
from domain.leads.window import Window
from domain.matching.proposal import Proposal
from domain.parties.party import Party
from domain.postings.posting import Posting


@dataclass(frozen=True)
class Delivery:
    """A lead that is to leave on a day: between whom, and all that it depends on as it stands, in
    the order of `DeliverLead.about`."""

    on: date
    enterprise: str
    receiver: str
    consent: Consent
    route: Route
    need: Posting
    offering: Posting
    capacity: Capacity
    party: Party  # the enterprise
    window: Window
    proposal: Proposal


@dataclass(frozen=True)
class Policy:
    """`title` says what must hold; `code`, `message` and `field` are those of the refusal where it
    doesn't. A message may name what is in the way: `{delivery.window.lead}`."""

    name: str
    title: str
    holds: Callable[[Delivery], bool]
    code: str
    message: str
    field: str

    def check(self, delivery: Delivery) -> None:
        if not self.holds(delivery):
            raise Refusal(self.code, self.message.format(delivery=delivery), self.field)


@dataclass(frozen=True)
class PolicyResult:
    """What a policy says of a delivery; `message` is empty where it holds."""

    policy: Policy
    message: str

    @property
    def holds(self) -> bool:
        return not self.message


def policy_results(policies: Iterable[Policy], delivery: Delivery) -> list[PolicyResult]:
    """Every policy, in order, with what it says of this delivery."""
    return [
        PolicyResult(
            policy, "" if policy.holds(delivery) else policy.message.format(delivery=delivery)
        )
        for policy in policies
    ]


def goes_by_itself(delivery: Delivery) -> bool:
    return delivery.route.mode != "open_claim"


def is_open_to_claims(delivery: Delivery) -> bool:
    return delivery.route.mode == "open_claim"


def has_a_live_consent(delivery: Delivery) -> bool:
    scope = delivery.consent.live(delivery.on)
    return scope is not None and scope.receiver == delivery.receiver


def consent_names_the_contact(delivery: Delivery) -> bool:
    scope = delivery.consent.live(delivery.on)  # that there is none is another policy's to say
    return scope is None or "contact" in scope.kinds


def enterprise_has_a_contact(delivery: Delivery) -> bool:
    return delivery.party.contact is not None


def both_are_published(delivery: Delivery) -> bool:
    return (delivery.need.status, delivery.offering.status) == ("published", "published")


def belongs_to_these_parties(delivery: Delivery) -> bool:
    owners = (delivery.need.party, delivery.offering.party)
    return owners == (delivery.enterprise, delivery.receiver)


def enterprise_is_active(delivery: Delivery) -> bool:
    return delivery.party.status == "active" and delivery.enterprise != delivery.receiver


def proposal_is_open(delivery: Delivery) -> bool:
    return delivery.proposal.status not in {"declined", "expired"}


def was_not_taken_back_too_often(delivery: Delivery) -> bool:
    return not delivery.route.rests(delivery.on)


def has_a_place_on_the_route(delivery: Delivery) -> bool:
    return not delivery.route.full


def is_the_only_one_for_its_purpose(delivery: Delivery) -> bool:
    return delivery.window.free(delivery.on)


def offering_has_a_place(delivery: Delivery) -> bool:
    content = delivery.offering.content
    places = getattr(content.terms, "capacity", None) if content else None
    return places is None or len(delivery.capacity.taken) < places


BY_ITSELF = Policy(
    "by_itself",
    "需求不是先接先得",
    goes_by_itself,
    "route.claim",
    "这条需求由获授权的单位先接先得",
    "need",
)
OPEN_TO_CLAIMS = Policy(
    "open_to_claims",
    "需求先接先得",
    is_open_to_claims,
    "route.not_open",
    "这条需求不是先接先得",
    "need",
)
ALWAYS = (
    Policy(
        "consent",
        "企业授权提供给这家单位",
        has_a_live_consent,
        "consent.missing",
        "企业没有授权提供给这家单位",
        "consent",
    ),
    Policy(
        "contact_kind",
        "授权包括联系人和电话",
        consent_names_the_contact,
        "consent.contact",
        "授权没有包括联系人和电话，对方联系不上企业",
        "consent",
    ),
    Policy(
        "contact",
        "企业填写了联系人和电话",
        enterprise_has_a_contact,
        "party.contact",
        "企业还没有填写联系人和电话",
        "enterprise",
    ),
    Policy(
        "published",
        "需求与供给都在发布中",
        both_are_published,
        "lead.over",
        "需求或供给已不在发布中",
        "need",
    ),
    Policy(
        "parties",
        "双方与登记的一致",
        belongs_to_these_parties,
        "lead.parties",
        "双方与登记的不一致",
        "receiver",
    ),
    Policy(
        "active",
        "企业在正常状态",
        enterprise_is_active,
        "party.not_active",
        "企业不在正常状态",
        "enterprise",
    ),
    Policy(
        "proposal",
        "没有一方答复不合适，也没有过期",
        proposal_is_open,
        "lead.declined",
        "已有一方答复不合适，或已过期",
        "id",
    ),
    Policy(
        "rest",
        "企业没有多次撤回",
        was_not_taken_back_too_often,
        "route.rests",
        f"{REROUTES_DAYS}天内企业已撤回{REROUTES + 1}次，暂不再送出",
        "need",
    ),
    Policy(
        "route",
        "分发方式还有名额",
        has_a_place_on_the_route,
        "route.full",
        "这条需求已交给允许数量的单位",
        "need",
    ),
    Policy(
        "window",
        "该单位没有同一企业同一用途的在途线索",
        is_the_only_one_for_its_purpose,
        "window.taken",
        "该单位已收到同一企业同一用途的线索{delivery.window.lead}",
        "id",
    ),
    Policy(
        "capacity",
        "供给还有名额",
        offering_has_a_place,
        "capacity.full",
        "该供给的名额已满",
        "offering",
    ),
)
BY_THE_HOUSE = (BY_ITSELF, *ALWAYS)
BY_A_CLAIM = (OPEN_TO_CLAIMS, *ALWAYS)
