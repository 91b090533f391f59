"""撮合建议 Proposal: what the two parties decide about a pair that the matcher proposed.

The pair itself is worked out from the log (`projections/matching/proposals.py`); here is only
what people did with it. The first event of a proposal keeps what was shown, word for word, so that
years later nobody has to guess what somebody agreed to.

    proposed → interested (by one) → mutual,   declined, expired
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.shapes import Day, Shape, Whole
from domain.core.streams import stream
from domain.matching.codes import DECLINE_REASONS
from domain.parties.acting import PARTIES, party_of
from domain.postings.posting import LIFECYCLE as POSTING
from domain.postings.posting import Posting
from domain.postings.visibility import may_meet
from domain.values.text import check_text

LIFECYCLE = Lifecycle(
    name="proposal",
    title="撮合建议",
    kinds=("proposal",),
    start="absent",
    titles={
        "absent": "待推送",
        "proposed": "待回应",
        "interested": "一方有意向",
        "mutual": "双方都有意向",
        "declined": "不合适",
        "expired": "已过期",
    },
    steps=(
        step("deliver", "送达", "delivered", "absent", "proposed", (Role.SYSTEM,)),
        step("view", "查看", "viewed", "absent proposed interested mutual", None, PARTIES),
        step(
            "interest",
            "愿意对接",
            "interest_expressed",
            "absent proposed interested",
            "interested",
            PARTIES,
        ),
        step(
            "agree", "双方都有意向", "mutual_interest_reached", "interested", "mutual", ()
        ),  # with the other one's interest
        step("decline", "不合适", "declined", "absent proposed interested", "declined", PARTIES),
        step(
            "nominate", "推荐", "nominated", "absent proposed interested", None, (Role.ORGANIZER,)
        ),
        step(
            "expire",
            "到期",
            "expired",
            "proposed interested",
            "expired",
            (Role.CLOCK,),
            "答复截止日 24:00",
        ),
    ),
)


class Shown(Shape):
    """A proposal as it was shown: both sides, the score, and the reason sheet with its digest."""

    id: str
    track: str
    need: str
    need_edition: Whole
    need_party: str
    offering: str
    offering_edition: Whole
    offering_party: str
    score: Whole  # millionths
    reasons: dict[str, Any]
    digest: str  # SHA-256 of the canonical JSON of the reasons

    @property
    def parties(self) -> tuple[str, str]:
        return self.need_party, self.offering_party


class ProposalDelivered(Event, name="proposal.delivered"):
    """Put before both parties, who may answer up to and with `through`."""

    shown: Shown
    through: Day


class ProposalViewed(Event, name="proposal.viewed"):
    party: str


class ProposalNominated(Event, name="proposal.nominated"):
    """The campaign office recommends it. The score stays what it is."""

    note: str


class InterestExpressed(Event, name="proposal.interest_expressed"):
    party: str


class MutualInterestReached(Event, name="proposal.mutual_interest_reached"):
    """Both parties are interested: written together with the second one's interest."""


class ProposalDeclined(Event, name="proposal.declined"):
    party: str
    reason_code: str
    note: str = ""


class ProposalExpired(Event, name="proposal.expired"):
    """Nobody answered in time, or only one did."""


@dataclass(frozen=True)
class Proposal:
    """What a ruling needs to remember."""

    status: str = "absent"
    shown: Shown | None = None
    through: date | None = None
    viewed: frozenset[str] = frozenset()
    interested: frozenset[str] = frozenset()

    def after(self, event: Event) -> Proposal:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case ProposalDelivered():
                return Proposal(status, event.shown, event.through)
            case ProposalViewed():
                return replace(self, viewed=self.viewed | {event.party})
            case InterestExpressed():
                return replace(self, status=status, interested=self.interested | {event.party})
        return replace(self, status=status)


class ProposalCommand(Command):
    """A command about one proposal. The house fills in `shown` from what people looked at."""

    shown: Shown
    through: Day  # the last day for an answer, where this is the first that happens to it

    def about(self) -> Mapping[str, State]:
        return {stream("proposal", self.shown.id): Proposal()}

    def delivered(self, proposal: Proposal) -> Iterable[Event]:
        """What is decided was shown: the first event says what and until when."""
        if proposal.status == "absent":
            yield ProposalDelivered(shown=self.shown, through=self.through)

    def check(self, command: str, proposal: Proposal, ask: Ask) -> None:
        LIFECYCLE.check(command, proposal.status, ask)

    def side(self, ask: Ask) -> str:
        """The party for which somebody answers: one of the two, or nobody's business."""
        if ask.role not in PARTIES:
            raise Refusal("proposal.role", "建议由双方自己答复", "role")
        party = party_of(ask)
        if party not in self.shown.parties:
            raise Refusal("proposal.absent", "没有这条建议", "id")
        return str(party)


