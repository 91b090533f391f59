"""线索金额 Money: what is told of a lead's money besides the plain steps: what waits for a second
person, what was corrected, what was taken back, and what the enterprise says of each drawdown.

Nothing that waits counts; what is confirmed enters the log as the plain step it was told as. What
was told before a correction stays in the log, so a day before it reads as it did then.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.core.command import Refusal
from domain.core.event import Event
from domain.core.lifecycle import Step, step
from domain.core.shapes import Codes, Day, Shape, Whole
from domain.leads.sides import BY_THE_ENTERPRISE, ENTERPRISE, RECEIVERS, SECOND

TITLES = {"intent": "意向", "approval": "授信", "disbursement": "放款"}  # by `what`

_WAITS = "acknowledged contacted intent_signed approved disbursed won rejected withdrawn"

STEPS = (  # of a lead's life-cycle, besides the plain ones
    step(
        "correct_intent",
        "更正意向",
        "money_corrected",
        "intent_signed approved disbursed won rejected withdrawn",
        None,
        RECEIVERS,
    ),
    step(
        "correct_approval",
        "更正授信",
        "money_corrected",
        "approved disbursed won rejected withdrawn",
        None,
        RECEIVERS,
        money=True,
    ),
    step(
        "correct_disbursement",
        "更正放款",
        "money_corrected",
        "disbursed won",
        None,
        RECEIVERS,
        money=True,
    ),
    step(
        "take_back",
        "撤销误记的一步",
        "step_taken_back",
        "intent_signed approved disbursed won",
        None,  # the state before, which the event names
        RECEIVERS,
    ),
    step("reopen", "恢复办理", "step_taken_back", "rejected", None, RECEIVERS),
    step("confirm_money", "复核通过", "money_confirmed", _WAITS, None, SECOND),
    step("turn_down_money", "退回金额", "money_turned_down", _WAITS, None, SECOND),
    step(
        "confirm_receipt",
        "已到账",
        "receipt_confirmed",
        "disbursed won",
        None,
        ENTERPRISE,
        money=True,
    ),
    step(
        "dispute_receipt",
        "没有收到",
        "receipt_disputed",
        "disbursed won",
        None,
        ENTERPRISE,
        money=True,
    ),
)


class Money(Shape):
    """An intent, an approval or a drawdown, as it is told; a voucher only with a drawdown."""

    day: Day
    amount_fen: Whole | None
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None
    voucher: str = ""


class Correction(Shape):
    """Why something is told anew; `voucher` is the one under which a drawdown was told before."""

    reason_code: str
    note: str = ""
    voucher: str = ""


class MoneyProposed(Event, name="lead.money_proposed", title="登记金额，等待复核"):
    """It counts when a second person has confirmed it. `by` is who told it; `doubts` say why it was
    asked about, and were confirmed."""

    by: str
    what: str
    money: Money
    correction: Correction | None
    doubts: Codes


class MoneyConfirmed(Event, name="lead.money_confirmed"):
    """What waited follows, as it was told."""


class MoneyTurnedDown(Event, name="lead.money_turned_down"):
    """By the second person, or by the first who takes it back."""

    note: str


def check_answered(
    before: MoneyProposed | None, now: MoneyProposed | None, events: Sequence[Event]
) -> None:
    """Refuses what would end or turn a lead over an amount that nobody has answered."""
    answered = any(isinstance(event, MoneyConfirmed | MoneyTurnedDown) for event in events)
    if before is not None and now is None and not answered:
        raise amount_waits()


def waits_bar(step: Step) -> bool:
    """Whether a step isn't open while an amount waits: one that would end or turn the lead; what
    its receiver waits for doesn't bind the enterprise."""
    return step.to is not None and step.command not in BY_THE_ENTERPRISE


def amount_waits() -> Refusal:
    return Refusal("amount.pending", "有一笔金额等待复核，请先复核或退回", "amount_fen")


class MoneyCorrected(Event, name="lead.money_corrected", title="更正金额"):
    """`on` is the day of the correction; `money` is what holds instead, with its own day."""

    on: Day
    what: str
    money: Money
    correction: Correction


class StepTakenBack(Event, name="lead.step_taken_back", title="撤销误记的一步"):
    """The step that led to the state `undone` was a mistake; the lead is in `status` again."""

    on: Day
    undone: str
    status: str
    reason_code: str
    note: str


class ReceiptConfirmed(Event, name="lead.receipt_confirmed"):
    """The enterprise has the money."""

    on: Day
    voucher: str


class ReceiptLapsed(Event, name="lead.receipt_lapsed", title="企业的到账确认作废"):
    """The enterprise had confirmed this much; the drawdown is then corrected or voided, and what is
    told of it instead is to be confirmed anew."""

    on: Day
    voucher: str
    amount_fen: Whole


class ReceiptDisputed(Event, name="lead.receipt_disputed"):
    """The enterprise has no such money."""

    on: Day
    voucher: str
    note: str
