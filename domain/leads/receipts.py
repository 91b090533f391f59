"""到账 Receipts: what the enterprise says of each drawdown: the money is there, or it isn't. Nobody
else says it, and nothing is taken for said."""

from __future__ import annotations

from collections.abc import Iterable

from domain.core.command import Ask
from domain.core.event import Event
from domain.leads.lead import Lead, LeadCommand
from domain.leads.money import ReceiptConfirmed, ReceiptDisputed
from domain.leads.vouchers import drawn_under
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
