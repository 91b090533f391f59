"""线索送达: with a live consent, a place on the route, a place with the receiver, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import On, Role, recall
from domain.leads.capacity import Capacity, CapacityReturned, CapacityTaken
from domain.leads.consent import ConsentExpired, ConsentRevoked
from domain.leads.delivery import Release
from domain.leads.lead import LeadLapsed, LeadRejected, LeadReleased, LeadWithdrawn, LeadWon
from domain.leads.route import RouteChosen, RouteClosed, RouteOpened
from domain.leads.window import Window, WindowTaken
from domain.matching.proposal import ProposalDeclined, ProposalExpired
from domain.parties.party import PartyStatusChanged
from domain.postings.need import NeedPaused, NeedRevised, NeedWithdrawn
from domain.postings.offering import OfferingDrafted, OfferingPaused
from domain.postings.terms import BankOffering
from tests.examples import content, factory, live, loan, offering_live
from tests.leads import (
    KINDS,
    LEAD,
    SCOPE,
    UNTIL,
    claim,
    contact_set,
    deliver,
    delivered,
    granted,
    lead_delivered,
    proposed,
)
from tests.spec import DAY, OFFICE, asks, given

SYSTEM, BANK = asks(Role.SYSTEM), asks(Role.BANK, "b01")
OPEN_CLAIM = [RouteChosen(mode="open_claim")]
STANDING = {
    "consent": [granted],
    "need": list(live),
    "offering": list(offering_live),
    "party": [factory, contact_set],
    "proposal": [proposed],
}
THROUGH = content().valid_through
PLACES = (
    On("route-n1", RouteOpened(lead=LEAD)),
    On("capacity-o1", CapacityTaken(lead=LEAD)),
    On("window-b01:e001:bridge", WindowTaken(lead=LEAD, through=THROUGH)),
)


def standing(**others):
    return given(**(STANDING | others))


def one_place():
    terms = BankOffering(amount_min_fen=50_000_000, amount_max_fen=1_000_000_000, capacity=1)
    return [OfferingDrafted(party="b01", content=loan(terms=terms)), *offering_live[1:]]


def test_a_lead_takes_its_places_as_it_leaves():
    standing().when(deliver(), SYSTEM).then(delivered, *PLACES)


def test_only_the_kinds_that_the_consent_names_leave():
    for kinds, company in (
        (("need", "contact"), None),
        (("need", "company", "contact"), factory.profile),
    ):
        scope = SCOPE.model_copy(update={"kinds": kinds})
        sent = lead_delivered(kinds=kinds, company=company)
        standing(consent=[granted.model_copy(update={"scope": scope})]).when(
            deliver(), SYSTEM
        ).then(sent, *PLACES)


@pytest.mark.parametrize("kinds", [("need",), ("need", "company")])
def test_no_lead_leaves_without_somebody_to_call(kinds):
    consent = [granted.model_copy(update={"scope": SCOPE.model_copy(update={"kinds": kinds})})]
    standing(consent=consent).when(deliver(), SYSTEM).refused("consent.contact", "consent")
    standing(party=[factory]).when(deliver(), SYSTEM).refused("party.contact", "enterprise")


def test_what_leaves_is_the_need_as_it_stands():
    new = content(title="申请倒贷资金五百万元")
    standing(need=[*live, NeedRevised(content=new)]).when(deliver(), SYSTEM).then(
        lead_delivered(content=new, need_edition=2), *PLACES
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_only_the_house_delivers(role):
    standing().when(deliver(), asks(role, "b01")).refused("lead.role", "role")


@pytest.mark.parametrize(
    "consent",
    [
        [],
        [granted, ConsentRevoked(need="n1", receiver="b01")],
        [granted, ConsentExpired(need="n1", receiver="b01")],
        [granted.model_copy(update={"scope": SCOPE.model_copy(update={"receiver": "b02"})})],
    ],
)
def test_no_lead_leaves_without_a_live_consent(consent):
    standing(consent=consent).when(deliver(), SYSTEM).refused("consent.missing", "consent")


def test_a_consent_is_over_after_its_last_day_whether_or_not_the_clock_came():
    late = asks(Role.SYSTEM, on=UNTIL + timedelta(days=1))
    standing().when(deliver(), late).refused("consent.missing", "consent")


@pytest.mark.parametrize(
    ("others", "code", "field"),
    [
        ({"need": [*live, NeedPaused()]}, "lead.over", "need"),
        ({"need": [*live, NeedWithdrawn(reason_code="other")]}, "lead.over", "need"),
        ({"offering": [*offering_live, OfferingPaused()]}, "lead.over", "need"),
        (
            {"party": [factory, contact_set, PartyStatusChanged(status="dormant")]},
            "party.not_active",
            "enterprise",
        ),
        (
            {"proposal": [proposed, ProposalDeclined(party="b01", reason_code="rate")]},
            "lead.declined",
            "id",
        ),
        ({"proposal": [proposed, ProposalExpired()]}, "lead.declined", "id"),
        ({"route": [RouteOpened(lead="other")]}, "route.full", "need"),
        ({"route": OPEN_CLAIM}, "route.claim", "need"),
        ({"window": [WindowTaken(lead="other", through=DAY)]}, "window.taken", "id"),
        (
            {"offering": one_place(), "capacity": [CapacityTaken(lead="other")]},
            "capacity.full",
            "offering",
        ),
    ],
)
def test_what_stands_in_the_way_is_named(others, code, field):
    standing(**others).when(deliver(), SYSTEM).refused(code, field)


def test_a_command_that_mixes_up_the_parties_is_refused():
    for mixed in (deliver(enterprise="e002"), deliver(receiver="b02")):
        code = "lead.parties" if mixed.receiver == "b01" else "consent.missing"
        standing().when(mixed, SYSTEM).refused(code)


def test_a_lead_leaves_once():
    given(delivered, **STANDING).when(deliver(), SYSTEM).then()
    over = (delivered, LeadWithdrawn(reason_code="terms"))
    given(*over, **STANDING).when(deliver(), SYSTEM).refused("lead.state", "state")


def test_the_same_wish_goes_to_the_same_receiver_again_when_the_first_is_over():
    taken = [WindowTaken(lead="other", through=DAY - timedelta(days=1))]
    standing(window=taken).when(deliver(), SYSTEM).then(delivered, *PLACES)


def test_a_panel_takes_three():
    panel = RouteChosen(mode="panel")
    out = [RouteOpened(lead=name) for name in ("l1", "l2", "l3")]
    standing(route=[panel, *out[:2]]).when(deliver(), SYSTEM).then(delivered, *PLACES)
    standing(route=[panel, *out]).when(deliver(), SYSTEM).refused("route.full", "need")


def test_after_too_many_withdrawals_nothing_goes_out_for_a_while():
    days = [DAY - timedelta(days=age) for age in (89, 60, 30, 0)]
    closed = [RouteClosed(lead=f"l{n}", rerouted=True, on=day) for n, day in enumerate(days)]
    standing(route=closed[1:]).when(deliver(), SYSTEM).then(delivered, *PLACES)
    standing(route=closed).when(deliver(), SYSTEM).refused("route.rests", "need")
    rejected = [event.model_copy(update={"rerouted": False}) for event in closed]
    standing(route=rejected).when(deliver(), SYSTEM).then(delivered, *PLACES)
    later = asks(Role.SYSTEM, on=DAY + timedelta(days=1))
    sent = lead_delivered(on=DAY + timedelta(days=1))
    standing(route=closed).when(deliver(), later).then(sent, *PLACES)


def test_the_receiver_who_was_let_in_claims():
    standing(route=OPEN_CLAIM).when(claim(), BANK).then(delivered, *PLACES)


def test_a_claim_needs_an_open_need_a_consent_and_to_be_first():
    standing().when(claim(), BANK).refused("route.not_open", "need")
    standing(route=OPEN_CLAIM, consent=[]).when(claim(), BANK).refused("consent.missing")
    taken = [*OPEN_CLAIM, RouteOpened(lead="other")]
    standing(route=taken).when(claim(), BANK).refused("route.full", "need")


def test_nobody_claims_for_another():
    standing(route=OPEN_CLAIM).when(claim(), asks(Role.BANK, "b02")).refused("lead.absent", "id")
    for ask in (OFFICE, SYSTEM, asks(Role.OFFICER, "b01")):
        standing(route=OPEN_CLAIM).when(claim(), ask).refused("lead.role", "role")


@pytest.mark.parametrize(
    "end", [LeadRejected(reasons=("leverage",), note=""), LeadLapsed()], ids=lambda end: end.name
)
def test_a_lead_that_came_to_nothing_gives_its_places_back(end):
    wish = Release(id=LEAD, need="n1", offering="o1")
    held = {"route": [RouteOpened(lead=LEAD)], "capacity": [CapacityTaken(lead=LEAD)]}
    given(delivered, end, **held).when(wish, SYSTEM).then(
        LeadReleased(),
        On("route-n1", RouteClosed(lead=LEAD, rerouted=False, on=DAY)),
        On("capacity-o1", CapacityReturned(lead=LEAD)),
    )
    given(delivered, end, LeadReleased()).when(wish, SYSTEM).then()


def test_a_lead_that_was_taken_back_has_left_the_route_already():
    wish = Release(id=LEAD, need="n1", offering="o1")
    withdrawn = LeadWithdrawn(reason_code="terms")
    given(delivered, withdrawn, capacity=[CapacityTaken(lead=LEAD)]).when(wish, SYSTEM).then(
        LeadReleased(), On("capacity-o1", CapacityReturned(lead=LEAD))
    )


def test_what_was_won_keeps_its_places():
    wish = Release(id=LEAD, need="n1", offering="o1")
    given(delivered, LeadWon()).when(wish, SYSTEM).refused("lead.state", "state")
    given(delivered).when(wish, SYSTEM).refused("lead.state", "state")


def test_a_release_that_mixes_things_up_is_refused():
    end = LeadLapsed()
    for wish in (
        Release(id=LEAD, need="n2", offering="o1"),
        Release(id=LEAD, need="n1", offering="o2"),
    ):
        given(delivered, end).when(wish, SYSTEM).refused("lead.absent", "id")


def test_places_are_counted_by_lead():
    twice = [CapacityTaken(lead="l1")] * 2
    assert recall(Capacity(), twice).taken == {"l1"}
    assert recall(Capacity(), [*twice, CapacityReturned(lead="l1")]) == Capacity()
    assert recall(Capacity(), [CapacityReturned(lead="l9")]) == Capacity()


def test_a_window_is_open_after_its_last_day():
    window = recall(Window(), [WindowTaken(lead="l1", through=DAY)])
    assert [Window().free(DAY), window.free(DAY), window.free(DAY + timedelta(days=1))] == [
        True,
        False,
        True,
    ]
    assert KINDS[0] == "need"
