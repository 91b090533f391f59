"""Samples of what is told of a lead's money besides the plain steps."""

from __future__ import annotations

from domain.leads.money import (
    Correction,
    Money,
    MoneyConfirmed,
    MoneyCorrected,
    MoneyProposed,
    MoneyTurnedDown,
    ReceiptConfirmed,
    ReceiptDisputed,
    ReceiptLapsed,
    StepTakenBack,
)
from tests.spec import DAY

_MONEY = Money(day=DAY, amount_fen=150_000_000, rate_bp=435, tenor_days=365)
_WHY = Correction(reason_code="typing", note="多写了一个零")
MONEY_EVENTS = (
    MoneyProposed(
        by="bank-1", what="approval", money=_MONEY, correction=_WHY, doubts=("over_need",)
    ),
    MoneyConfirmed(),
    MoneyTurnedDown(note="多写了一个零"),
    MoneyCorrected(on=DAY, what="approval", money=_MONEY, correction=_WHY),
    StepTakenBack(on=DAY, undone="won", status="disbursed", reason_code="never", note=""),
    ReceiptConfirmed(on=DAY, voucher="放款 1"),
    ReceiptLapsed(on=DAY, voucher="放款 1", amount_fen=100_000_000),
    ReceiptDisputed(on=DAY, voucher="放款 1", note="账上没有"),
)
