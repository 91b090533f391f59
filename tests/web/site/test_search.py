"""Search, merging, the test bench and the figures of a bank."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.core.command import Refusal, Role
from domain.leads.answers import Acknowledge, Approve, Contact, Disburse, Reject, SignIntent
from domain.leads.consent import ConsentRevoked
from domain.parties.party import PartyRegistered
from projections.matching.backtest import bench
from services.automation.table import expire
from services.identity.signin import Identity
from tests.examples import FACTORY, content, loan
from tests.leads import LEAD
from tests.services.filled import USCC
from tests.services.houses import MODEL, need
from tests.spec import DAY, NOON
from tests.web.sites import forms, text


@pytest.mark.parametrize("asked", ["恒丰", "hfsp", "hengfeng", "HengFeng", FACTORY.uscc, "e001"])
def test_a_party_is_found_by_what_one_remembers(led, asked):
    shown = text(led.client("organizer").get("/search", params={"text": asked}).text)
    assert FACTORY.title in shown


@pytest.mark.parametrize("asked", ["倒贷资金", "n1"])
def test_a_need_is_found_by_its_words_or_its_number(led, asked):
    shown = led.client("organizer").get("/search", params={"text": asked}).text
    assert "/postings/need/n1" in shown


def test_a_lead_is_found_by_its_number(led):
    assert f"/leads/{LEAD}" in led.client("organizer").get(f"/search?text={LEAD}").text


def test_what_is_not_there_is_said(led):
    shown = led.client("organizer").get("/search", params={"text": "zzzz%_"})
    assert (shown.status_code, "什么也没有找到" in text(shown.text)) == (200, True)


@pytest.mark.parametrize("who", ["bank", "enterprise", "officer", "leader", "admin"])
def test_everybody_searches_what_they_may_see(led, who):
    shown = led.client(who).get(f"/search?text={LEAD}").text
    assert (f'href="/leads/{LEAD}"' in shown) == (who != "leader")


@pytest.mark.parametrize(
    ("asked", "who", "paths"),
    [
        ("恆豐 倒贷", "organizer", {"/postings/need/n1", f"/leads/{LEAD}"}),
        ("食品机械倒贷", "organizer", set()),
        ("Ｎ１", "enterprise", {"/postings/need/n1"}),
        ("恒丰 续贷", "enterprise", {"/postings/need/n1"}),
        ("恒丰 续贷", "rival", set()),
        ("恒丰 续贷", "bank", set()),
        (LEAD.upper(), "bank", {f"/leads/{LEAD}"}),
        ("恒丰 倒贷", "bank", {f"/leads/{LEAD}"}),
        ("恒丰 倒贷", "other_bank", set()),
    ],
)
def test_everybody_finds_by_several_words_what_they_may_see(led, asked, who, paths):
    shown = led.client(who).get("/search", params={"text": asked}).text
    assert set(re.findall(r'href="(/(?:leads|postings|parties)/[^"]+)"', shown)) == paths


def test_nobody_finds_what_is_anothers(led):
    for who, words in (
        ("other_bank", (LEAD, FACTORY.title, "n1")),
        ("rival", (LEAD, "n1", "e001")),
    ):
        for word in words:
            shown = led.client(who).get(f"/search?text={word}").text
            assert re.findall(r'href="/(?:leads|postings|parties)/[^"]+"', shown) == []


def test_a_bank_finds_its_lead_by_the_enterprise_while_its_name_may_be_shown(led):
    bank = led.client("bank")
    path = f"/search?text={FACTORY.title[:4]}"
    assert f'href="/leads/{LEAD}"' in bank.get(path).text
    led.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    assert LEAD not in bank.get(path).text


# --- merging -------------------------------------------------------------------------------------


def test_an_administrator_merges_and_the_clock_withdraws_what_was_out(plain):
    kept = FACTORY.model_copy(update={"title": "襄城恒丰食品机械有限公司", "uscc": USCC})
    plain.tell(("party-e017", PartyRegistered(profile=kept)))
    admin, path = plain.client("admin"), "/parties/e001/merge"
    assert path in admin.get("/parties/e001").text
    why = {"into": "e017", "reason": "登记了两次"}
    asked = admin.fill(path, path, **why)
    said = text(asked.text)
    assert f"{FACTORY.title}（{FACTORY.uscc}） → {kept.title}（{USCC}）" in said
    assert plain.house.views.parties.party("e001").status == "active"
    [form] = [form for form in forms(asked.text) if form["action"] == path]
    assert admin.post(path, data=form["fields"] | why).headers["location"] == "/parties/e017"
    stays = text(plain.client("organizer").get("/parties/e017").text)
    assert f"{FACTORY.title}（{FACTORY.uscc}）已并入这家单位" in stays
    rows = plain.house.views.notices.between(0, int(plain.house.now().timestamp()))
    assert ("party-e017", "merged_here") in {(row.addressee, row.kind) for row in rows}
    with pytest.raises(Refusal, match=f"已并入{kept.title}，请用{kept.title}的账号登录"):
        Identity.of(plain.house).begin("enterprise", "test")
    shown = admin.get("/parties/e001").text
    assert "已合并" in text(shown)
    assert "/parties/e017" in shown
    assert path not in shown
    assert plain.house.views.parties.find("e001") == "e017"
    assert plain.house.views.parties.find(FACTORY.uscc) == "e017"
    clock = plain.house.ask("clock", Role.CLOCK)
    assert expire(plain.house.views, plain.house.desk, clock) == ["need-n1"]
    plain.house.views.fresh(*plain.house.views.readers)
    assert plain.house.views.market.posting("need", "n1").status == "withdrawn"
    assert expire(plain.house.views, plain.house.desk, clock) == []


def test_merging_into_nobody_is_said_beside_the_field(plain):
    path = "/parties/e001/merge"
    shown = plain.client("admin").fill(path, path, into="e999", reason="登记了两次")
    assert (shown.status_code, "没有找到“e999”" in text(shown.text)) == (422, True)
    assert plain.house.views.parties.party("e001").status == "active"


# --- the test bench ------------------------------------------------------------------------------


def test_the_bench_says_which_needs_would_have_matched_and_what_was_in_the_way(plain):
    plain.tell(*need("n2", "设备更新改造"), *need("n3", "倒贷资金周转"))
    market = plain.house.views.market
    needs = market.during("bank", 0, None, 100)
    assert {row.id for row in needs} == {"n1", "n2", "n3"}
    found = bench(market.posting("offering", "o1"), needs, MODEL)
    fits, tried = {fit.need.id for fit in found.fits}, found.needs
    assert tried == len(found.fits) + found.apart + (tried - len(fits) - found.apart)
    assert "n1" in fits
    small = market.posting("offering", "o1")
    narrow = loan(terms=small.content.terms.model_copy(update={"amount_max_fen": 60_000_000}))
    found = bench(type(small)(**{**vars(small), "content": narrow}), needs, MODEL)
    assert (found.fits, set(found.failed)) == ((), {"金额"})


def test_a_bank_sees_of_the_needs_what_everybody_may_and_the_office_all(plain):
    client = plain.client("bank")
    sent = client.fill("/bench/o1", "/bench/o1")
    bank = client.get(sent.headers["location"])
    assert bank.status_code == 200
    assert "发布中的需求 0–4 会匹配 0–4 内容不相关 0–4" in text(bank.text)
    assert content().title not in bank.text
    assert FACTORY.title not in bank.text
    assert content().title in plain.client("organizer").get("/bench/o1").text
    assert not re.search("得分|匹配度", text(bank.text))
    assert plain.client("other_bank").get("/bench/o1").status_code == 404
    assert plain.client("organizer").get("/bench/n1").status_code == 404


def test_an_answer_is_of_the_moment_when_it_was_asked_and_of_nobody_elses_question(plain):
    client = plain.client("bank")
    path = client.fill("/bench/o1", "/bench/o1").headers["location"].partition("#")[0]
    before = client.get(path).text
    plain.tell(*(event for n in range(6) for event in need(f"n{n + 5}", f"倒贷资金周转{n}")))
    assert text(client.get(path).text) == text(before)
    assert "发布中的需求 0–4" in text(before)
    newer = client.fill("/bench/o1", "/bench/o1").headers["location"]
    assert "发布中的需求 5–9" in text(client.get(newer).text)
    for guess in ("1", "999999", "x", "99999999999"):
        assert client.get(f"/bench/o1?answer={guess}").status_code == 404


def test_what_was_out_before_the_quarter_is_not_counted(plain):
    plain.moment = NOON + timedelta(days=200)
    client = plain.client("organizer")
    ask = plain.house.ask("clock", Role.CLOCK)
    expire(plain.house.views, plain.house.desk, ask)
    plain.house.views.fresh()
    assert "申请倒贷" in client.get("/bench/o1").text
    plain.moment += timedelta(days=100)
    assert "申请倒贷" not in plain.client("organizer").get("/bench/o1").text


# --- what a bank made of its leads ---------------------------------------------------------------


def answered(led, *wishes):
    ask = led.house.ask("bank", Role.BANK, party="b01")
    for wish in wishes:
        led.house.desk.do(wish, ask)
    led.house.views.fresh()


def figures(led):
    [(name, month)] = led.house.views.performance.months(
        "b01", led.moment.date().isoformat()
    ).items()
    assert name == "2026-03"
    return month


def test_a_lead_that_was_taken_in_time_and_paid_out(led):
    answered(
        led,
        Acknowledge(id=LEAD),
        Contact(id=LEAD, on=DAY),
        SignIntent(id=LEAD, on=DAY, amount_fen=280_000_000),
        Approve(id=LEAD, on=DAY, amount_fen=280_000_000),
        Disburse(id=LEAD, on=DAY, amount_fen=100_000_000, voucher="v1"),
    )
    month = figures(led)
    assert (month.leads, month.acknowledged, month.acknowledged_in_time) == (1, 1, 1)
    assert (month.contacted, month.intents, month.landed, month.rejected) == (1, 1, 1, 0)
    assert (month.intent_fen, month.drawn_fen) == (280_000_000, 100_000_000)
    shown = text(led.client("bank").get("/performance").text)
    assert "1 / 1" in shown
    assert "100" in shown


def test_a_lead_that_was_taken_late_and_rejected(led):
    assert figures(led).acknowledged == 0
    led.moment = NOON + timedelta(days=3)
    assert (figures(led).acknowledged, figures(led).acknowledged_in_time) == (1, 0)
    answered(led, Acknowledge(id=LEAD), Reject(id=LEAD, reasons=("cash_flow",), note=""))
    month = figures(led)
    assert (month.acknowledged, month.acknowledged_in_time, month.rejected) == (1, 0, 1)
    assert month.reasons == {"cash_flow": 1}


def test_as_of_the_day_before_nothing_had_come_of_it(led):
    led.moment = NOON + timedelta(days=1)
    answered(led, Acknowledge(id=LEAD))
    then = led.client("bank").get("/performance", params={"as_of": DAY.isoformat()})
    assert "0 / 0" in text(then.text)


def test_performance_is_for_those_who_receive(led):
    assert led.client("leader").get("/performance").status_code == 403
