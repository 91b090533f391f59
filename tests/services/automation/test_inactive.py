"""What ends, and what rests, when a party ceases, stands still or can't be reached."""

from __future__ import annotations

import pytest

from domain.core.streams import stream
from domain.leads.lead import LeadDisbursed
from domain.leads.route import Route
from domain.parties.party import PartyMerged, PartyStatusChanged
from services.automation.table import expire
from services.outbound.messages import messages
from services.outbound.notices import People
from tests.leads import granted, proposed
from tests.spec import CLOCK, DAY
from tests.web.sites import LEAD_STORY, site, text

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


@pytest.mark.parametrize(
    ("party", "status", "because"),
    [
        ("e001", "deregistered", "企业已注销"),
        ("e001", "merged", "企业已并入另一单位"),
        ("e001", "dormant", "企业已停业"),
        ("b01", "deregistered", "对接单位已注销"),
        ("b01", "merged", "对接单位已并入另一单位"),
        ("b01", "dormant", "对接单位已停业"),
        ("b01", "unreachable", "对接单位失联"),
    ],
)
def test_a_lead_ends_with_either_side_and_says_why(led, party, status, because):
    becomes(led, party, status)
    assert f"lead-{proposed.shown.id}" in passes(led)
    lead = led.house.views.leads.one(proposed.shown.id)
    assert (lead.status, lead.title, lead.due) == ("ended", because, "")
    assert led.house.desk.state(stream("route", "n1"), Route()).held == frozenset()
    assert passes(led) == []


def test_a_lead_of_an_enterprise_that_can_t_be_reached_for_now_goes_on(led):
    becomes(led, "e001", "unreachable")
    passes(led)
    assert led.house.views.leads.one(proposed.shown.id).status == "delivered"


def test_the_bank_reads_what_is_so_of_an_enterprise_that_is_gone(led):
    becomes(led, "e001", "deregistered")
    passes(led)
    rows = led.house.views.notices.between(0, int(led.house.now().timestamp()))
    told = {row.kind for row in rows if row.addressee == "party-b01"}
    assert {"lead_over", "consent_gone"} <= told
    assert "consent_revoked" not in told
    page = text(led.client("bank").get(f"/leads/{proposed.shown.id}").text)
    assert "企业已注销，不再显示名称" in page
    assert "终止" in page.partition("时间线")[2]
    assert "企业已注销" in page.partition("时间线")[2]
    assert "已撤回" not in page
    assert "确认收到期限" not in page


@pytest.mark.parametrize("status", ["deregistered", "merged", "dormant", "unreachable"])
def test_the_enterprise_reads_that_its_need_goes_on_without_that_bank(led, status):
    becomes(led, "b01", status)
    passes(led)
    rows = led.house.views.notices.between(0, int(led.house.now().timestamp()))
    assert "lead_orphaned" in {row.kind for row in rows if row.addressee == "party-e001"}
    page = text(led.client("enterprise").get(f"/leads/{proposed.shown.id}").text)
    assert "需要联系企业的，请找助企办" not in page
    assert "对方已看不到这条需求的内容和您的联系方式" in page
    assert "对接单位" in page.partition("时间线")[2]
    assert "确认收到期限" not in page
    assert led.house.views.market.posting("need", "n1").status == "published"


def test_what_is_drawn_goes_on(led):
    """Money that was lent is paid back to whoever stands in for either side."""
    drawn = LeadDisbursed(on=DAY, amount_fen=100, voucher="v1")
    led.tell((f"lead-{proposed.shown.id}", drawn))
    becomes(led, "e001", "deregistered")
    passes(led)
    assert led.house.views.leads.one(proposed.shown.id).status == "disbursed"
