"""线索更正: what was told of a lead by mistake is told right, with the reason, before and after it
is over. Nothing is edited: figures of a day before the correction stay as they were read then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.administration.parameter import Parameters
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Day, Id, Whole
from domain.core.streams import stream
from domain.leads.capacity import Capacity, CapacityTaken
from domain.leads.consent import Consent
from domain.leads.lead import LIFECYCLE, Lead, LeadCommand
from domain.leads.money import Correction, Money, StepTakenBack
from domain.leads.policies import ALWAYS, Delivery
from domain.leads.route import Route, RouteOpened
from domain.leads.told import MoneyCommand
from domain.leads.vouchers import drawn_under
from domain.leads.window import Window
from domain.matching.proposal import Proposal
from domain.parties.party import Party
from domain.postings.posting import Posting
from domain.values.corrections import check_reason
from domain.values.money import show_money

AGAIN = tuple(policy for policy in ALWAYS if policy.name in {"consent", "route", "capacity"})


class CorrectIntent(MoneyCommand, name="correct_intent", title="更正意向"):
    on: Day  # the day of the intent, as it should be
    amount_fen: Whole | None = None
    reason_code: str
    note: str = ""

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("correct_intent", lead, ask)
        if lead.intent is None:
            raise Refusal("intent.absent", "没有登记过意向", "id")
        if (lead.intent.on, lead.intent.amount_fen) != (self.on, self.amount_fen):
            money = Money(day=self.on, amount_fen=self.amount_fen)
            why = Correction(reason_code=self.reason_code, note=self.note)
            yield from self.tell("intent", money, lead, parameters, ask, why)


class CorrectApproval(MoneyCommand, name="correct_approval", title="更正授信"):
    """All of it as it should be; never below what is drawn."""

    on: Day
    amount_fen: Whole
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None
    reason_code: str
    note: str = ""

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("correct_approval", lead, ask)
        if lead.approved is None:
            raise Refusal("approval.absent", "没有登记过授信", "id")
        terms = self.model_dump(exclude={"id", "on", "confirmed", "reason_code", "note"})
        if lead.approved.model_dump() != {"on": self.on, **terms}:
            why = Correction(reason_code=self.reason_code, note=self.note)
            money = Money(day=self.on, **terms)
            yield from self.tell("approval", money, lead, parameters, ask, why)


class CorrectDisbursement(MoneyCommand, name="correct_disbursement", title="更正放款"):
    """`voucher` is the one under which it was told, `new_voucher` the right one where that was
    wrong."""

    voucher: str
    on: Day
    amount_fen: Whole
    new_voucher: str = ""
    reason_code: str
    note: str = ""

    def decide(self, lead: Lead, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        self.check("correct_disbursement", lead, ask)
        before = drawn_under(self.voucher, lead)
        voucher, drawdown = self.new_voucher or before, lead.drawn[before]
        if (drawdown.on, drawdown.amount_fen, before) == (self.on, self.amount_fen, voucher):
            return
        money = Money(day=self.on, amount_fen=self.amount_fen, voucher=voucher)
        why = Correction(reason_code=self.reason_code, note=self.note, voucher=before)
        yield from self.tell("disbursement", money, lead, parameters, ask, why)


class TakeBackStep(LeadCommand, name="take_back_step", title="撤销误记的一步"):
    """A step that never was: 办结, 授信 or 意向. `undone` is the state that it led to, which the
    lead must still be in."""

    undone: str
    reason_code: str
    note: str = ""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("take_back", lead, ask)
        if self.undone != lead.status:
            now = LIFECYCLE.titles[lead.status]
            raise Refusal("lead.state", f"当前是“{now}”，请刷新后再试", "undone")
        if lead.drawn and self.undone != "won":
            drawn = show_money(lead.drawn_fen)
            raise Refusal("approval.drawn", f"已放款 {drawn}，请先作废放款", "undone")
        check_reason(self.reason_code, self.note)
        yield taken_back(lead, self.reason_code, self.note, ask)


class Reopen(LeadCommand):
    """A rejection that was a mistake: the lead goes on where it was, while the enterprise's consent
    lives and, once its places were given back, while there are places."""

    need: Id
    offering: Id
    receiver: Id
    reason_code: str
    note: str = ""

    def about(self) -> Mapping[str, State]:
        return {
            **super().about(),
            stream("consent", self.need, self.receiver): Consent(),
            stream("route", self.need): Route(),
            stream("offering", self.offering): Posting("offering"),
            stream("capacity", self.offering): Capacity(),
        }

    def decide(self, lead: Lead, *states: Any, ask: Ask) -> Iterable[Event | On]:
        sent = self.check("reopen", lead, ask)
        if (sent.need, sent.offering, sent.receiver) != (self.need, self.offering, self.receiver):
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        check_reason(self.reason_code, self.note)
        consent, route, offering, capacity = states
        delivery = Delivery(
            on=ask.on,
            enterprise=sent.enterprise,
            receiver=sent.receiver,
            consent=consent,
            route=route,
            need=Posting("need"),
            offering=offering,
            capacity=capacity,
            party=Party(),
            window=Window(),
            proposal=Proposal(),
        )
        for policy in AGAIN:
            if lead.released or policy.name == "consent":
                policy.check(delivery)
        yield taken_back(lead, self.reason_code, self.note, ask)
        if lead.released:
            yield On(stream("route", self.need), RouteOpened(lead=self.id))
            yield On(stream("capacity", self.offering), CapacityTaken(lead=self.id))


def taken_back(lead: Lead, reason_code: str, note: str, ask: Ask) -> StepTakenBack:
    return StepTakenBack(
        on=ask.on,
        undone=lead.status,
        status=lead.came[lead.status],
        reason_code=reason_code,
        note=note,
    )
