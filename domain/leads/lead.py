"""线索 Lead: a need that left the house, to one receiver whom the enterprise named.

    delivered → acknowledged → contacted → intent_signed → approved → disbursed … → won
    rejected by the receiver, withdrawn by the enterprise, lapsed by the clock

Approval and drawdowns are for money; on the other tracks a signed intent is won or not. How a lead
leaves is in `domain/leads/delivery.py`, what is answered to it in `domain/leads/answers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.personal import Personal
from domain.core.shapes import Codes, Day, Id, Shape, Whole
from domain.core.streams import stream
from domain.parties.acting import party_of
from domain.parties.party import Profile
from domain.postings.content import Content
from domain.postings.tracks import TRACKS

RECEIVERS = (
    Role.BANK,
    Role.DEPARTMENT,
    Role.UNIVERSITY,
    Role.AGENCY,
    Role.SUPPLIER,
    Role.ENTERPRISE,  # of the supplying side, on the sales track
)
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
            "disbursed",
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
        step("assign", "分派客户经理", "assigned", " ".join(IN_PROGRESS), None, RECEIVERS),
        step(
            "withdraw",
            "撤回",
            "withdrawn",
            "delivered acknowledged contacted intent_signed approved",
            "withdrawn",
            (Role.ENTERPRISE, Role.OFFICER),
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
        step("release", "腾出名额", "released", "rejected withdrawn lapsed", None, (Role.SYSTEM,)),
    ),
)


class Deadlines(Shape):
    """The last days for the receiver's three duties, counted when the lead left."""

    acknowledge_by: Day
    contact_by: Day
    decide_by: Day


class LeadDelivered(Event, name="lead.delivered"):
    """What the receiver gets: exactly the kinds of data that the consent names."""

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


class LeadAssigned(Event, name="lead.assigned"):
    """To one of the receiver's own people: a user of ours, or whoever is meant by branch and number
    there."""

    branch: str
    manager: str
    user: str | None = None


class LeadReleased(Event, name="lead.released"):
    """Its places on the need's route and in the offering's capacity are free again. A lead that was
    won keeps them: it is what they were for."""


@dataclass(frozen=True)
class Lead:
    """What a ruling needs to remember."""

    status: str = "absent"
    sent: LeadDelivered | None = None
    manager: LeadAssigned | None = None
    last_on: date | None = None  # of its steps up to the approval
    approved: LeadApproved | None = None
    drawn: Mapping[str, LeadDisbursed] = field(default_factory=dict)  # by voucher, without voided
    released: bool = False

    @property
    def out(self) -> bool:
        """The receiver has it, and it isn't over."""
        return self.status in IN_PROGRESS

    @property
    def drawn_fen(self) -> int:
        return sum(drawdown.amount_fen for drawdown in self.drawn.values())

    @property
    def left_fen(self) -> int:
        """What may still be drawn."""
        return (self.approved.amount_fen if self.approved else 0) - self.drawn_fen

    def after(self, event: Event) -> Lead:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case LeadDelivered():
                return Lead(status, event, last_on=event.on)
            case LeadAssigned():
                return replace(self, manager=event)
            case LeadReleased():
                return replace(self, released=True)
            case LeadContacted() | IntentSigned():
                return replace(self, status=status, last_on=event.on)
            case LeadApproved():
                return replace(self, status=status, approved=event, last_on=event.on)
            case LeadDisbursed():
                return replace(self, status=status, drawn={**self.drawn, event.voucher: event})
            case DisbursementVoided():
                drawn = {k: v for k, v in self.drawn.items() if k != event.voucher}
                return replace(self, drawn=drawn)
        return replace(self, status=status)


class LeadCommand(Command):
    """A command about one lead that left."""

    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("lead", self.id): Lead()}

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
        if command == "withdraw":
            return party_of(ask) == sent.enterprise
        return ask.party == sent.receiver
