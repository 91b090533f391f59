"""到账 Receipts: what the enterprise says of each drawdown: the money is there, or it isn't. Nobody
else says it, and nothing is taken for said. What it has confirmed lapses when the drawdown gets
another amount or is voided: whoever does that is asked first, and the enterprise is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.core.command import Ask, Refusal
from domain.core.event import Event
from domain.leads.lead import Lead, LeadCommand
from domain.leads.money import ReceiptConfirmed, ReceiptDisputed, ReceiptLapsed
from domain.leads.vouchers import drawn_under
from domain.values.money import show_money
from domain.values.text import check_text


class ConfirmReceipt(LeadCommand, name="confirm_receipt", title="确认已到账"):
    voucher: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("confirm_receipt", lead, ask)
        voucher = drawn_under(self.voucher, lead)
        if lead.receipts.get(voucher) is not True:
            yield ReceiptConfirmed(on=ask.on, voucher=voucher)


class DisputeReceipt(LeadCommand, name="dispute_receipt", title="没有收到放款"):
    voucher: str
    note: str = ""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("dispute_receipt", lead, ask)
        voucher = drawn_under(self.voucher, lead)
        if self.note:
            check_text(self.note, field="note", least=2, most=200)
        if lead.receipts.get(voucher) is not False:
            yield ReceiptDisputed(on=ask.on, voucher=voucher, note=self.note)


def confirmed_fen(lead: Lead, voucher: str, becomes_fen: int) -> int:
    """What the enterprise has confirmed of a drawdown that is to become another amount, 0 where it
    is voided; 0 where nothing lapses."""
    fen = lead.drawn[voucher].amount_fen
    return fen if lead.receipts.get(voucher) is True and fen != becomes_fen else 0


def check_receipt(lead: Lead, voucher: str, becomes_fen: int, doubts: Sequence[str] = ()) -> None:
    """Raises the question whether that is meant; `doubts`: what else speaks against the amount."""
    fen = confirmed_fen(lead, voucher, becomes_fen)
    if fen:
        step = f"更正为{show_money(becomes_fen)}" if becomes_fen else "作废"
        then = "并请企业重新确认" if becomes_fen else "并通知企业和助企办"
        receipt = f"企业已确认这一笔{show_money(fen)}到账；{step}以后，企业的这次确认作废，{then}"
        message = "；".join((receipt, *(f"更正的金额{doubt}" for doubt in doubts)))
        raise Refusal("receipt.confirmed", f"{message}。确实如此请确认", "voucher")


def lapsing(lead: Lead, voucher: str, becomes_fen: int, on: date) -> Iterator[Event]:
    """That what the enterprise confirmed holds no more, where it had."""
    fen = confirmed_fen(lead, voucher, becomes_fen)
    if fen:
        yield ReceiptLapsed(on=on, voucher=voucher, amount_fen=fen)
