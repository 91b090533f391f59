"""Vouchers as people type them: what differs in width, case and blanks alone is one drawdown's."""

from __future__ import annotations

import pytest

from domain.core.command import Role, recall
from domain.leads.answers import Disburse, VoidDisbursement
from domain.leads.corrections import CorrectDisbursement
from domain.leads.lead import DisbursementVoided, Lead, LeadDisbursed
from domain.leads.money import Correction, Money, MoneyCorrected, ReceiptConfirmed, ReceiptDisputed
from domain.leads.receipts import ConfirmReceipt, DisputeReceipt
from tests.leads import LEAD, approved, delivered
from tests.spec import DAY, asks, given

ID, WAN = {"id": LEAD}, 1_000_000
BANK, FACTORY = asks(Role.BANK, "b01"), asks(Role.ENTERPRISE, "e001")
LINE = (delivered, approved)
drawn = LeadDisbursed(on=DAY, amount_fen=50 * WAN, voucher="J1")
SAME = ("J1", "J１", "j1", "Ｊ１", "J 1")


@pytest.mark.parametrize("voucher", SAME)
def test_a_drawdown_isnt_counted_twice_however_its_voucher_is_written(voucher):
    again = Disburse(**ID, on=DAY, amount_fen=50 * WAN, voucher=voucher)
    given(*LINE, drawn).when(again, BANK).then()
    other = again.model_copy(update={"amount_fen": 60 * WAN})
    given(*LINE, drawn).when(other, BANK).refused("disbursement.known", "voucher")


def test_a_drawdown_under_another_voucher_is_another():
    second = Disburse(**ID, on=DAY, amount_fen=50 * WAN, voucher="J2")
    given(*LINE, drawn).when(second, BANK).then(
        LeadDisbursed(on=DAY, amount_fen=50 * WAN, voucher="J2")
    )


@pytest.mark.parametrize("voucher", SAME)
def test_whatever_is_said_of_a_drawdown_is_kept_under_the_voucher_as_it_was_told(voucher):
    void = VoidDisbursement(**ID, voucher=voucher, reason="重复登记")
    given(*LINE, drawn).when(void, BANK).then(DisbursementVoided(voucher="J1", reason="重复登记"))
    confirm, dispute = (kind(**ID, voucher=voucher) for kind in (ConfirmReceipt, DisputeReceipt))
    given(*LINE, drawn).when(confirm, FACTORY).then(ReceiptConfirmed(on=DAY, voucher="J1"))
    given(*LINE, drawn).when(dispute, FACTORY).then(ReceiptDisputed(on=DAY, voucher="J1", note=""))


def test_a_voucher_may_be_corrected_to_another_way_of_writing_it_but_not_to_anothers():
    second = LeadDisbursed(on=DAY, amount_fen=50 * WAN, voucher="J2")
    why = {"reason_code": "voucher"}
    correct = CorrectDisbursement(
        **ID, voucher="j1", new_voucher="J１", on=DAY, amount_fen=50 * WAN, **why
    )
    given(*LINE, drawn, second).when(correct, BANK).then(
        MoneyCorrected(
            on=DAY,
            what="disbursement",
            money=Money(day=DAY, amount_fen=50 * WAN, voucher="J１"),
            correction=Correction(voucher="J1", **why),
        )
    )
    others = correct.model_copy(update={"new_voucher": "ｊ2"})
    given(*LINE, drawn, second).when(others, BANK).refused("disbursement.known", "voucher")


def test_two_that_an_earlier_version_took_for_two_are_still_told_apart():
    wide = LeadDisbursed(on=DAY, amount_fen=50 * WAN, voucher="J１")
    history = (*LINE, drawn, wide)
    assert recall(Lead(), history).drawn == {"J1": drawn, "J１": wide}
    void = VoidDisbursement(**ID, voucher="J１", reason="重复登记")
    given(*history).when(void, BANK).then(DisbursementVoided(voucher="J１", reason="重复登记"))
