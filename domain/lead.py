"""线索 Lead: a need that left the house, to one receiver whom the enterprise named.

    delivered → acknowledged → contacted → intent_signed → approved → disbursed … → won
    rejected by the receiver, withdrawn by the enterprise, lapsed by the clock

Approval and drawdowns are for money; on the other tracks a signed intent is won or not. No lead
leaves without a live consent. Delivering is one append over all that it depends on (the need, the
offering and its capacity, the consent, the route, the window), each as it was read: whoever races
with it, one of the two rules again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.capacity import Capacity, CapacityReturned, CapacityTaken
from domain.codes import COLLATERAL, LEAD_WITHDRAWALS, REJECTION_REASONS
from domain.command import Ask, Command, On, Refusal, Role, State
from domain.consent import Consent, listed
from domain.content import Content
from domain.event import Event
from domain.lifecycle import Lifecycle, step
from domain.malformed import Malformed
from domain.money import show_money
from domain.party import Party, Profile
from domain.personal import Personal
from domain.posting import Id, Posting
from domain.proposal import Proposal
from domain.route import Route, RouteClosed, RouteOpened
from domain.shapes import Codes, Day, Shape, Whole
from domain.text import check_text
from domain.window import Window, WindowTaken

RECEIVERS = (
    Role.BANK,
    Role.DEPARTMENT,
    Role.UNIVERSITY,
    Role.AGENCY,
    Role.SUPPLIER,
    Role.ENTERPRISE,  # of the supplying side, on the sales track
)
OPEN = "delivered acknowledged contacted intent_signed approved disbursed"
MOST_FEN = 10**15
MONEY = frozenset({"bank"})  # tracks with approval and drawdowns

LIFECYCLE = Lifecycle(
    name="lead",
    start="absent",
    titles={
        "absent": "未送达",
        "delivered": "已送达",
        "acknowledged": "已签收",
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
        step("deliver", "送达", "absent", "delivered", (Role.SYSTEM,)),
        step("acknowledge", "签收", "delivered", "acknowledged", RECEIVERS),
        step("contact", "联系企业", "delivered acknowledged", "contacted", RECEIVERS),
        step("sign_intent", "签订意向", "acknowledged contacted", "intent_signed", RECEIVERS),
        step("approve", "授信", "contacted intent_signed", "approved", RECEIVERS),
        step("disburse", "放款", "approved disbursed", "disbursed", RECEIVERS),
        step("void", "更正放款", "disbursed", "same", RECEIVERS),
        step("win", "办结", "intent_signed disbursed", "won", RECEIVERS),
        step(
            "reject",
            "拒绝",
            "delivered acknowledged contacted intent_signed approved",
            "rejected",
            RECEIVERS,
        ),
        step("assign", "分派客户经理", OPEN, "same", RECEIVERS),
        step(
            "withdraw",
            "撤回",
            "delivered acknowledged contacted intent_signed approved",
            "withdrawn",
            (Role.ENTERPRISE, Role.OFFICER),
        ),
        step(
            "lapse",
            "失效",
            "delivered acknowledged contacted",
            "lapsed",
            (Role.CLOCK,),
            "决定期限日 24:00",
        ),
        step("release", "腾出名额", "rejected withdrawn lapsed won", "same", (Role.SYSTEM,)),
    ),
)


class Deadlines(Shape):
    """The last days for the receiver's three duties, counted when the lead left."""

    acknowledge_by: Day
    contact_by: Day
    decide_by: Day


class LeadDelivered(Event, name="lead.delivered"):
    """What the receiver gets: exactly the kinds of data that the consent names."""

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


class LeadAssigned(Event, name="lead.assigned"):
    """To a relationship manager of one of the receiver's branches, by their numbers there."""

    branch: str
    manager: str


class LeadReleased(Event, name="lead.released"):
    """Its places on the need's route and in the offering's capacity are free again."""


