"""线索答复: what the receiver does with a lead, and how the enterprise or the clock ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.administration.parameter import Parameters
from domain.administration.user import User
from domain.core.codelist import check_code
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.core.shapes import Codes, Day, Id, Whole
from domain.core.streams import stream
from domain.leads.codes import CONTACT_RESULTS, LEAD_WITHDRAWALS, NOTE_KINDS
from domain.leads.lead import (
    DisbursementVoided,
    Lead,
    LeadAcknowledged,
    LeadAssigned,
    LeadCommand,
    LeadContacted,
    LeadLapsed,
    LeadNoted,
    LeadRejected,
    LeadWithdrawn,
    LeadWon,
)
from domain.leads.money import Money, MoneyTurnedDown
from domain.leads.receipts import check_receipt, lapsing
from domain.leads.route import Route, RouteClosed
from domain.leads.told import MoneyCommand, check_day
from domain.leads.vouchers import drawn_under, same_voucher
from domain.postings.tracks import TRACKS
from domain.values.text import check_text


class Acknowledge(LeadCommand, name="acknowledge", title="确认收到"):
    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("acknowledge", lead, ask)
        yield LeadAcknowledged()


class Contact(LeadCommand, name="contact", title="联系企业"):
    """`result`, `text` and `next_on` are noted for the receiver's own people. Where nobody answered
    the enterprise isn't reached yet, and the clock goes on."""

    on: Day
    result: str | None = None
    text: Personal | None = None
    next_on: Day | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("contact", lead, ask)
        check_day(self.on, lead.last_on, ask)
        if self.result is not None:
            check_code(self.result, CONTACT_RESULTS, "result")
        check_note(self.text, self.next_on, ask)
        if self.result != "no_answer":
            yield LeadContacted(on=self.on)
        if (self.result, self.text, self.next_on) != (None, None, None):
            kind = self.result or "reached"
            yield LeadNoted(on=self.on, kind=kind, text=self.text, next_on=self.next_on)


class NoteLead(LeadCommand, name="note_lead", title="记录联系情况"):
    """For the receiver's own people alone."""

    kind: str
    text: Personal | None = None
    next_on: Day | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("note", lead, ask)
        check_code(self.kind, NOTE_KINDS, "kind")
        check_note(self.text, self.next_on, ask)
        if self.kind == "note" and self.text is None and self.next_on is None:
            raise Malformed("field.needed", "没有填写内容", field="text")
        yield LeadNoted(on=ask.on, kind=self.kind, text=self.text, next_on=self.next_on)


class SignIntent(MoneyCommand, name="sign_intent", title="签订意向"):
    on: Day
    amount_fen: Whole | None = None

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("sign_intent", lead, ask)
        money = Money(day=self.on, amount_fen=self.amount_fen)
        yield from self.tell("intent", money, lead, parameters, ask)


class Approve(MoneyCommand, name="approve", title="授信"):
    on: Day
    amount_fen: Whole
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("approve", lead, ask)
        money = Money(day=self.on, **self.model_dump(exclude={"id", "on", "confirmed"}))
        yield from self.tell("approval", money, lead, parameters, ask)


class Disburse(MoneyCommand, name="disburse", title="放款"):
    on: Day
    amount_fen: Whole
    voucher: str

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("disburse", lead, ask)
        drawdown = lead.drawn.get(same_voucher(self.voucher, lead.drawn) or "")
        if drawdown and (drawdown.on, drawdown.amount_fen) == (self.on, self.amount_fen):
            return  # already so
        money = Money(day=self.on, amount_fen=self.amount_fen, voucher=self.voucher)
        yield from self.tell("disbursement", money, lead, parameters, ask)


class VoidDisbursement(LeadCommand, name="void_disbursement", title="作废一笔放款"):
    """`confirmed`: it was said that the enterprise has the money, and it is meant."""

    voucher: str
    reason: str
    confirmed: bool = False

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("void", lead, ask)
        voucher = drawn_under(self.voucher, lead)
        if lead.status == "won" and len(lead.drawn) == 1:
            message = "办结的线索至少有一笔放款，请先撤销办结"
            raise Refusal("lead.no_money", message, "voucher")
        check_text(self.reason, field="reason", least=2, most=200)
        if not self.confirmed:
            check_receipt(lead, voucher, 0)
        yield from lapsing(lead, voucher, 0, ask.on)
        yield DisbursementVoided(voucher=voucher, reason=self.reason)


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
        sent = self.check("reject", lead, ask)
        if not 1 <= len(self.reasons) <= 4 or len(set(self.reasons)) != len(self.reasons):
            raise Malformed("reasons.count", "请给出一至四个不同的主要原因", field="reasons")
        for reason in self.reasons:
            check_code(reason, TRACKS[sent.track].lead_terms.reasons, "reasons")
        if self.note or "other" in self.reasons:
            check_text(self.note, field="note", least=2, most=400, lines=True)
        yield LeadRejected(reasons=self.reasons, note=self.note)


class AssignManager(LeadCommand, name="assign_manager", title="分派客户经理"):
    """To a user of the receiver, or by name or number to somebody who is none."""

    user: Id | None = None
    branch: str = ""
    manager: str = ""

    def about(self) -> Mapping[str, State]:
        user = {stream("user", self.user): User()} if self.user else {}
        return {**super().about(), **user}

    def decide(self, lead: Lead, user: User | None = None, *, ask: Ask) -> Iterable[Event]:
        sent = self.check("assign", lead, ask)
        if self.branch:
            check_text(self.branch, field="branch", least=1, most=80)
        if self.manager:
            check_text(self.manager, field="manager", least=1, most=40)
        if user is None and not self.manager:
            message = f"请选择{TRACKS[sent.track].lead_terms.manager}，或填写姓名、工号"
            raise Malformed("field.needed", message, field="user")
        if user is not None and not works_for(user, sent.receiver):
            raise Refusal("lead.manager", "请选择本单位在用的用户", "user")
        assigned = LeadAssigned(branch=self.branch, manager=self.manager, user=self.user)
        if lead.manager != assigned:
            yield assigned


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
        if lead.pending is not None:  # which doesn't bind the enterprise
            yield MoneyTurnedDown(note="企业已撤回线索")
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


def works_for(user: User, party: str) -> bool:
    return user.status == "active" and user.duty is not None and user.duty.party == party


def check_note(text: Personal | None, next_on: date | None, ask: Ask) -> None:
    if text is not None:
        check_text(text.reveal(), field="text", least=1, most=1000, lines=True)
    if next_on is not None and next_on < ask.on:
        raise Malformed("date.past", "约定的日期已经过去", value=str(next_on), field="next_on")
