"""What ends, and what rests, when a party ceases, stands still or can't be reached."""

from __future__ import annotations

import pytest

from domain.parties.party import PartyMerged, PartyStatusChanged
from services.automation.table import expire
from services.outbound.messages import messages
from services.outbound.notices import People
from tests.leads import granted
from tests.spec import CLOCK
from tests.web.sites import LEAD_STORY, site

BOTH = ("bank", "enterprise")


@pytest.fixture
def led(tmp_path):
    with site(tmp_path, *LEAD_STORY) as made:
        yield made


def becomes(led, party, status):
    event = PartyMerged(into="b02") if status == "merged" else PartyStatusChanged(status=status)
    led.tell((f"party-{party}", event))


def passes(led):
    ended = expire(led.house.views, led.house.desk, CLOCK)
    led.house.views.fresh()
    return sorted(ended)


def standing(led):
    """How the consent, the need and the offering stand."""
    market = led.house.views.market
    need, offering = market.posting("need", "n1"), market.posting("offering", "o1")
    consent = led.house.views.consents.consent("n1", "b01")
    return consent.status, need.status, offering.status


@pytest.mark.parametrize(
    ("party", "status", "left"),
    [
        ("b01", "deregistered", ("revoked", "published", "withdrawn")),
        ("b01", "merged", ("revoked", "published", "withdrawn")),
        ("b01", "dormant", ("revoked", "published", "paused")),
        ("b01", "unreachable", ("revoked", "published", "paused")),
        ("e001", "deregistered", ("revoked", "withdrawn", "published")),
        ("e001", "merged", ("revoked", "withdrawn", "published")),
        ("e001", "dormant", ("granted", "paused", "published")),
        ("e001", "unreachable", ("granted", "paused", "published")),
        ("b02", "deregistered", ("granted", "published", "published")),
    ],
)
def test_consents_end_and_postings_are_withdrawn_or_rest(led, party, status, left):
    assert standing(led) == ("granted", "published", "published")
    becomes(led, party, status)
    passes(led)
    assert standing(led) == left
    assert passes(led) == []


def test_the_enterprise_is_told_that_the_receiver_is_gone(led):
    becomes(led, "b01", "deregistered")
    passes(led)
    rows = led.house.views.notices.between(0, int(led.house.now().timestamp()))
    told = [row.addressee for row in rows if row.kind == "consent_ended"]
    assert told == ["party-e001"]
    assert "consent_taken_back" not in {row.kind for row in rows}


@pytest.mark.parametrize("status", ["deregistered", "merged", "dormant", "unreachable"])
def test_from_that_moment_messages_to_it_carry_nothing(led, status):
    house = led.house
    items = house.views.outbox.after("b01", 0, 10)
    [before, *_] = messages(house.log, house.views, items, "2026-03-02")
    assert (before["type"], before["data"]["phone"]) == ("docking.lead.delivered", "13900001234")
    becomes(led, "b01", status)  # nothing else has happened yet
    [after, *_] = messages(house.log, house.views, items, "2026-03-02")
    assert (after["type"], "phone" in after["data"]) == ("docking.lead.withheld", False)


def test_its_people_are_told_nothing_more_until_it_is_back(led):
    def told():
        return {role for role in BOTH if role in People.of(led.house.views).actors}

    assert told() == {"bank", "enterprise"}
    becomes(led, "b01", "dormant")
    assert told() == {"enterprise"}
    becomes(led, "b01", "active")
    assert told() == {"bank", "enterprise"}


def test_no_lead_leaves_for_a_receiver_that_is_gone(led):
    todo = led.house.views.todo
    led.tell(("consent-n1:b02", _granted_to("b02")))
    assert todo.leads("2026-03-02") == [("n1", "b02")]
    becomes(led, "b02", "dormant")
    assert todo.leads("2026-03-02") == []


def _granted_to(receiver):
    return granted.model_copy(
        update={"scope": granted.scope.model_copy(update={"receiver": receiver})}
    )