@dataclass(frozen=True)
class Lead:
    """What a ruling needs to remember."""

    status: str = "absent"
    sent: LeadDelivered | None = None
    manager: tuple[str, str] = ("", "")
    approved_fen: int = 0
    approved_on: date | None = None
    drawn: Mapping[str, int] = field(default_factory=dict)  # fen by voucher
    last_on: date | None = None
    released: bool = False

    def after(self, event: Event) -> Lead:
        match event:
            case LeadDelivered():
                return Lead("delivered", event)
            case LeadAssigned():
                return replace(self, manager=(event.branch, event.manager))
            case LeadReleased():
                return replace(self, released=True)
            case LeadContacted() | IntentSigned():
                return replace(self, status=STATUS[type(event)], last_on=event.on)
            case LeadApproved():
                return replace(
                    self,
                    status="approved",
                    approved_fen=event.amount_fen,
                    approved_on=event.on,
                    last_on=event.on,
                )
            case LeadDisbursed():
                drawn = {**self.drawn, event.voucher: event.amount_fen}
                return replace(self, status="disbursed", drawn=drawn, last_on=event.on)
            case DisbursementVoided():
                drawn = {k: v for k, v in self.drawn.items() if k != event.voucher}
                return replace(self, drawn=drawn)
            case _ if type(event) in STATUS:
                return replace(self, status=STATUS[type(event)])
        return self


STATUS: dict[type[Event], str] = {
    LeadAcknowledged: "acknowledged",
    LeadContacted: "contacted",
    IntentSigned: "intent_signed",
    LeadWon: "won",
    LeadRejected: "rejected",
    LeadWithdrawn: "withdrawn",
    LeadLapsed: "lapsed",
}


class DeliverLead(Command):
    """The house's reaction to a live consent; for an open claim, the receiver's own `ClaimLead`.

    `id` is that of the proposal that it comes from.
    """

    id: Id
    need: Id
    offering: Id
    enterprise: Id
    receiver: Id
    purpose: Id  # what the window is about
    score: Whole | None = None
    deadlines: Deadlines

    def about(self) -> Mapping[str, State]:
        return {
            f"lead-{self.id}": Lead(),
            f"consent-{self.need}:{self.receiver}": Consent(),
            f"route-{self.need}": Route(),
            f"need-{self.need}": Posting("need"),
            f"offering-{self.offering}": Posting("offering"),
            f"capacity-{self.offering}": Capacity(),
            f"party-{self.enterprise}": Party(),
            f"window-{self.receiver}:{self.enterprise}:{self.purpose}": Window(),
            f"proposal-{self.id}": Proposal(),
        }

    def decide(
        self,
        lead: Lead,
        consent: Consent,
        route: Route,
        need: Posting,
        offering: Posting,
        capacity: Capacity,
        enterprise: Party,
        window: Window,
        proposal: Proposal,
        ask: Ask,
    ) -> Iterable[Event | On]:
        if lead.sent is not None:
            return
        self.may(route, ask)
        scope = consent.live(ask.on)
        if scope is None or scope.receiver != self.receiver:
            raise Refusal("consent.missing", "企业没有授权提供给这家单位", "consent")
        self._fits(need, offering, enterprise)
        assert need.content is not None
        assert offering.content is not None
        if proposal.status in {"declined", "expired"}:
            raise Refusal("lead.declined", "这条建议已被婉拒或过期", "id")
        if route.full:
            raise Refusal("route.full", "这条需求已交给允许数量的单位", "need")
        if not window.open(ask.on):
            raise Refusal("window.taken", f"该单位已收到同一企业同一用途的线索{window.lead}", "id")
        places = getattr(offering.content.terms, "capacity", None)
        if places is not None and len(capacity.taken) >= places:
            raise Refusal("capacity.full", "该供给的名额已满", "offering")
        yield self._delivered(need, need.content, enterprise, scope.kinds)
        yield On(f"route-{self.need}", RouteOpened(lead=self.id))
        yield On(f"capacity-{self.offering}", CapacityTaken(lead=self.id))
        through = need.content.valid_through
        name = f"window-{self.receiver}:{self.enterprise}:{self.purpose}"
        yield On(name, WindowTaken(lead=self.id, through=through))

    def may(self, route: Route, ask: Ask) -> None:
        """By whom, and in which mode of distribution."""
        LIFECYCLE.check("deliver", "absent", ask)
        if route.mode == "open_claim":
            raise Refusal("route.claim", "这条需求由获授权的单位抢单", "need")

    def _fits(self, need: Posting, offering: Posting, enterprise: Party) -> None:
        """Both stand, and belong to whom the command says."""
        if (need.status, offering.status) != ("published", "published"):
            raise Refusal("lead.over", "需求或供给已不在发布中", "need")
        if (need.party, offering.party) != (self.enterprise, self.receiver):
            raise Refusal("lead.parties", "双方与登记的不一致", "receiver")
        if enterprise.status != "active" or self.enterprise == self.receiver:
            raise Refusal("party.not_active", "企业不在正常状态", "enterprise")

    def _delivered(
        self, need: Posting, content: Content, enterprise: Party, kinds: Codes
    ) -> LeadDelivered:
        contact, phone = enterprise.contact or (None, None)
        told = "contact" in kinds
        return LeadDelivered(
            track=content.track,
            need=self.need,
            need_edition=need.edition,
            offering=self.offering,
            enterprise=self.enterprise,
            receiver=self.receiver,
            kinds=kinds,
            content=content,
            company=enterprise.profile if "company" in kinds else None,
            contact=contact if told else None,
            phone=phone if told else None,
            score=self.score,
            deadlines=self.deadlines,
        )


