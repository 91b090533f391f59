"""放行条件: each policy by its name, alone; and all of them, for whoever asks why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.core.command import Refusal, recall
from domain.leads.capacity import Capacity, CapacityTaken
from domain.leads.consent import Consent, ConsentRevoked
from domain.leads.policies import (
    ALWAYS,
    BY_A_CLAIM,
    BY_ITSELF,
    BY_THE_HOUSE,
    OPEN_TO_CLAIMS,
    Delivery,
    policy_results,
)
from domain.leads.route import Route, RouteChosen, RouteClosed, RouteOpened
from domain.leads.window import Window, WindowTaken
from domain.matching.proposal import Proposal, ProposalDeclined, ProposalExpired
from domain.parties.party import Party, PartyStatusChanged
from domain.postings.need import NeedPaused
from domain.postings.offering import OfferingDrafted, OfferingPaused
from domain.postings.posting import Posting
from domain.postings.terms import BankOffering
from tests.examples import factory, live, loan, offering_live
from tests.leads import SCOPE, UNTIL, contact_set, granted, proposed
from tests.spec import DAY

POLICIES = {policy.name: policy for policy in (*BY_THE_HOUSE, *BY_A_CLAIM)}
READY = Delivery(
    on=DAY,
    enterprise="e001",
    receiver="b01",
    consent=recall(Consent(), [granted]),
    route=Route(),
    need=recall(Posting("need"), live),
    offering=recall(Posting("offering"), offering_live),
    capacity=Capacity(),
    party=recall(Party(), [factory, contact_set]),
    window=Window(),
    proposal=recall(Proposal(), [proposed]),
)
TERMS = BankOffering(amount_min_fen=50_000_000, amount_max_fen=1_000_000_000, capacity=1)
ONE_PLACE = [OfferingDrafted(party="b01", content=loan(terms=TERMS)), *offering_live[1:]]
BACK = [RouteClosed(lead=f"l{n}", rerouted=True, on=DAY) for n in range(4)]
OPEN = recall(Route(), [RouteChosen(mode="open_claim")])
DECLINED = ProposalDeclined(party="b01", reason_code="rate")
FULL = {
    "offering": recall(Posting("offering"), ONE_PLACE),
    "capacity": recall(Capacity(), [CapacityTaken(lead="other")]),
}
IN_THE_WAY = [
    ("by_itself", {"route": OPEN}, "route.claim"),
    ("open_to_claims", {}, "route.not_open"),
    ("consent", {"consent": Consent()}, "consent.missing"),
    ("consent", {"on": UNTIL + timedelta(days=1)}, "consent.missing"),
    ("consent", {"receiver": "b02"}, "consent.missing"),
    (
        "consent",
        {"consent": recall(READY.consent, [ConsentRevoked(need="n1", receiver="b01")])},
        "consent.missing",
    ),
    (
        "contact_kind",
        {"consent": replace(READY.consent, scope=SCOPE.model_copy(update={"kinds": ("need",)}))},
        "consent.contact",
    ),
    ("contact", {"party": recall(Party(), [factory])}, "party.contact"),
    ("published", {"need": recall(READY.need, [NeedPaused()])}, "lead.over"),
    ("published", {"offering": recall(READY.offering, [OfferingPaused()])}, "lead.over"),
    ("parties", {"enterprise": "e002"}, "lead.parties"),
    ("parties", {"receiver": "b02"}, "lead.parties"),
    (
        "active",
        {"party": recall(READY.party, [PartyStatusChanged(status="dormant")])},
        "party.not_active",
    ),
    ("active", {"receiver": "e001"}, "party.not_active"),
    ("proposal", {"proposal": recall(READY.proposal, [DECLINED])}, "lead.declined"),
    ("proposal", {"proposal": recall(READY.proposal, [ProposalExpired()])}, "lead.declined"),
    ("rest", {"route": recall(Route(), BACK)}, "route.rests"),
    ("route", {"route": recall(Route(), [RouteOpened(lead="other")])}, "route.full"),
    ("window", {"window": recall(Window(), [WindowTaken(lead="l1", through=DAY)])}, "window.taken"),
    ("capacity", FULL, "capacity.full"),
]


def test_every_policy_is_tried_here():
    assert {name for name, _, _ in IN_THE_WAY} == set(POLICIES)


@pytest.mark.parametrize(("name", "changes", "code"), IN_THE_WAY)
def test_a_policy_refuses_what_it_is_about(name, changes, code):
    policy, delivery = POLICIES[name], replace(READY, **changes)
    assert not policy.holds(delivery)
    with pytest.raises(Refusal) as refusal:
        policy.check(delivery)
    assert (refusal.value.code, refusal.value.field) == (code, policy.field)


@pytest.mark.parametrize("policy", BY_THE_HOUSE, ids=lambda policy: policy.name)
def test_a_policy_lets_through_what_is_ready(policy):
    policy.check(READY)


def test_what_is_open_to_claims_is_ready_for_one():
    assert all(verdict.holds for verdict in policy_results(BY_A_CLAIM, replace(READY, route=OPEN)))


def test_whoever_asks_why_hears_of_everything_that_is_in_the_way():
    window = recall(Window(), [WindowTaken(lead="l1", through=DAY)])
    delivery = replace(READY, consent=Consent(), window=window)
    messages = {
        v.policy.name: v.message for v in policy_results(BY_THE_HOUSE, delivery) if not v.holds
    }
    assert messages == {
        "consent": "企业没有授权提供给这家单位",
        "window": "该单位已收到同一企业同一用途的线索l1",
    }


def test_the_mode_of_distribution_is_asked_first():
    assert (BY_ITSELF, *ALWAYS) == BY_THE_HOUSE
    assert (OPEN_TO_CLAIMS, *ALWAYS) == BY_A_CLAIM
