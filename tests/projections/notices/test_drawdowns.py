"""The enterprise is told once of a drawdown that changed, whatever else changes by it."""

from __future__ import annotations

import pytest

from domain.leads.lead import DisbursementVoided
from domain.leads.money import Correction, Money, MoneyCorrected, ReceiptLapsed
from tests.leads import delivered
from tests.projections.notices.test_notices import A_LEAD, CAME, DRAWN, rows
from tests.spec import DAY

VOIDED = (A_LEAD, DisbursementVoided(voucher="v1", reason="重复登记"))
LAPSED = (A_LEAD, ReceiptLapsed(on=DAY, voucher="v1", amount_fen=90_000_000))
CORRECTED = (
    A_LEAD,
    MoneyCorrected(
        on=DAY,
        what="disbursement",
        money=Money(day=DAY, amount_fen=80_000_000, voucher="v1"),
        correction=Correction(reason_code="金额输错", note="", voucher="v1"),
    ),
)


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ([CORRECTED], ["money_corrected"]),
        ([VOIDED], ["lead_voided"]),
        ([LAPSED, CORRECTED], ["receipt_lapsed"]),
        ([LAPSED, VOIDED], ["receipt_lapsed"]),
        ([LAPSED, CORRECTED, VOIDED], ["receipt_lapsed", "lead_voided"]),
    ],
)
@pytest.mark.parametrize("page", [1, 500])
def test_the_enterprise_is_told_once_that_a_drawdown_changed(engine, happened, told, page):
    whole = rows(engine, (A_LEAD, delivered), DRAWN, CAME, *happened, page=page)
    heard = [row[1] for row in whole if row[0] == "party-e001"]
    assert heard == ["lead_sent", "lead_disbursed", *told]
