"""Where somebody lands: a party's own things, or the county's six tracks; and its keys."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from domain.core.command import Role
from domain.leads.answers import Acknowledge, Approve, Contact, Disburse, SignIntent
from domain.postings.posting import ReviseNeed
from projections.figures.funnel_lines import LINES
from services.identity.signin import Identity
from tests.examples import FACTORY, RURAL_BANK, content
from tests.leads import LEAD
from tests.spec import DAY
from tests.web.sites import DUTIES, text


def test_an_enterprise_sees_what_is_new_and_what_came_of_its_needs(led):
    led.house.views.fresh()
    shown = text(led.client("enterprise").get("/").text)
    assert RURAL_BANK.title in shown
    assert "已送达" in shown
    assert "需求 · 发布中 1" in shown


def test_what_is_over_in_a_week_can_be_renewed_from_home(plain):
    plain.moment += timedelta(days=55)  # the need is valid until 30 April
    client = plain.client("enterprise")
    assert "/postings/need/n1/renew" in client.get("/").text
    path = "/postings/need/n1/renew"
    assert client.fill(path, path, valid_through="2026-06-30").status_code == 303
    assert "/postings/need/n1/renew" not in client.get("/").text


@pytest.mark.parametrize("who", DUTIES)
def test_everybody_lands_somewhere(led, who):
    assert led.client(who).get("/").status_code == 200


def counted(client, **query):
    """The bank track's figures by stage; of what is worked out when somebody looks, behind it."""
    shown = client.get("/", params=query).text
    links = re.findall(r'"(/figures/(\w+)/bank[^"]*)">(\d+|查看)<', shown)
    return {stage: int(n) if n != "查看" else _behind(client, path) for path, stage, n in links}


def _behind(client, path):
    [number] = re.findall(r"<h1>待确认 <small>(\d+)</small>", client.get(unescape(path)).text)
    return int(number)


def test_the_funnel_has_a_line_of_what_waits_for_an_answer_and_nothing_else_counts_it(plain):
    """As of the day before, it is proposed."""
    office, line = plain.client("organizer"), "/figures/unconfirmed/bank"
    before, none = plain.house.today, dict.fromkeys(LINES, 0) | {"published": 1}
    assert counted(office) == none
    plain.moment += timedelta(days=1)
    ask = plain.house.ask("enterprise", Role.ENTERPRISE, party="e001")
    plain.house.desk.do(ReviseNeed(id="n1", content=content(regions=())), ask)
    plain.house.views.fresh()
    office = plain.client("organizer")
    assert counted(office) == none | {"unconfirmed": 1}
    assert "/postings/need/n1" in office.get(line).text
    assert counted(office, as_of=before) == none
    assert f'{line}?as_of={before}">查看<' in office.get("/", params={"as_of": before}).text
    assert "/postings/need/n1" not in office.get(line, params={"as_of": before}).text


def test_the_funnel_moves_with_a_lead_and_stands_as_of_a_day_before(led):
    office = led.client("organizer")
    before = dict.fromkeys(LINES, 0) | {"published": 1, "proposed": 1, "lead": 1}
    assert counted(office) == before
    led.moment += timedelta(days=1)
    office = led.client("organizer")  # a session lasts half a day
    ask = led.house.ask("bank", Role.BANK, party="b01")
    for wish in (
        Acknowledge(id=LEAD),
        Contact(id=LEAD, on=DAY),
        SignIntent(id=LEAD, on=DAY, amount_fen=280_000_000),
    ):
        led.house.desk.do(wish, ask)
    led.house.views.fresh()
    assert counted(office) == before | {"intent": 1}
    assert counted(office, as_of=DAY.isoformat()) == before
    assert "280万元" in text(office.get("/").text)


def test_a_figure_opens_its_definition_and_what_is_behind_it(led):
    shown = text(led.client("organizer").get("/figures/lead/bank").text)
    assert "经企业授权送给对接单位的需求" in shown
    assert "申请倒贷资金三百万元" in shown
    assert FACTORY.title in shown


def test_the_countys_sums_of_money_open_down_to_what_they_are_made_of(led):
    ask = led.house.ask("bank", Role.BANK, party="b01")
    for wish in (
        Acknowledge(id=LEAD),
        Contact(id=LEAD, on=DAY),
        Approve(id=LEAD, on=DAY, amount_fen=280_000_000),
        Disburse(id=LEAD, on=DAY, amount_fen=80_000_000, voucher="v1"),
    ):
        led.house.desk.do(wish, ask)
    led.house.views.fresh()
    leader = led.client("leader")
    home, wall = leader.get("/"), text(leader.get("/screen").text)
    for code, title, sum_ in (
        ("approved_amount", "线索授信", "280万元"),
        ("drawn_amount", "线索放款", "80万元"),
    ):
        assert f"{title} {sum_}" in text(home.text)
        assert sum_ in wall
        path = f"/report/{code}?kind=all"
        assert f'href="{path}"' in home.text
        behind = text(leader.get(path).text)
        assert (FACTORY.title in behind, sum_ in behind) == (False, True)
        assert FACTORY.title in text(led.client("organizer").get(path).text)
    assert FACTORY.title not in wall


def test_a_key_is_shown_once_works_and_is_taken_back(plain):
    client = plain.client("bank")
    told = {"title": "信贷系统", "scopes": ["查看", "收取线索消息"], "until": "2026-12-31"}
    shown = client.fill("/keys", "/keys", **told)
    [key] = re.findall(r"<code>(dk_[\w-]+)</code>", shown.text)
    assert key not in client.get("/keys").text
    actor = Identity.of(plain.house).holder(key)
    assert (actor.duty.party, actor.scopes) == ("b01", {"read", "feed"})
    assert Identity.of(plain.house).holder(key[:-1] + "x") is None
    id = key.split("_")[1]
    assert plain.client("other_bank").fill("/keys", "/keys", **told).status_code == 200
    assert client.fill("/keys", f"/keys/{id}/revoke").status_code == 303
    assert Identity.of(plain.house).holder(key) is None
    names = [line.name for line in plain.house.log.read(f"access_key-{id}")]
    assert names == ["access_key.issued", "access_key.used", "access_key.revoked"]


def test_a_key_that_is_over_opens_nothing(plain):
    told = {"title": "信贷系统", "scopes": ["查看"], "until": "2026-03-02"}
    shown = plain.client("bank").fill("/keys", "/keys", **told)
    [key] = re.findall(r"<code>(dk_[\w-]+)</code>", shown.text)
    assert Identity.of(plain.house).holder(key) is not None
    plain.moment += timedelta(days=1)
    assert Identity.of(plain.house).holder(key) is None


def test_the_offices_figure_of_leads_is_that_of_the_list_that_it_opens(led):
    office = led.client("organizer")
    assert "待处理线索 1" in text(office.get("/").text)
    assert 'href="/leads?tab=todo"' in office.get("/").text
    assert "待处理 1" in text(office.get("/leads?tab=todo").text)
