"""线索 Lead: a need that left the house, to one receiver whom the enterprise named.

    delivered → acknowledged → contacted → intent_signed → approved → disbursed … → won
    rejected by the receiver, withdrawn by the enterprise, lapsed or ended by the clock

Approval and drawdowns are for money. How a lead leaves is in `delivery.py`, what is answered to it
in `answers.py`, how its money is corrected in `corrections.py`, how it ends in `ending.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.core.command import Ask, Command, On, Refusal, Role, State, recall
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.personal import Personal
from domain.core.shapes import Codes, Day, Id, Shape, Whole
from domain.core.streams import stream
from domain.leads.ending import ENDING
from domain.leads.money import (
    STEPS,
    MoneyConfirmed,
    MoneyCorrected,
    MoneyProposed,
    MoneyTurnedDown,
    ReceiptConfirmed,
    ReceiptDisputed,
    StepTakenBack,
    check_answered,
)
from domain.leads.sides import BY_THE_ENTERPRISE, ENTERPRISE, RECEIVERS
from domain.parties.acting import party_of
from domain.parties.party import Profile
from domain.postings.content import Content
from domain.postings.tracks import TRACKS

IN_PROGRESS = ("delivered", "acknowledged", "contacted", "intent_signed", "approved", "disbursed")
LIFECYCLE = Lifecycle(
    name="lead",
    title="线索",
    kinds=("lead",),
    start="absent",
    titles={
        "absent": "待推送",
        "delivered": "已送达",
        "acknowledged": "已确认收到",
        "contacted": "已联系",
        "intent_signed": "已签意向",
        "approved": "已授信",
        "disbursed": "已放款",
        "won": "已落地",
        "rejected": "已拒绝",
        "withdrawn": "企业已撤回",
        "lapsed": "逾期失效",
        "ended": "已终止",
    },
    steps=(
        step("deliver", "送达", "delivered", "absent", "delivered", (Role.SYSTEM,)),
        step("claim", "接单（先接先得）", "delivered", "absent", "delivered", RECEIVERS),
        step("acknowledge", "确认收到", "acknowledged", "delivered", "acknowledged", RECEIVERS),
        step("contact", "联系企业", "contacted", "delivered acknowledged", "contacted", RECEIVERS),
        step(
            "sign_intent",
            "签订意向",
            "intent_signed",
            "acknowledged contacted",
            "intent_signed",
            RECEIVERS,
        ),
        step(
            "approve",
            "授信",
            "approved",
            "contacted intent_signed",
            "approved",
            RECEIVERS,
            money=True,
        ),
        step(
            "disburse",
            "放款",
            "disbursed",
            "approved disbursed",
            "disbursed",
            RECEIVERS,
            money=True,
        ),
        step(
            "void",
            "作废一笔放款",
            "disbursement_voided",
            "disbursed won",
            None,
            RECEIVERS,
            money=True,
        ),
        step("win", "办结", "won", "intent_signed disbursed", "won", RECEIVERS),
        step(
            "reject",
            "拒绝",
            "rejected",
            "delivered acknowledged contacted intent_signed approved",
            "rejected",
            RECEIVERS,
        ),
        step("note", "记一笔", "noted", " ".join((*IN_PROGRESS, "won")), None, RECEIVERS),
        step("extend", "补充资料", "extended", " ".join(IN_PROGRESS), None, (Role.SYSTEM,)),
        step("assign", "分派客户经理", "assigned", " ".join(IN_PROGRESS), None, RECEIVERS),
        step(
            "withdraw",
            "撤回",
            "withdrawn",
            "delivered acknowledged contacted intent_signed approved",
            "withdrawn",
            ENTERPRISE,
        ),
        step(
            "lapse",
            "失效",
            "lapsed",
            "delivered acknowledged contacted",
            "lapsed",
            (Role.CLOCK,),
            "决定期限日 24:00",
        ),
        *ENDING,
        *STEPS,
    ),
)


class Deadlines(Shape):
    """The last days for the receiver's three duties, counted when the lead left."""

    acknowledge_by: Day
    contact_by: Day
    decide_by: Day


