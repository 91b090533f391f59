"""A lead's money on its pages: asked about, confirmed by a second person, corrected from the list,
said to have come; and the county's figures before and after each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.user import AddUser
from domain.core.command import Role
from domain.core.personal import Personal
from domain.leads.lead import LeadContacted
from projections.figures.figures import figures
from projections.figures.funnel import MONEY
from tests.leads import LEAD
from tests.spec import DAY
from tests.web.api.test_api import problem, program
from tests.web.sites import DUTIES, text

ON, PAGE = DAY.isoformat(), f"/leads/{LEAD}"
WAN = 1_000_000


@pytest.fixture
def talked(led):
    """The bank has called; it has a second user."""
    person = Personal(subject="person-bank-2", value="用户乙")
    ask = led.house.ask("setup", Role.SYSTEM)
    led.house.desk.do(AddUser(id="bank_2", duty=DUTIES["bank"], person=person), ask)
    led.tell((f"lead-{LEAD}", LeadContacted(on=DAY)))
    return led


def money(site, as_of=None):
    """What the lists, the funnel and the county's figures say, in 万元."""
    views = site.house.views
    lead, counts = views.leads.one(LEAD, as_of), views.funnel.counts(as_of)
    of_leads = ("lead_intent_amount", "approved_amount", "drawn_amount")
    codes = (*of_leads, "drawn_confirmed", "drawn_disputed")
    told = figures(views.facts, codes, "2026-01-01", "2026-12-31", as_of=as_of)
    months = views.performance.months("b01", "2026-12-31", as_of)
    [month] = months.values()
    lists = (lead.intent_fen, lead.approved_fen, lead.drawn_fen)
    assert lists == (month.intent_fen, month.approved_fen, month.drawn_fen)
    assert lists == tuple(sum(counts[name].values()) for name in MONEY)
    assert lists == tuple(told[code].value for code in codes[:3])
    return tuple(n // WAN for n in (*lists, *(told[code].value for code in codes[3:])))


def test_one_zero_too_many_is_asked_about_confirmed_corrected_and_figures_follow(talked):
    """need 300 → 3000 asked → confirmed wrongly → corrected, each on a day of its own."""
    bank, second = talked.client("bank"), talked.client("bank_2")
    sign, waiting = f"{PAGE}/sign_intent", f"{PAGE}/waiting/confirm"
    asked = bank.fill(sign, sign, on=ON, amount_fen="3000")
    assert asked.status_code == 409
    shown = text(asked.text)
    for part in ("这个金额对吗", "需求金额", "300万元", "10倍", "产品最高金额", "就是 3000万元"):
        assert part in shown
    assert money(talked)[0] == 0
    changed = bank.fill(sign, sign, on=ON, amount_fen="3100", confirmed=f"amount_fen={3000 * WAN}")
    assert changed.status_code == 409  # it was another amount that was confirmed
    taken = bank.fill(sign, sign, on=ON, amount_fen="3000", confirmed=f"amount_fen={3000 * WAN}")
    assert taken.status_code == 303
    assert "等待复核" in text(bank.get(PAGE).text)
    assert money(talked)[0] == 0
    own = bank.get(PAGE).text
    assert waiting not in own
    assert "复核金额" in second.get("/").text
    assert "复核金额" in talked.client("organizer").get("/").text
    assert "3000" not in text(talked.client("enterprise").get(PAGE).text)
    assert second.fill(PAGE, waiting).status_code == 303
    day_1 = talked.house.log.last()
    assert money(talked) == (3000, 0, 0, 0, 0)

    talked.moment += timedelta(days=1)
    bank = talked.client("bank")
    path = f"{PAGE}/correct/intent"
    assert path in bank.get(PAGE).text
    answer = bank.fill(
        path, path, on=ON, amount_fen="300", reason_code="金额输错", note="多了一个零"
    )
    assert answer.status_code == 303
    page = text(bank.get(PAGE).text)
    assert "意向 3000万元 → 意向 300万元 · 原因：金额输错（多了一个零）" in page
    assert money(talked) == (300, 0, 0, 0, 0)
    assert money(talked, day_1) == (3000, 0, 0, 0, 0)  # as it was read then
    then = {"as_of": ON}
    assert "意向 3000万元" in text(bank.get(PAGE, params=then).text)
    talked.house.views.rebuild()
    assert (money(talked), money(talked, day_1)[0]) == ((300, 0, 0, 0, 0), 3000)


def test_with_a_key_of_his_own_nobody_is_two_people(talked):
    sign, large = f"{PAGE}/sign_intent", f"amount_fen={3000 * WAN}"
    told = {"id": LEAD, "on": ON, "amount_fen": 3000 * WAN, "confirmed": True}
    bank, key = talked.client("bank"), program(talked, "bank", "write")
    assert bank.fill(sign, sign, on=ON, amount_fen="3000", confirmed=large).status_code == 303
    said = key.post("/commands/confirm_money", json={"id": LEAD})
    assert problem(said) == (409, "amount.second_person", "id")
    assert bank.fill(PAGE, f"{PAGE}/waiting/turn_down", note="重来").status_code == 303
    assert key.post("/commands/sign_intent", json=told).status_code == 200
    waiting = f"{PAGE}/waiting/confirm"
    shown = bank.get(PAGE).text
    assert waiting not in shown
    assert "程序登记的，要助企办复核" in text(shown)
    assert "复核金额" not in bank.get("/").text
    assert money(talked)[0] == 0
    assert talked.client("organizer").fill(PAGE, waiting).status_code == 303
    assert money(talked)[0] == 3000


def lent(site):
    """300万元 signed and approved, 100万元 drawn under J-1, won."""
    bank = site.client("bank")
    for step, fields in (
        ("sign_intent", {"on": ON, "amount_fen": "300"}),
        ("approve", {"on": ON, "amount_fen": "300", "rate_bp": "3.8%", "tenor_days": "1年"}),
        ("disburse", {"on": ON, "amount_fen": "100", "voucher": "J-1"}),
        ("win", {}),
    ):
        assert bank.fill(PAGE, f"{PAGE}/{step}", **fields).status_code == 303
    return bank


def test_after_the_end_each_is_corrected_from_the_list_and_the_end_taken_back(talked):
    bank = lent(talked)
    assert money(talked) == (300, 300, 100, 0, 0)
    page = bank.get(PAGE).text
    assert "年利率 3.8%" in text(page)
    assert "凭证 J-1" in text(page)
    draw, line = f"{PAGE}/correct/disbursement", f"{PAGE}/correct/approval"
    low = bank.fill(line, line, on=ON, amount_fen="50", reason_code="金额输错")
    assert (low.status_code, "先更正放款" in text(low.text)) == (422, True)
    where = f"{draw}?voucher=J-1"
    fields = {"amount_fen": "90", "voucher": "J-10", "reason_code": "凭证号写错"}
    assert bank.fill(where, where, on=ON, **fields).status_code == 303
    assert money(talked) == (300, 300, 90, 0, 0)
    assert "凭证 J-10" in text(bank.get(PAGE).text)
    assert bank.get(where).status_code == 404  # there is none under that number now
    back = f"{PAGE}/back/won"
    assert bank.fill(back, back, reason_code="误点，实际没有办").status_code == 303
    assert talked.house.views.leads.one(LEAD).status == "disbursed"
    assert bank.fill(line, line, on=ON, amount_fen="200", reason_code="金额输错").status_code == 303
    assert money(talked) == (300, 200, 90, 0, 0)
    void = f"{PAGE}/correct/void?voucher=J-10"
    assert bank.fill(void, void, reason="重复登记").status_code == 303
    assert money(talked) == (300, 200, 0, 0, 0)


@pytest.mark.parametrize("who", ["enterprise", "officer"])
def test_the_enterprise_says_with_one_tap_whether_the_money_came(talked, who):
    lent(talked)
    client, receipt = talked.client(who), f"{PAGE}/receipt"
    assert "到账了吗" in client.get("/").text
    assert "企业未确认" in text(talked.client("bank").get(PAGE).text)
    assert client.fill(PAGE, f"{receipt}/dispute", note="账上没有").status_code == 303
    assert money(talked) == (300, 300, 100, 0, 100)
    for side in ("bank", "organizer"):
        assert "企业说没有收到放款" in talked.client(side).get("/").text
    assert client.fill(PAGE, f"{receipt}/confirm").status_code == 303
    assert money(talked) == (300, 300, 100, 100, 0)
    assert "没有收到放款，请核实" not in talked.client("organizer").get("/").text
    assert talked.client("bank").get(PAGE).text.count(receipt) == 0  # nobody says it for them


def test_the_same_by_the_api_is_a_refusal_with_its_code(talked):
    bank = talked.client("bank")
    body = {"on": ON, "amount_fen": 3000 * WAN, "id": LEAD}
    csrf = bank.get(PAGE).text.partition('name="csrf" value="')[2].partition('"')[0]
    token = {"x-csrf-token": csrf}
    refused = bank.post("/api/v1/commands/sign_intent", json=body, headers=token)
    assert (refused.status_code, refused.json()["code"]) == (409, "amount.unlikely")
    assert "是需求金额300万元的10倍" in refused.json()["detail"]
