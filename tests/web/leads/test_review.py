"""What waits for a second person leads the lead's page: for whom, why, and the two answers. A rate
or a term is asked about on the page; what the enterprise confirmed is changed after a question."""

from __future__ import annotations

import pytest

from domain.leads.money import ReceiptConfirmed
from tests.leads import BANK_CONTACT, LEAD
from tests.spec import DAY
from tests.web.leads.test_money import ON, PAGE, WAN, lent, talked
from tests.web.sites import as_filled, text

__all__ = ["talked"]
SIGN, WAITING = f"{PAGE}/sign_intent", f"{PAGE}/waiting/confirm"


def main(client):
    return client.get(PAGE).text.partition("<main")[2]


def token_of(asked):
    """What a page that asks sends with the confirmation."""
    [token] = [part.partition('"')[0] for part in asked.text.split('name="confirmed" value="')[1:]]
    return token


def waits(site, wan=3000):
    bank = site.client("bank")
    large = f"amount_fen={wan * WAN}"
    told = bank.fill(SIGN, SIGN, on=ON, amount_fen=str(wan), confirmed=large)
    assert told.status_code == 303
    return bank


def test_the_page_leads_with_what_waits_for_whom_and_why(talked):
    bank = waits(talked)
    for who in ("bank", "bank_2", "organizer"):
        page = main(talked.client(who))
        shown = text(page)
        for part in (
            "等待复核：意向 3000万元",
            "3000万元 是需求金额 300万元 的 10倍",
            "3000万元 是产品最高金额 1000万元 的 3倍",
            "达到 2000万元 的金额，都要第二个人复核",
            "复核以前不计入任何数字，也不能办下一步",
            "写错了，退回重填",
        ):
            assert part in shown
        before = page.partition('id="waiting"')[0]
        assert f"{PAGE}/" not in before
        confirms = who != "bank"
        assert ("等您复核" in shown, "复核通过" in shown) == (confirms, confirms)
    own = main(bank)
    for step in ("reject", "contact", "sign_intent", "approve"):  # nothing leads on over it
        assert f'action="{PAGE}/{step}"' not in own
    for step in ("assign", "note"):
        assert f'action="{PAGE}/{step}"' in own


def test_below_the_large_amount_only_the_doubt_is_named(talked):
    waits(talked, 400)
    shown = text(main(talked.client("bank_2")))
    assert "400万元 是需求金额 300万元 的 1.3倍" in shown
    assert "都要第二个人复核" not in shown


def test_control_when_it_is_answered_the_next_step_stands_first_again(talked):
    waits(talked)
    second = talked.client("bank_2")
    assert second.fill(PAGE, f"{PAGE}/waiting/turn_down", note="多写了一个零").status_code == 303
    page = main(talked.client("bank"))
    assert ('id="waiting"' in page, f'action="{SIGN}"' in page) == (False, True)


@pytest.mark.parametrize(
    ("terms", "title", "parts"),
    [
        (
            {"rate_bp": "43.5%"},
            "这个利率对吗？",
            ("常见的最高年利率", "15% · 您填的是它的 2.9倍", "没有写错，就是 43.5%"),
        ),
        (
            {"tenor_days": "3650天"},
            "这个期限对吗？",
            ("产品最长期限", "365天 · 您填的是它的 10倍", "没有写错，就是 3650天"),
        ),
    ],
)
def test_a_rate_and_a_term_are_asked_about_on_the_page(talked, terms, title, parts):
    bank, approve = talked.client("bank"), f"{PAGE}/approve"
    fields = {"on": ON, "amount_fen": "300", **terms}
    asked = bank.fill(approve, approve, **fields)
    shown = text(asked.text)
    assert asked.status_code == 409
    assert [part for part in (title, *parts) if part not in shown] == []
    token = token_of(asked)
    other = bank.fill(approve, approve, **fields | {"amount_fen": "290"}, confirmed=token)
    assert other.status_code == 409  # other figures were confirmed
    assert bank.fill(approve, approve, **fields, confirmed=token).status_code == 303
    assert talked.house.views.leads.one(LEAD).status == "approved"


def test_what_the_enterprise_confirmed_is_changed_after_a_question_and_confirmed_anew(talked):
    bank = lent(talked)
    talked.tell((f"lead-{LEAD}", ReceiptConfirmed(on=DAY, voucher="J-1")))
    path = f"{PAGE}/correct/disbursement?voucher=J-1"
    fields = {"on": ON, "amount_fen": "90", "voucher": "J-1", "reason_code": "金额输错"}
    asked = bank.fill(path, path, **fields)
    assert asked.status_code == 409
    assert "企业已确认这一笔100万元到账；更正为90万元以后" in text(asked.text)
    assert "确定要改，并告诉企业" in text(asked.text)
    assert bank.fill(path, path, **fields, confirmed=token_of(asked)).status_code == 303
    again = "企业确认过 100万元 到账，更正以后等企业重新确认"
    for who in ("bank", "enterprise", "organizer"):
        assert again in text(main(talked.client(who)))
    enterprise = talked.client("enterprise")
    told = text(enterprise.get("/").text)
    assert "金额更正了，请重新确认到账" in told
    assert "您确认过到账的一笔放款有更正或作废，请重新核对" in told
    assert enterprise.fill(PAGE, f"{PAGE}/receipt/confirm", voucher="J-1").status_code == 303
    assert again not in text(main(enterprise))
    assert "企业已确认到账" in text(main(bank))


