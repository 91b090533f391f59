"""线索答复: what the receiver does with a lead, and how the enterprise or the clock ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.core.codelist import check_code
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Codes, Day, Id, Whole
from domain.core.streams import stream
from domain.leads.codes import LEAD_WITHDRAWALS, REJECTION_REASONS
from domain.leads.lead import (
    DisbursementVoided,
    IntentSigned,
    Lead,
    LeadAcknowledged,
    LeadApproved,
    LeadAssigned,
    LeadCommand,
    LeadContacted,
    LeadDisbursed,
    LeadLapsed,
    LeadRejected,
    LeadWithdrawn,
    LeadWon,
)
from domain.leads.route import Route, RouteClosed
from domain.postings.codes import COLLATERAL
from domain.postings.tracks import TRACKS
from domain.values.money import show_money
from domain.values.text import check_text

MOST_FEN = 10**15


class Acknowledge(LeadCommand, name="acknowledge", title="确认收到"):
    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("acknowledge", lead, ask)
        yield LeadAcknowledged()


class Contact(LeadCommand, name="contact", title="联系企业"):
    on: Day

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("contact", lead, ask)
        check_day(self.on, lead, ask)
        yield LeadContacted(on=self.on)


class SignIntent(LeadCommand, name="sign_intent", title="签订意向"):
    on: Day
    amount_fen: Whole | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        sent = self.check("sign_intent", lead, ask)
        check_day(self.on, lead, ask)
        if TRACKS[sent.track].money and self.amount_fen is None:
            raise Malformed("field.needed", "没有填写意向金额", field="amount_fen")
        if self.amount_fen is not None:
            check_amount(self.amount_fen, "amount_fen")
        yield IntentSigned(on=self.on, amount_fen=self.amount_fen)


class Approve(LeadCommand, name="approve", title="授信"):
    on: Day
    amount_fen: Whole
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("approve", lead, ask)
        check_day(self.on, lead, ask)
        check_amount(self.amount_fen, "amount_fen")
        if self.rate_bp is not None and not 0 <= self.rate_bp <= 10_000:
            raise Malformed("number.range", "年利率应在 0 到 100% 之间", field="rate_bp")
        if self.tenor_days is not None and not 1 <= self.tenor_days <= 36_500:
            raise Malformed("number.range", "期限应在 1 到 36500 天之间", field="tenor_days")
        if self.collateral is not None:
            check_code(self.collateral, COLLATERAL, "collateral")
        if self.through is not None and self.through < self.on:
            raise Malformed("validity.reversed", "额度到期早于授信日", field="through")
        yield LeadApproved(**self.model_dump(exclude={"id"}))


class Disburse(LeadCommand, name="disburse", title="放款"):
    on: Day
    amount_fen: Whole
    voucher: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("disburse", lead, ask)
        check_text(self.voucher, field="voucher", least=1, most=64)
        drawdown = LeadDisbursed(on=self.on, amount_fen=self.amount_fen, voucher=self.voucher)
        if self.voucher in lead.drawn:
            if lead.drawn[self.voucher] == drawdown:
                return
            raise Refusal("disbursement.known", f"凭证“{self.voucher}”已登记", "voucher")
        check_day(self.on, lead, ask)
        check_amount(self.amount_fen, "amount_fen")
        through = lead.approved.through if lead.approved else None
        if through is not None and self.on > through:
            raise Refusal("disbursement.late", f"授信额度已于 {through} 到期", "on")
        if self.amount_fen > lead.left_fen:
            left = show_money(lead.left_fen)
            raise Refusal("disbursement.over", f"超出授信，尚可放款 {left}", "amount_fen")
        yield drawdown


class VoidDisbursement(LeadCommand, name="void_disbursement", title="作废一笔放款"):
    voucher: str
    reason: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("void", lead, ask)
        if self.voucher not in lead.drawn:
            raise Refusal("disbursement.absent", f"没有凭证“{self.voucher}”", "voucher")
        check_text(self.reason, field="reason", least=2, most=200)
        yield DisbursementVoided(voucher=self.voucher, reason=self.reason)


class Win(LeadCommand, name="win", title="办结"):
    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        sent = self.check("win", lead, ask)
        if TRACKS[sent.track].money and not lead.drawn:
            raise Refusal("lead.no_money", "尚未放款，不能办结", "id")
        yield LeadWon()


class Reject(LeadCommand, name="reject", title="拒绝"):
    reasons: Codes  # the main ones, one to four
    note: str = ""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("reject", lead, ask)
        if not 1 <= len(self.reasons) <= 4 or len(set(self.reasons)) != len(self.reasons):
            raise Malformed("reasons.count", "请给出一至四个不同的主要原因", field="reasons")
        for reason in self.reasons:
            check_code(reason, REJECTION_REASONS, "reasons")
        if self.note or "other" in self.reasons:
            check_text(self.note, field="note", least=2, most=400, lines=True)
        yield LeadRejected(reasons=self.reasons, note=self.note)


class AssignManager(LeadCommand, name="assign_manager", title="分派客户经理"):
    branch: str
    manager: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("assign", lead, ask)
        check_text(self.branch, field="branch", least=1, most=80)
        check_text(self.manager, field="manager", least=1, most=40)
        if lead.manager != (self.branch, self.manager):
            yield LeadAssigned(branch=self.branch, manager=self.manager)


class WithdrawLead(LeadCommand, name="withdraw_lead", title="撤回线索"):
    """The enterprise takes it back; where its consents allow, it then goes to another."""

    need: Id
    reason_code: str

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("route", self.need): Route()}

    def decide(self, lead: Lead, route: Route, ask: Ask) -> Iterable[Event | On]:
        sent = self.check("withdraw", lead, ask)
        if sent.need != self.need:
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        check_code(self.reason_code, LEAD_WITHDRAWALS, "reason_code")
        yield LeadWithdrawn(reason_code=self.reason_code)
        yield On(stream("route", self.need), RouteClosed(lead=self.id, rerouted=True, on=ask.on))


class Lapse(LeadCommand):
    """The clock's: nothing was decided in time."""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        if lead.status == "lapsed":
            return
        sent = self.check("lapse", lead, ask)
        if ask.on <= sent.deadlines.decide_by:
            raise Refusal("lead.running", f"决定期限是 {sent.deadlines.decide_by}", "decide_by")
        yield LeadLapsed()


def check_day(on: date, lead: Lead, ask: Ask) -> None:
    """A step is neither before the one before it nor ahead of today. Drawdowns are all behind the
    approval, and may come to us in any order."""
    if on > ask.on:
        raise Malformed("date.future", "日期不能晚于今天", value=str(on), field="on")
    if lead.last_on is not None and on < lead.last_on:
        raise Malformed(
            "date.backwards", f"不能早于上一步的 {lead.last_on}", value=str(on), field="on"
        )


def check_amount(fen: int, field: str) -> None:
    if not 0 < fen <= MOST_FEN:
        raise Malformed("number.range", "金额应大于零", value=str(fen), field=field)