class LeadDelivered(Event, name="lead.delivered", version=3):
    """What the receiver gets: exactly the kinds of data that the consent names. Versions 1 and 2
    knew less of how the product lends."""

    on: Day
    track: str
    need: str
    need_edition: Whole
    offering: str
    enterprise: str
    receiver: str
    kinds: Codes
    content: Content
    company: Profile | None
    contact: Personal | None
    phone: Personal | None
    score: Whole | None  # millionths
    deadlines: Deadlines
    product_least_fen: Whole | None = None  # what the offering lent then, at least and at most
    product_most_fen: Whole | None = None
    product_least_rate_bp: Whole | None = None
    product_least_days: Whole | None = None
    product_most_days: Whole | None = None


class LeadExtended(Event, name="lead.extended"):
    """The receiver gets what a wider consent names besides, or what has changed of it since: all
    that is named of the enterprise, as it stands now."""

    kinds: Codes
    company: Profile | None
    contact: Personal | None
    phone: Personal | None


class LeadAcknowledged(Event, name="lead.acknowledged"): ...


class LeadContacted(Event, name="lead.contacted"):
    on: Day


class IntentSigned(Event, name="lead.intent_signed"):
    on: Day
    amount_fen: Whole | None


class LeadApproved(Event, name="lead.approved"):
    """授信: a line that may be drawn."""

    on: Day
    amount_fen: Whole
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None


class LeadDisbursed(Event, name="lead.disbursed"):
    """A drawdown. Landing is defined once: the day of the first."""

    on: Day
    amount_fen: Whole
    voucher: str


class DisbursementVoided(Event, name="lead.disbursement_voided"):
    voucher: str
    reason: str


class LeadWon(Event, name="lead.won"): ...


class LeadRejected(Event, name="lead.rejected"):
    reasons: Codes
    note: str


class LeadWithdrawn(Event, name="lead.withdrawn"):
    reason_code: str


class LeadLapsed(Event, name="lead.lapsed"): ...


class LeadNoted(Event, name="lead.noted"):
    """What the receiver's own people keep for themselves: a remark, or how a call went; `next_on`
    is the day on which they will be in touch again."""

    on: Day
    kind: str
    text: Personal | None
    next_on: Day | None


class LeadAssigned(Event, name="lead.assigned", version=2):
    """To one of the receiver's own people: a user of ours, or whoever is meant by branch and number
    there."""

    branch: str
    manager: str
    user: str | None = None


class LeadReleased(Event, name="lead.released"):
    """Its places on route and capacity are free again. One that was won keeps them."""