class ClaimLead(DeliverLead):
    """抢单: the first in the log wins."""

    def may(self, route: Route, ask: Ask) -> None:
        if ask.role not in RECEIVERS or ask.party != self.receiver:
            raise Refusal("lead.absent", "没有这条线索", "id")
        if route.mode != "open_claim":
            raise Refusal("route.not_open", "这条需求不开放抢单", "need")


class LeadCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {f"lead-{self.id}": Lead()}

    def check(self, command: str, lead: Lead, ask: Ask) -> LeadDelivered:
        """This lead, by one of its two sides, in a state that allows it."""
        if lead.sent is None or not self._concerns(lead.sent, command, ask):
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        LIFECYCLE.check(command, lead.status, ask)
        return lead.sent

    def _concerns(self, sent: LeadDelivered, command: str, ask: Ask) -> bool:
        if ask.role in {Role.CLOCK, Role.SYSTEM}:
            return True
        if command == "withdraw":
            party = ask.on_behalf_of if ask.role is Role.OFFICER else ask.party
            return party == sent.enterprise
        return ask.party == sent.receiver


class Acknowledge(LeadCommand):
    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("acknowledge", lead, ask)
        yield LeadAcknowledged()


class Contact(LeadCommand):
    on: Day

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("contact", lead, ask)
        happened(self.on, lead, ask)
        yield LeadContacted(on=self.on)


class SignIntent(LeadCommand):
    on: Day
    amount_fen: Whole | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        sent = self.check("sign_intent", lead, ask)
        happened(self.on, lead, ask)
        if sent.track in MONEY and self.amount_fen is None:
            raise Malformed("field.needed", "没有填写意向金额", field="amount_fen")
        if self.amount_fen is not None:
            amount(self.amount_fen, "amount_fen")
        yield IntentSigned(on=self.on, amount_fen=self.amount_fen)


class Approve(LeadCommand):
    on: Day
    amount_fen: Whole
    rate_bp: Whole | None = None
    tenor_days: Whole | None = None
    collateral: str | None = None
    through: Day | None = None

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        money(self.check("approve", lead, ask))
        happened(self.on, lead, ask)
        amount(self.amount_fen, "amount_fen")
        if self.rate_bp is not None and not 0 <= self.rate_bp <= 10_000:
            raise Malformed("number.range", "年利率应在 0 到 100% 之间", field="rate_bp")
        if self.tenor_days is not None and not 1 <= self.tenor_days <= 36_500:
            raise Malformed("number.range", "期限应在 1 到 36500 天之间", field="tenor_days")
        if self.collateral is not None:
            listed(self.collateral, COLLATERAL, "collateral")
        if self.through is not None and self.through < self.on:
            raise Malformed("validity.reversed", "额度到期早于授信日", field="through")
        yield LeadApproved(**self.model_dump(exclude={"id"}))


class Disburse(LeadCommand):
    on: Day
    amount_fen: Whole
    voucher: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        money(self.check("disburse", lead, ask))
        check_text(self.voucher, field="voucher", least=1, most=64)
        if self.voucher in lead.drawn:
            if lead.drawn[self.voucher] == self.amount_fen:
                return
            raise Refusal("disbursement.known", f"凭证“{self.voucher}”已登记", "voucher")
        happened(self.on, lead, ask)
        amount(self.amount_fen, "amount_fen")
        drawn = sum(lead.drawn.values())
        if drawn + self.amount_fen > lead.approved_fen:
            left = show_money(lead.approved_fen - drawn)
            raise Refusal("disbursement.over", f"超出授信，尚可放款 {left}", "amount_fen")
        yield LeadDisbursed(on=self.on, amount_fen=self.amount_fen, voucher=self.voucher)


