"""Leads on the screen: the bank's inbox and answers, what the enterprise sees, and who sees not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Role
from domain.leads.consent import ConsentRevoked, RevokeConsent
from domain.leads.lead import LeadAcknowledged
from tests.examples import FACTORY
from tests.leads import LEAD, NAME, granted, lead_delivered
from tests.web.sites import text

ON = "2026-03-02"


def test_the_bank_finds_the_lead_and_answers_up_to_the_money(led):
    client = led.client("bank")
    assert FACTORY.title in client.get("/leads").text
    page = f"/leads/{LEAD}"
    for step, fields in (
        ("acknowledge", {}),
        ("contact", {"on": ON}),
        ("sign_intent", {"on": ON, "amount_fen": "280"}),
        ("approve", {"on": ON, "amount_fen": "250万元", "rate_bp": "3.8%", "tenor_days": "180天"}),
        ("disburse", {"on": ON, "amount_fen": "100", "voucher": "JJ-1"}),
        ("disburse", {"on": ON, "amount_fen": "150", "voucher": "JJ-2"}),
        ("win", {}),
    ):
        if step in {"disburse", "win"}:
            title = {"disburse": "放款", "win": "办结"}[step]
            assert f"下一步：{title}" in text(client.get(page).text)
        answer = client.fill(f"{page}/{step}", f"{page}/{step}", **fields)
        assert (step, answer.status_code, answer.headers.get("location")) == (step, 303, page)
    kept = led.house.views.leads.one(LEAD)
    assert (kept.status, kept.intent_fen, kept.approved_fen, kept.drawn_fen) == (
        *("won", 280_000_000),
        *(250_000_000, 250_000_000),
    )
    shown = text(client.get(page).text)
    assert "280万元" in shown
    assert "250万元" in shown
    assert "放款" in shown


@pytest.mark.parametrize(
    ("step", "fields", "status", "said"),
    [
        ("contact", {"on": ""}, 422, "必须填写"),
        ("contact", {"on": "后天"}, 422, "日期"),
        ("contact", {"on": "2027-01-01"}, 422, "不能晚于今天"),
        ("reject", {}, 422, "必须填写"),
        ("contact", {"on": "2026-03-01"}, 422, "不能早于"),
    ],
)
def test_what_cant_be_taken_is_said_beside_its_field_and_changes_nothing(
    led, step, fields, status, said
):
    client, path = led.client("bank"), f"/leads/{LEAD}/{step}"
    answer = client.fill(path, path, **fields)
    assert answer.status_code == status
    assert said in text(answer.text)
    assert led.house.views.leads.one(LEAD).status == "delivered"


def test_a_step_whose_time_hasnt_come_is_no_page_and_its_form_is_refused(led):
    client = led.client("bank")
    assert client.get(f"/leads/{LEAD}/disburse").status_code == 404
    csrf = client.get(f"/leads/{LEAD}/contact").text.partition('name="csrf" value="')[2][:43]
    form = {"csrf": csrf, "on": ON, "amount_fen": "100", "voucher": "J"}
    refused = client.post(f"/leads/{LEAD}/disburse", data=form)
    assert refused.status_code == 409
    assert "lead.state" in refused.text


def test_after_a_revocation_the_bank_sees_no_name_no_text_and_no_reason(led):
    client = led.client("bank")
    whole = client.get(f"/leads/{LEAD}").text
    secrets = [FACTORY.title, "倒贷", "13900001234", "王某"]
    assert [s for s in secrets if s in whole] == secrets  # control: before, all of it
    ask = led.house.ask("e", Role.ENTERPRISE, party="e001")
    led.house.desk.do(RevokeConsent(need="n1", receiver="b01"), ask)
    led.house.views.fresh()
    for path in ("/leads", f"/leads/{LEAD}"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert [s for s in (*secrets, "n1", "e001") if s in text(shown.text)] == []


@pytest.mark.parametrize("who", ["rival", "other_bank", "university", "supplier"])
def test_anothers_lead_is_answered_as_one_that_isnt_there(led, who):
    client = led.client(who)
    other, absent = client.get(f"/leads/{LEAD}"), client.get("/leads/0000000000000000")
    assert (other.status_code, absent.status_code) == (404, 404)
    assert text(other.text) == text(absent.text)
    assert LEAD not in client.get("/leads").text


def test_the_enterprise_takes_its_lead_back(led):
    client, path = led.client("enterprise"), f"/leads/{LEAD}/withdraw"
    assert client.fill(path, path, reason_code="对方办理太慢").status_code == 303
    assert led.house.views.leads.one(LEAD).status == "withdrawn"


def test_an_officer_takes_it_back_for_whom_he_supports(led):
    client, path = led.client("officer"), f"/leads/{LEAD}/withdraw"
    assert client.fill(path, path, reason_code="对方办理太慢").status_code == 303
    [*_, last] = led.house.log.read(f"lead-{LEAD}")
    assert (last.entry().role, last.entry().on_behalf_of) == ("officer", "e001")


def test_as_of_the_day_before_there_was_none_and_nothing_can_be_done(led):
    client = led.client("bank")
    path, then = f"/leads/{LEAD}", {"as_of": "2026-03-01"}
    assert client.get(path, params=then).status_code == 404
    assert "共 0 条" in text(client.get("/leads", params=then).text)
    assert client.get("/leads", params={"as_of": "2026-03-03"}).status_code == 422
    assert client.get("/leads", params={"as_of": "昨天"}).status_code == 422


@pytest.mark.parametrize("who", ["enterprise", "organizer", "officer", "admin", "liaison", "bank"])
def test_a_past_day_shows_what_was_had_then_but_to_the_receiver_what_he_may_have_today(led, who):
    page, then = f"/leads/{LEAD}", {"as_of": led.moment.date().isoformat()}
    led.moment += timedelta(days=1)
    before = past(led, who, page, then)
    assert NAME.reveal() in before  # the control
    led.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    if who == "bank":
        assert NAME.reveal() not in past(led, who, page, then)
    else:
        assert past(led, who, page, then) == before
        assert NAME.reveal() not in text(led.client(who).get(page).text)


def past(led, who, page, then):
    return text(led.client(who).get(page, params=then).text)


def test_a_proposal_that_became_a_lead_leads_on_to_it(led):
    shown = led.client("enterprise").get(f"/proposals/{LEAD}").text
    assert f'href="/leads/{LEAD}"' in shown
    assert "请授权" not in text(shown)


LENDERS = ("客户经理", "支行", "意向金额", "征信", "信用记录", "“金额”")


@pytest.mark.parametrize(("track", "spoken"), [("bank", True), ("policy", False)])
def test_only_who_lends_money_is_asked_in_the_words_of_lenders(plain, track, spoken):
    plain.tell((f"lead-{LEAD}", lead_delivered(track=track)), ("consent-n1:b01", granted))
    plain.tell((f"lead-{LEAD}", LeadAcknowledged()))
    shown = text(plain.client("bank").get(f"/leads/{LEAD}").text.partition("<main")[2])
    assert [word for word in LENDERS if (word in shown) != spoken] == []
    assert ("分派经办人" in shown, "登记的结果" in shown) == (not spoken, not spoken)