@dataclass(frozen=True)
class Lead:
    """What a ruling needs to remember; its money as it was corrected."""

    status: str = "absent"
    sent: LeadDelivered | None = None
    manager: LeadAssigned | None = None
    contacted_on: date | None = None
    intent: IntentSigned | None = None
    approved: LeadApproved | None = None
    drawn: Mapping[str, LeadDisbursed] = field(default_factory=dict)  # by voucher, without voided
    receipts: Mapping[str, bool] = field(default_factory=dict)  # by voucher, as the enterprise says
    pending: MoneyProposed | None = None
    returned: MoneyProposed | None = None  # turned down, and not told again
    came: Mapping[str, str] = field(default_factory=dict)  # from which state it came to each
    released: bool = False

    @property
    def out(self) -> bool:
        """The receiver has it, and it isn't over."""
        return self.status in IN_PROGRESS

    @property
    def last_on(self) -> date | None:
        """The day of its last step up to the approval."""
        days = [
            self.approved and self.approved.on,
            self.intent and self.intent.on,
            self.contacted_on,
            self.sent and self.sent.on,
        ]
        return next((day for day in days if day), None)

    @property
    def drawn_fen(self) -> int:
        return sum(drawdown.amount_fen for drawdown in self.drawn.values())

    @property
    def left_fen(self) -> int:
        """What may still be drawn."""
        return (self.approved.amount_fen if self.approved else 0) - self.drawn_fen

    def after(self, event: Event) -> Lead:
        match event:
            case LeadDelivered():
                return Lead(LIFECYCLE.after(event.verb, self.status), event)
            case LeadAssigned():
                return replace(self, manager=event)
            case LeadReleased():
                return replace(self, released=True)
            case MoneyProposed():
                return replace(self, pending=event)
            case MoneyConfirmed() | MoneyTurnedDown():  # what is confirmed follows at once
                return replace(self, pending=None, returned=self.pending)
            case MoneyCorrected():
                return replace(self._corrected(event), returned=None)
            case IntentSigned() | LeadApproved() | LeadDisbursed():
                return replace(self._stepped(event), returned=None)
            case StepTakenBack():
                return self._taken_back(event)
            case ReceiptConfirmed() | ReceiptDisputed():
                there = isinstance(event, ReceiptConfirmed)
                return replace(self, receipts={**self.receipts, event.voucher: there})
            case DisbursementVoided():
                gone = event.voucher
                drawn, receipts = (_without(of, gone) for of in (self.drawn, self.receipts))
                return replace(self, drawn=drawn, receipts=receipts)
        return self._stepped(event)

    def _stepped(self, event: Event) -> Lead:
        """After a step that leads on, or says again where it is."""
        now = self
        status = LIFECYCLE.after(event.verb, self.status)
        if status != self.status:
            came = {**self.came, status: self.status}
            now = replace(self, status=status, came=came, pending=None)
        match event:
            case LeadContacted():
                return replace(now, contacted_on=event.on)
            case IntentSigned():
                return replace(now, intent=event)
            case LeadApproved():
                return replace(now, approved=event)
            case LeadDisbursed():
                return replace(now, drawn={**self.drawn, event.voucher: event})
        return now

    def _corrected(self, event: MoneyCorrected) -> Lead:
        """A drawdown of another amount or day is another that the enterprise is to confirm."""
        money, before = event.money, event.correction.voucher
        fen = money.amount_fen or 0
        match event.what:
            case "intent":
                return replace(self, intent=IntentSigned(on=money.day, amount_fen=money.amount_fen))
            case "approval":
                terms = money.model_dump(exclude={"day", "voucher"})
                return replace(self, approved=LeadApproved(on=money.day, **terms))
        right = LeadDisbursed(on=money.day, amount_fen=fen, voucher=money.voucher)
        receipts = _without(self.receipts, before)
        if before in self.receipts and self.drawn[before].amount_fen == fen:
            receipts[money.voucher] = self.receipts[before]
        drawn = {
            right.voucher if voucher == before else voucher: right if voucher == before else other
            for voucher, other in self.drawn.items()
        }
        return replace(self, drawn=drawn, receipts=receipts)

    def _taken_back(self, event: StepTakenBack) -> Lead:
        gone = {"intent_signed": {"intent": None}, "approved": {"approved": None}}
        more: Any = gone.get(event.undone, {})
        return replace(self, status=event.status, released=False, pending=None, **more)


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


class LeadCommand(Command):
    """A command about one lead that left."""

    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("lead", self.id): Lead()}

    def rule(self, *states: Any, ask: Ask) -> Iterable[Event | On]:
        events = list(super().rule(*states, ask=ask))
        own = [event for event in events if isinstance(event, Event)]
        check_answered(states[0].pending, recall(states[0], own).pending, own)
        return events

    def check(self, command: str, lead: Lead, ask: Ask) -> LeadDelivered:
        """This lead, by one of its two sides, in a state and on a track that allow it."""
        if lead.sent is None or not self._concerns(lead.sent, command, ask):
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        LIFECYCLE.check(command, lead.status, ask)
        if LIFECYCLE.step(command).money and not TRACKS[lead.sent.track].money:
            raise Refusal("lead.no_money_track", "这条赛道没有授信与放款", "id")
        return lead.sent

    def _concerns(self, sent: LeadDelivered, command: str, ask: Ask) -> bool:
        if ask.role in {Role.CLOCK, Role.SYSTEM}:
            return True
        if command in BY_THE_ENTERPRISE:
            return party_of(ask) == sent.enterprise
        if ask.role is Role.ORGANIZER:
            return Role.ORGANIZER in LIFECYCLE.step(command).by
        return ask.party == sent.receiver
