"""利率与期限: a rate or a term far from what the two sides stated, or from what is usual, is asked
about as an amount is; and so is what undoes a receipt that the enterprise has confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.core.command import Role, recall
from domain.leads.answers import Approve, VoidDisbursement
from domain.leads.corrections import CorrectApproval, CorrectDisbursement
from domain.leads.lead import (
    DisbursementVoided,
    IntentSigned,
    Lead,
    LeadApproved,
    LeadContacted,
    LeadDisbursed,
)
from domain.leads.money import (
    Correction,
    Money,
    MoneyConfirmed,
    MoneyCorrected,
    MoneyProposed,
    ReceiptConfirmed,
    ReceiptLapsed,
)
from domain.leads.review import ConfirmMoney
from domain.leads.unlikely import BOUNDS, Doubt
from domain.postings.terms import BankNeed
from tests.examples import content
from tests.leads import LEAD, lead_delivered
from tests.spec import DAY, asks, given

WAN = 1_000_000
ID = {"id": LEAD}
BANK = asks(Role.BANK, "b01")
need = BankNeed(amount_fen=150 * WAN, max_rate_bp=500, tenor_days=365)
lends = {"product_least_rate_bp": 345, "product_least_days": 90, "product_most_days": 365}
plain = dict.fromkeys(lends)
contacted = LeadContacted(on=DAY)
signed = IntentSigned(on=DAY, amount_fen=150 * WAN)


def history(terms=need, **product):
    return (lead_delivered(content=content(terms=terms), **product), contacted, signed)


BOTH, NEED, NEITHER = (
    history(**lends),
    history(**plain),
    history(BankNeed(amount_fen=150 * WAN), **plain),
)


def approve(**terms):
    return Approve(**ID, on=DAY, amount_fen=150 * WAN, **terms)


@pytest.mark.parametrize(
    ("events", "terms", "field", "reason"),
    [
        (
            BOTH,
            {"rate_bp": 4350},
            "rate_bp",
            "是企业可接受的最高年利率5%的8.7倍；是常见的最高年利率",
        ),
        (BOTH, {"rate_bp": 601}, "rate_bp", "授信的年利率6.01%是企业可接受的最高年利率5%的1.2倍"),
        (BOTH, {"rate_bp": 4}, "rate_bp", "只有产品的最低年利率3.45%的1.1%"),
        (BOTH, {"rate_bp": 0}, "rate_bp", "只有产品的最低年利率3.45%的0%"),
        (NEITHER, {"rate_bp": 4350}, "rate_bp", "是常见的最高年利率15%的2.9倍"),
        (NEITHER, {"rate_bp": 43}, "rate_bp", "只有常见的最低年利率1%的43%"),
        (BOTH, {"tenor_days": 3650}, "tenor_days", "期限3650天是产品最长期限365天的10倍"),
        (BOTH, {"tenor_days": 12}, "tenor_days", "只有产品最短期限90天的13.3%"),
        (NEED, {"tenor_days": 3650}, "tenor_days", "是需求期限365天的10倍"),
        (NEED, {"tenor_days": 12}, "tenor_days", "只有需求期限365天的3.2%"),
        (NEITHER, {"tenor_days": 36_500}, "tenor_days", "是常见的最长期限3650天的10倍"),
    ],
)
def test_a_rate_or_a_term_far_from_what_was_stated_is_asked_about(events, terms, field, reason):
    command = approve(**terms)
    code = {"rate_bp": "rate.unlikely", "tenor_days": "tenor.unlikely"}[field]
    given(*events).when(command, BANK).refused(code, field, saying=reason)
    counts = LeadApproved(on=DAY, amount_fen=150 * WAN, **terms)
    given(*events).when(command.model_copy(update={"confirmed": True}), BANK).then(counts)


@pytest.mark.parametrize(
    ("events", "terms"),
    [
        (BOTH, {"rate_bp": 600, "tenor_days": 365}),
        (BOTH, {"rate_bp": 345, "tenor_days": 90}),
        (NEED, {"rate_bp": 435, "tenor_days": 37}),
        (NEITHER, {"rate_bp": 1500, "tenor_days": 3650}),
        (NEITHER, {"rate_bp": 100, "tenor_days": 1}),
        (history(**(lends | {"product_most_days": 1095})), {"tenor_days": 1095}),
    ],
)
def test_control_what_the_two_sides_stated_counts_at_once(events, terms):
    given(*events).when(approve(**terms), BANK).then(
        LeadApproved(on=DAY, amount_fen=150 * WAN, **terms)
    )


def test_every_doubt_knows_its_figure_and_what_that_is_beside():
    doubts = {code: Doubt(code, 2, 1) for code in BOUNDS}
    below = {code for code, doubt in doubts.items() if not doubt.over}
    assert below == {code for code in BOUNDS if code.startswith("under_")}
    assert doubts["under_usual_tenor"].beside == "常见的最短期限"
    assert doubts["over_usual_rate"].beside == "常见的最高年利率"


def test_nothing_is_held_against_a_rate_of_zero():
    """Of which a rate would be no number of times."""
    free = history(BankNeed(max_rate_bp=0), product_least_rate_bp=0)
    given(*free).when(approve(rate_bp=435), BANK).then(
        LeadApproved(on=DAY, amount_fen=150 * WAN, rate_bp=435)
    )


def test_all_that_is_unlikely_is_asked_in_one_question():
    command = Approve(**ID, on=DAY, amount_fen=1500 * WAN, rate_bp=4350, tenor_days=3650)
    for part in ("授信1500万元是需求金额", "授信的年利率43.5%是", "授信的期限3650天是"):
        given(*BOTH).when(command, BANK).refused("amount.unlikely", saying=part)


def test_a_correction_is_asked_about_too():
    line = LeadApproved(on=DAY, amount_fen=150 * WAN, rate_bp=435)
    terms = {"on": DAY, "amount_fen": 150 * WAN, "rate_bp": 4350, "reason_code": "typing"}
    given(*BOTH, line).when(CorrectApproval(**ID, **terms), BANK).refused("rate.unlikely")
    money = Money(day=DAY, amount_fen=150 * WAN, rate_bp=4350)
    corrected = MoneyCorrected(
        on=DAY, what="approval", money=money, correction=Correction(reason_code="typing")
    )
    sure = CorrectApproval(**ID, **terms, confirmed=True)
    given(*BOTH, line).when(sure, BANK).then(corrected)


LINE = LeadApproved(on=DAY, amount_fen=150 * WAN)
drawn = LeadDisbursed(on=DAY, amount_fen=100 * WAN, voucher="v1")
came = ReceiptConfirmed(on=DAY, voucher="v1")
lapsed = ReceiptLapsed(on=DAY, voucher="v1", amount_fen=100 * WAN)
DRAWN = (*BOTH, LINE, drawn)
CAME = (*DRAWN, came)
VOID = VoidDisbursement(**ID, voucher="v1", reason="重复登记")
voided = DisbursementVoided(voucher="v1", reason="重复登记")


def correct(wan=90, **more):
    told = {"voucher": "v1", "on": DAY, "amount_fen": wan * WAN, "reason_code": "typing"}
    return CorrectDisbursement(**ID, **told | more)


def corrected(wan=90, voucher="v1", day=DAY):
    money = Money(day=day, amount_fen=wan * WAN, voucher=voucher)
    why = Correction(reason_code="typing", voucher="v1")
    return MoneyCorrected(on=DAY, what="disbursement", money=money, correction=why)


def test_what_the_enterprise_has_confirmed_is_changed_only_after_a_question():
    for command, then in (
        (
            correct(),
            "企业已确认这一笔100万元到账；更正为90万元以后，企业的这次确认作废，并请企业重新确认",
        ),
        (VOID, "企业已确认这一笔100万元到账；作废以后，企业的这次确认作废，并通知企业和助企办"),
    ):
        given(*CAME).when(command, BANK).refused("receipt.confirmed", "voucher", saying=then)
    sure = {"confirmed": True}
    given(*CAME).when(correct(**sure), BANK).then(lapsed, corrected())
    given(*CAME).when(VOID.model_copy(update=sure), BANK).then(lapsed, voided)
    assert recall(Lead(), (*CAME, lapsed, corrected())).receipts == {}
    far = "更正的金额只有授信金额150万元的0.6%"
    given(*CAME).when(correct(1), BANK).refused("receipt.confirmed", saying=far)


def test_control_what_it_hasnt_confirmed_or_what_stays_true_is_changed_at_once():
    given(*DRAWN).when(correct(), BANK).then(corrected())
    given(*DRAWN).when(VOID, BANK).then(voided)
    given(*CAME).when(correct(100, new_voucher="v9"), BANK).then(corrected(100, "v9"))


def test_what_waited_for_a_second_person_lets_the_confirmation_lapse_when_it_counts():
    waits = MoneyProposed(
        by=BANK.actor,
        what="disbursement",
        money=corrected().money,
        correction=corrected().correction,
        doubts=(),
    )
    second = replace(asks(Role.BANK, "b01", on=DAY + timedelta(days=1)), actor="bank-2")
    later = {"on": second.on}
    given(*CAME, waits).when(ConfirmMoney(**ID), second).then(
        MoneyConfirmed(), lapsed.model_copy(update=later), corrected().model_copy(update=later)
    )