def test_a_receipt_that_is_confirmed_meanwhile_is_asked_about_though_the_amount_was_confirmed(
    talked,
):
    bank, path = lent(talked), f"{PAGE}/correct/disbursement?voucher=J-1"
    fields = {"on": ON, "amount_fen": "9", "voucher": "J-1", "reason_code": "金额输错"}
    asked = bank.fill(path, path, **fields)
    assert "企业已确认" not in text(asked.text)
    talked.tell((f"lead-{LEAD}", ReceiptConfirmed(on=DAY, voucher="J-1")))
    anew = bank.fill(path, path, **fields, confirmed=token_of(asked))
    assert (anew.status_code, "企业已确认这一笔100万元到账" in text(anew.text)) == (409, True)
    assert bank.fill(path, path, **fields, confirmed=token_of(anew)).status_code == 303


def test_a_drawdown_that_the_enterprise_confirmed_is_voided_after_a_question(talked):
    bank = lent(talked)
    back = f"{PAGE}/back/won"
    assert bank.fill(back, back, reason_code="误点，实际没有办").status_code == 303
    talked.tell((f"lead-{LEAD}", ReceiptConfirmed(on=DAY, voucher="J-1")))
    path = f"{PAGE}/correct/void?voucher=J-1"
    asked = bank.fill(path, path, reason="重复登记")
    assert (asked.status_code, "企业的这次确认作废" in text(asked.text)) == (409, True)
    assert bank.fill(path, path, reason="重复登记", confirmed=token_of(asked)).status_code == 303
    assert talked.house.views.leads.one(LEAD).drawdowns == ()
    for who in ("enterprise", "organizer"):
        assert "到账的一笔放款有更正或作废" in text(talked.client(who).get("/").text)


def test_a_step_begins_with_what_is_known(talked):
    bank = talked.client("bank")
    assert as_filled(bank.get(SIGN).text, SIGN)["amount_fen"] == "300万元"
    assert bank.fill(SIGN, SIGN, on=ON, amount_fen="280").status_code == 303
    approve, disburse = f"{PAGE}/approve", f"{PAGE}/disburse"
    begun = as_filled(bank.get(approve).text, approve)
    assert (begun["amount_fen"], begun["tenor_days"]) == ("280万元", "180天")
    assert bank.fill(approve, approve, on=ON, amount_fen="250").status_code == 303
    assert as_filled(bank.get(disburse).text, disburse)["amount_fen"] == "250万元"
    assert bank.fill(disburse, disburse, on=ON, amount_fen="100", voucher="J-1").status_code == 303
    begun = as_filled(bank.get(disburse).text, disburse)
    assert (begun["amount_fen"], begun["voucher"]) == ("150万元", "")


def test_what_was_turned_down_stands_in_the_form_to_be_changed(talked):
    bank, second, approve = talked.client("bank"), talked.client("bank_2"), f"{PAGE}/approve"
    terms = {
        "on": ON,
        "amount_fen": "3000万元",
        "rate_bp": "4.35%",
        "tenor_days": "300天",
        "collateral": "信用",
        "through": "2027-06-30",
    }
    asked = bank.fill(approve, approve, **terms)
    token = asked.text.partition('name="confirmed" value="')[2].partition('"')[0]
    assert bank.fill(approve, approve, **terms, confirmed=token).status_code == 303
    assert second.fill(PAGE, f"{PAGE}/waiting/turn_down", note="多写了一个零").status_code == 303
    begun = as_filled(bank.get(approve).text, approve)
    assert {key: begun[key] for key in terms} == terms
    assert bank.fill(approve, approve, **terms | {"amount_fen": "300"}).status_code == 303
    disburse = f"{PAGE}/disburse"
    begun = as_filled(bank.get(disburse).text, disburse)
    assert (begun["amount_fen"], begun["voucher"]) == ("300万元", "")


def test_a_correction_that_was_turned_down_begins_as_it_was_told(talked):
    bank, path = talked.client("bank"), f"{PAGE}/correct/intent"
    assert bank.fill(SIGN, SIGN, on=ON, amount_fen="300").status_code == 303
    fields = {"on": ON, "amount_fen": "3000", "reason_code": "金额输错"}
    asked = bank.fill(path, path, **fields)
    token = asked.text.partition('name="confirmed" value="')[2].partition('"')[0]
    assert bank.fill(path, path, **fields, confirmed=token).status_code == 303
    turn_down = f"{PAGE}/waiting/turn_down"
    assert talked.client("bank_2").fill(PAGE, turn_down, note="多写了一个零").status_code == 303
    assert as_filled(bank.get(path).text, path)["amount_fen"] == "3000万元"
    approve = f"{PAGE}/approve"
    assert as_filled(bank.get(approve).text, approve)["amount_fen"] == "300万元"


def test_the_enterprise_reads_whom_to_call(talked):
    page = text(main(talked.client("enterprise")))
    assert f"对方联系人 {BANK_CONTACT}" in page
    assert "对方联系人" not in text(main(talked.client("bank")))