class CurrentCommand(ProposalCommand):
    """One for which both sides must still stand as they were shown."""

    def about(self) -> Mapping[str, State]:
        return {
            **super().about(),
            stream("need", self.shown.need): Posting("need"),
            stream("offering", self.shown.offering): Posting("offering"),
        }

    def current(self, need: Posting, offering: Posting, ask: Ask) -> None:
        """Both sides stand as they were shown; else whose doesn't, why, and what now."""
        shown = self.shown
        for side, posting in (("需求", need), ("供给", offering)):
            if posting.status != "published":
                raise Refusal("proposal.over", _why_over(side, posting, ask), "id")
        if (need.edition, offering.edition) != (shown.need_edition, shown.offering_edition):
            raise Refusal("proposal.superseded", "双方内容已有更新，请看新的建议", "id")
        if not _let_meet(need, offering):
            raise Refusal("proposal.uninvited", "这一条现在只给受邀的单位", "id")
        if (need.party, offering.party) != shown.parties:
            raise Refusal("proposal.parties", "这条建议与双方登记的不一致", "id")


def _why_over(side: str, posting: Posting, ask: Ask) -> str:
    state = POSTING.titles[posting.status]
    rests = posting.status == "paused"
    if posting.party and party_of(ask) == posting.party:
        then = "请先恢复发布，再答复" if rests else "还需要的请重新发布，等新的匹配"
        return f"您的{side}{state}：{then}"
    whose = side if ask.role not in PARTIES else f"对方的{side}"
    then = "等恢复发布后再答复" if rests else "不用再答复，有新的匹配会再推荐"
    return f"{whose}{state}：{then}"


def _let_meet(need: Posting, offering: Posting) -> bool:
    if need.content is None or offering.content is None:
        return False
    return may_meet(need.party, need.content, offering.party, offering.content)


class DeliverProposal(CurrentCommand):
    def decide(
        self, proposal: Proposal, need: Posting, offering: Posting, ask: Ask
    ) -> Iterable[Event]:
        if ask.role is Role.SYSTEM and proposal.status != "absent":
            return
        self.check("deliver", proposal, ask)
        self.current(need, offering, ask)
        yield from self.delivered(proposal)


class ViewProposal(ProposalCommand):
    def decide(self, proposal: Proposal, ask: Ask) -> Iterable[Event]:
        party = self.side(ask)
        self.check("view", proposal, ask)
        if party not in proposal.viewed:
            yield from self.delivered(proposal)
            yield ProposalViewed(party=party)


class ExpressInterest(CurrentCommand):
    def decide(
        self, proposal: Proposal, need: Posting, offering: Posting, ask: Ask
    ) -> Iterable[Event]:
        party = self.side(ask)
        if party in proposal.interested and proposal.status in {"interested", "mutual"}:
            return
        self.check("interest", proposal, ask)
        if proposal.through is not None and ask.on > proposal.through:
            raise Refusal("proposal.late", f"答复截止日是 {proposal.through}", "through")
        self.current(need, offering, ask)
        yield from self.delivered(proposal)
        yield InterestExpressed(party=party)
        if proposal.interested:
            yield MutualInterestReached()


class DeclineProposal(ProposalCommand):
    reason_code: str
    note: str = ""

    def decide(self, proposal: Proposal, ask: Ask) -> Iterable[Event]:
        party = self.side(ask)
        self.check("decline", proposal, ask)
        check_code(self.reason_code, DECLINE_REASONS, "reason_code", "reason.unknown")
        if self.note or self.reason_code == "other":
            check_text(self.note, field="note", least=2, most=200)
        yield from self.delivered(proposal)
        yield ProposalDeclined(party=party, reason_code=self.reason_code, note=self.note)


class Nominate(CurrentCommand):
    note: str

    def decide(
        self, proposal: Proposal, need: Posting, offering: Posting, ask: Ask
    ) -> Iterable[Event]:
        self.check("nominate", proposal, ask)
        self.current(need, offering, ask)
        check_text(self.note, field="note", least=2, most=200)
        yield from self.delivered(proposal)
        yield ProposalNominated(note=self.note)


class ExpireProposal(Command):
    """The clock's."""

    id: str

    def about(self) -> Mapping[str, State]:
        return {stream("proposal", self.id): Proposal()}

    def decide(self, proposal: Proposal, ask: Ask) -> Iterable[Event]:
        if proposal.status == "expired":
            return
        LIFECYCLE.check("expire", proposal.status, ask)
        if proposal.through is not None and ask.on <= proposal.through:
            raise Refusal("proposal.running", f"答复截止日是 {proposal.through}", "through")
        yield ProposalExpired()
