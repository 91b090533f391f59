"""金额登记 Told: how an intent, an approval or a drawdown comes to count, told first or corrected.

What can't be is refused; what is far from anything else is asked about; what is large, or more than
anybody expected, waits for a second person. All three kinds of money go this one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.administration.parameter import STREAM, Parameters
from domain.core.codelist import check_code
from domain.core.command import Ask, Refusal, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.leads.lead import (
    IntentSigned,
    Lead,
    LeadApproved,
    LeadCommand,
    LeadDisbursed,
)
from domain.leads.money import Correction, Money, MoneyCorrected, MoneyProposed, amount_waits
from domain.leads.receipts import check_receipt, lapsing
from domain.leads.unlikely import check_doubts, doubts, needs_a_second
from domain.leads.vouchers import drawn_under, same_voucher
from domain.postings.codes import COLLATERAL
from domain.postings.tracks import TRACKS
from domain.values.corrections import check_reason
from domain.values.money import show_money
from domain.values.text import check_text

MOST_FEN = 10**15
SPLIT_DAYS = 7


class MoneyCommand(LeadCommand):
    """Tells of an intent, an approval or a drawdown. `confirmed`: what is unlikely was asked about,
    and is right."""

    confirmed: bool = False

    def about(self) -> Mapping[str, State]:
        return {**super().about(), STREAM: Parameters()}

    def tell(
        self,
        what: str,
        money: Money,
        lead: Lead,
        parameters: Parameters,
        ask: Ask,
        correction: Correction | None = None,
    ) -> Iterator[Event]:
        """What is told, checked; or that it waits for a second person."""
        if lead.pending is not None:
            raise amount_waits()
        check_told(what, money, lead, ask, correction)
        far = doubts(what, money, lead, parameters, ask.on)
        fen = money.amount_fen or 0
        if not self.confirmed:
            if correction is not None and what == "disbursement":
                check_receipt(lead, correction.voucher, fen, [doubt.text for doubt in far])
            check_doubts(what, far)
        if needs_a_second(far, fen + beside(what, money, lead, correction), parameters, ask.on):
            yield MoneyProposed(
                by=ask.actor,
                what=what,
                money=money,
                correction=correction,
                doubts=tuple(doubt.code for doubt in far),
            )
        else:
            yield from counted(what, money, lead, correction, ask.on)


def beside(what: str, money: Money, lead: Lead, correction: Correction | None) -> int:
    """What else was drawn within the same days: an amount that is split in two is still one."""
    if what != "disbursement":
        return 0
    own = drawn_under(correction.voucher, lead) if correction else ""
    return sum(
        drawdown.amount_fen
        for voucher, drawdown in lead.drawn.items()
        if voucher != own and abs((drawdown.on - money.day).days) <= SPLIT_DAYS
    )


def counted(
    what: str, money: Money, lead: Lead, correction: Correction | None, on: date
) -> Iterator[Event]:
    """The event by which it counts; before it that what the enterprise confirmed holds no more."""
    if correction is None:
        yield _plain(what, money)
        return
    if what == "disbursement":
        yield from lapsing(lead, correction.voucher, money.amount_fen or 0, on)
    yield MoneyCorrected(on=on, what=what, money=money, correction=correction)


def _plain(what: str, money: Money) -> Event:
    if what == "intent":
        return IntentSigned(on=money.day, amount_fen=money.amount_fen)
    fen = money.amount_fen or 0
    if what == "disbursement":
        return LeadDisbursed(on=money.day, amount_fen=fen, voucher=money.voucher)
    terms = money.model_dump(exclude={"day", "amount_fen", "voucher"})
    return LeadApproved(on=money.day, amount_fen=fen, **terms)


def check_told(
    what: str, money: Money, lead: Lead, ask: Ask, correction: Correction | None
) -> None:
    """Raises what can't be, whoever confirms it."""
    if correction is not None:
        check_reason(correction.reason_code, correction.note)
    check: Any = {"intent": _intent, "approval": _approval, "disbursement": _drawdown}[what]
    check(money, lead, ask, correction)