class VoidDisbursement(LeadCommand):
    voucher: str
    reason: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("void", lead, ask)
        if self.voucher not in lead.drawn:
            raise Refusal("disbursement.absent", f"没有凭证“{self.voucher}”", "voucher")
        check_text(self.reason, field="reason", least=2, most=200)
        yield DisbursementVoided(voucher=self.voucher, reason=self.reason)


class Win(LeadCommand):
    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        sent = self.check("win", lead, ask)
        if sent.track in MONEY and not sum(lead.drawn.values()):
            raise Refusal("lead.no_money", "尚未放款，不能办结", "id")
        yield LeadWon()


class Reject(LeadCommand):
    reasons: Codes  # the main ones, one to four
    note: str = ""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("reject", lead, ask)
        if not 1 <= len(self.reasons) <= 4 or len(set(self.reasons)) != len(self.reasons):
            raise Malformed("reasons.count", "请给出一至四个不同的主要原因", field="reasons")
        for reason in self.reasons:
            listed(reason, REJECTION_REASONS, "reasons")
        if self.note or "other" in self.reasons:
            check_text(self.note, field="note", least=2, most=400, lines=True)
        yield LeadRejected(reasons=self.reasons, note=self.note)


class AssignManager(LeadCommand):
    branch: str
    manager: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("assign", lead, ask)
        check_text(self.branch, field="branch", least=1, most=80)
        check_text(self.manager, field="manager", least=1, most=40)
        if lead.manager != (self.branch, self.manager):
            yield LeadAssigned(branch=self.branch, manager=self.manager)


class WithdrawLead(LeadCommand):
    """The enterprise takes it back, and may let it go to another: three times in ninety days."""

    need: str
    reason_code: str

    def about(self) -> Mapping[str, State]:
        return {**super().about(), f"route-{self.need}": Route()}

    def decide(self, lead: Lead, route: Route, ask: Ask) -> Iterable[Event]:
        sent = self.check("withdraw", lead, ask)
        if sent.need != self.need:
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        listed(self.reason_code, LEAD_WITHDRAWALS, "reason_code")
        if route.reroutes_left(ask.on) < 1:
            raise Refusal("route.reroutes", "九十天内已改投三次，请稍后再试", "need")
        yield LeadWithdrawn(reason_code=self.reason_code)


class Lapse(LeadCommand):
    """The clock's: nothing was decided in time."""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        if lead.status == "lapsed":
            return
        sent = self.check("lapse", lead, ask)
        if ask.on <= sent.deadlines.decide_by:
            raise Refusal("lead.running", f"决定期限是 {sent.deadlines.decide_by}", "decide_by")
        yield LeadLapsed()


class Release(LeadCommand):
    """The house's reaction when a lead is over: its places are free again; a won one keeps its
    place in the offering's capacity."""

    need: str
    offering: str

    def about(self) -> Mapping[str, State]:
        return {
            **super().about(),
            f"route-{self.need}": Route(),
            f"capacity-{self.offering}": Capacity(),
        }

    def decide(
        self, lead: Lead, route: Route, capacity: Capacity, ask: Ask
    ) -> Iterable[Event | On]:
        if lead.released:
            return
        sent = self.check("release", lead, ask)
        if (sent.need, sent.offering) != (self.need, self.offering):
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        yield LeadReleased()
        if self.id in route.open:
            taken_back = lead.status == "withdrawn"
            closed = RouteClosed(lead=self.id, rerouted=taken_back, on=ask.on)
            yield On(f"route-{self.need}", closed)
        if lead.status != "won" and self.id in capacity.taken:
            yield On(f"capacity-{self.offering}", CapacityReturned(lead=self.id))


def happened(on: date, lead: Lead, ask: Ask) -> None:
    """Dates never run backwards, nor ahead of today."""
    if on > ask.on:
        raise Malformed("date.future", "日期不能晚于今天", value=str(on), field="on")
    if lead.last_on is not None and on < lead.last_on:
        raise Malformed(
            "date.backwards", f"不能早于上一步的 {lead.last_on}", value=str(on), field="on"
        )


def amount(fen: int, field: str) -> None:
    if not 0 < fen <= MOST_FEN:
        raise Malformed("number.range", "金额应大于零", value=str(fen), field=field)


def money(sent: LeadDelivered) -> None:
    if sent.track not in MONEY:
        raise Refusal("lead.no_money_track", "这条赛道没有授信与放款", "id")