def _intent(money: Money, lead: Lead, ask: Ask, correction: Correction | None) -> None:
    assert lead.sent is not None
    line = lead.approved.on if lead.approved and correction else None
    check_day(money.day, _before(lead, "intent" if correction else ""), ask, until=line)
    if TRACKS[lead.sent.track].money and money.amount_fen is None:
        raise Malformed("field.needed", "没有填写意向金额", field="amount_fen")
    if money.amount_fen is not None:
        check_amount(money.amount_fen, "amount_fen")


def _approval(money: Money, lead: Lead, ask: Ask, correction: Correction | None) -> None:
    drawn = [drawdown.on for drawdown in lead.drawn.values()] if correction else []
    first = min(drawn, default=None)
    check_day(money.day, _before(lead, "approval" if correction else ""), ask, until=first)
    if money.amount_fen is None:
        raise Malformed("field.needed", "没有填写授信金额", field="amount_fen")
    check_amount(money.amount_fen, "amount_fen")
    if money.rate_bp is not None and not 0 <= money.rate_bp <= 10_000:
        raise Malformed("number.range", "年利率应在 0 到 100% 之间", field="rate_bp")
    if money.tenor_days is not None and not 1 <= money.tenor_days <= 36_500:
        raise Malformed("number.range", "期限应在 1 到 36500 天之间", field="tenor_days")
    if money.collateral is not None:
        check_code(money.collateral, COLLATERAL, "collateral")
    if money.through is not None and money.through < money.day:
        raise Malformed("validity.reversed", "额度到期早于授信日", field="through")
    if money.amount_fen < lead.drawn_fen:
        message = f"已放款 {show_money(lead.drawn_fen)}，授信不能低于它；放款有误请先更正放款"
        raise Refusal("approval.drawn", message, "amount_fen")
    if money.through is not None and drawn and money.through < max(drawn):
        message = f"{max(drawn)} 还有放款，额度到期不能早于它；放款有误请先更正放款"
        raise Refusal("approval.drawn", message, "through")


def _drawdown(money: Money, lead: Lead, ask: Ask, correction: Correction | None) -> None:
    check_text(money.voucher, field="voucher", least=1, most=64)
    before = lead.drawn[drawn_under(correction.voucher, lead)] if correction else None
    known = same_voucher(money.voucher, lead.drawn)
    if known is not None and not (before and known == before.voucher):
        raise Refusal("disbursement.known", f"凭证“{money.voucher}”已登记", "voucher")
    check_day(money.day, lead.last_on, ask)
    fen = money.amount_fen or 0
    check_amount(fen, "amount_fen")
    through = lead.approved.through if lead.approved else None
    if through is not None and money.day > through:
        raise Refusal("disbursement.late", f"授信额度已于 {through} 到期", "on")
    left = lead.left_fen + (before.amount_fen if before else 0)
    if fen > left:
        raise Refusal("disbursement.over", f"超出授信，尚可放款 {show_money(left)}", "amount_fen")


def _before(lead: Lead, what: str) -> date | None:
    """The day of the step before this one; of one that is told first, the last step's."""
    sent = lead.contacted_on or (lead.sent.on if lead.sent else None)
    signed = lead.intent.on if lead.intent else None
    return {"intent": sent, "approval": signed or sent}.get(what, lead.last_on)


def check_day(on: date, before: date | None, ask: Ask, *, until: date | None = None) -> None:
    """A step is neither before the one before it nor ahead of today, nor behind the one after it.
    Drawdowns are all behind the approval, and may come to us in any order."""
    if on > ask.on:
        raise Malformed("date.future", "日期不能晚于今天", value=str(on), field="on")
    if before is not None and on < before:
        raise Malformed("date.backwards", f"不能早于上一步的 {before}", value=str(on), field="on")
    if until is not None and on > until:
        raise Malformed("date.backwards", f"不能晚于下一步的 {until}", value=str(on), field="on")


def check_amount(fen: int, field: str) -> None:
    if not 0 < fen <= MOST_FEN:
        raise Malformed("number.range", "金额应大于零", value=str(fen), field=field)
