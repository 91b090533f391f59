"""Postings: what needs and offerings have in common: one life-cycle, one set of commands.

`need.py` and `offering.py` beside it give the events their names; everything else is here once.

    draft → submitted → published ↔ paused,  published → expired → renewed …,  withdrawn, fulfilled
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import EVENTS, Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.shapes import Day, Id
from domain.core.streams import stream
from domain.parties.acting import CLOCK, OFFICE, OWNERS, acts_for
from domain.parties.codes import PARTY_ROLES
from domain.parties.inactive import refuse_inactive
from domain.parties.party import Party
from domain.postings.codes import FULFILMENT_REASONS, WITHDRAWAL_REASONS
from domain.postings.content import Content
from domain.postings.invited import check_invited, invited
from domain.postings.tracks import TRACKS
from domain.postings.unlikely import check_unlikely
from domain.postings.validation import check
from domain.values.text import check_text

Side = Literal["need", "offering"]


LIFECYCLE = Lifecycle(
    name="posting",
    title="需求与供给",
    kinds=("need", "offering"),
    start="absent",
    titles={
        "absent": "不存在",
        "draft": "草稿",
        "submitted": "待审核",
        "published": "发布中",
        "paused": "已暂停",
        "expired": "已过期",
        "withdrawn": "已撤回",
        "fulfilled": "已办成",
        "archived": "已归档",
    },
    steps=(
        step("draft", "起草", "drafted", "absent", "draft", OWNERS),
        step("revise", "修改", "revised", "draft published paused", None, OWNERS),
        step("submit", "提交", "submitted", "draft", "submitted", OWNERS),
        step("return", "退回", "returned", "submitted", "draft", OFFICE),
        step("publish", "发布", "published", "submitted", "published", OWNERS),
        step("pause", "暂停", "paused", "published", "paused", (*OWNERS, Role.CLOCK)),
        step("resume", "恢复", "resumed", "paused", "published", OWNERS),
        step(
            "expire", "到期", "expired", "published paused", "expired", CLOCK, "有效期截止日 24:00"
        ),
        step("renew", "延长有效期", "renewed", "published paused expired", "published", OWNERS),
        step(
            "withdraw",
            "撤回",
            "withdrawn",
            "draft submitted published paused expired",
            "withdrawn",
            (*OWNERS, Role.CLOCK),
        ),
        step(
            "fulfil", "已办成，结束", "fulfilled", "published paused expired", "fulfilled", OWNERS
        ),
        step("archive", "归档", "archived", "withdrawn fulfilled expired", "archived", OWNERS),
    ),
)

STANDING = {"draft", "submitted", "published", "paused"}  # what was drafted and hasn't ended


class Drafted(Event):
    party: str
    content: Content


class Revised(Event):
    content: Content


class Plain(Event):
    """Submitted, published, paused, resumed, expired, archived: the name says it all."""


class Returned(Event):
    reason: str


class Renewed(Event):
    valid_through: Day


class Ended(Event):
    """Withdrawn or fulfilled, with a code from the list."""

    reason_code: str


@dataclass(frozen=True)
class Posting:
    """What a ruling needs to remember. `edition` counts contents: 1 when drafted. It stays what it
    is where nothing changed but who is invited: what was proposed to the others goes on."""

    side: Side
    status: str = "absent"
    party: str = ""
    content: Content | None = None
    edition: int = 0

    def after(self, event: Event) -> Posting:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case Drafted():
                return Posting(self.side, status, event.party, event.content, 1)
            case Revised():
                edition = self.edition + (not self._only_invites(event.content))
                return Posting(self.side, status, self.party, event.content, edition)
            case Renewed():
                return replace(self, status=status, content=self._valid(event.valid_through))
        return Posting(self.side, status, self.party, self.content, self.edition)

    def _only_invites(self, content: Content) -> bool:
        known = self.content
        return (
            known is not None
            and known.invited != content.invited
            and known.model_copy(update={"invited": content.invited}) == content
        )

    def _valid(self, through: Any) -> Content | None:
        return self.content and self.content.model_copy(update={"valid_through": through})


class PostingCommand(Command):
    """A command about one need or one offering."""

    side: Side
    id: Id

    @property
    def stream(self) -> str:
        return stream(self.side, self.id)

    def about(self) -> Mapping[str, State]:
        return {self.stream: Posting(self.side)}

    def event(self, verb: str, **data: Any) -> Event:
        return EVENTS[f"{self.side}.{verb}"](**data)

    def asked(self, command: str, posting: Posting, ask: Ask) -> Content:
        """May this asker ask this, of this posting? The content as it stands.

        What is another's isn't there, so that nobody learns what others have, or in what state.
        """
        LIFECYCLE.may(command, ask, self.side)
        if posting.content is None or not acts_for(posting.party, ask):
            raise absent(self.id)
        return posting.content

    def check(self, command: str, posting: Posting, ask: Ask) -> Content:
        """The same, and the state allows it."""
        content = self.asked(command, posting, ask)
        LIFECYCLE.check(command, posting.status)
        return content


def not_over(content: Content, ask: Ask) -> None:
    """What is over comes back by other dates, and by nothing else."""
    if content.valid_through < ask.on:
        over = f"有效期已于 {content.valid_through} 截止，请先延长有效期"
        raise Refusal("validity.over", over, "valid_through")


class Draft(PostingCommand, name="draft", title="起草"):
    """`confirmed`: what is unlikely was asked about, and is right."""

    party: Id
    content: Content
    confirmed: bool = False

    def about(self) -> Mapping[str, State]:
        own: dict[str, State] = {self.stream: Posting(self.side)}
        parties = (stream("party", self.party), *invited(self.content, self.party))
        return own | dict.fromkeys(parties, Party())

    def decide(self, posting: Posting, party: Party, *guests: Party, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("draft", ask, self.side)
        if not acts_for(self.party, ask):
            raise Refusal("posting.not_yours", "只能为本单位起草", "party")
        own = posting.party in {"", self.party}
        if own and posting.status in STANDING and posting.content == self.content:
            return  # already so: an import that is repeated
        if own:
            LIFECYCLE.check("draft", posting.status)
        check(self.side, self.content, ask.on)
        track = TRACKS[self.content.track]
        if party.status != "active":
            raise Refusal("party.not_active", f"没有有效的单位“{self.party}”，请先登记", "party")
        if not party.roles & track.roles(self.side):
            may = "、".join(PARTY_ROLES[role] for role in sorted(track.roles(self.side)))
            what = "需求" if self.side == "need" else "供给"
            raise Refusal("posting.role", f"{track.title}的{what}只能由{may}发布", "party")
        if not own:  # told to those alone who may draft here, and so late that it tells no more
            raise Refusal("posting.taken", f"编号“{self.id}”已有别的记录，请另取编号", "id")
        names = invited(self.content, self.party).values()
        check_invited(self.side, self.content, dict(zip(names, guests, strict=True)))
        if not self.confirmed:
            check_unlikely(self.content)
        yield self.event("drafted", party=self.party, content=self.content)


def absent(id: str) -> Refusal:
    """The same whether there is none, or another has it."""
    return Refusal("posting.absent", f"没有编号为“{id}”的记录", "id")


class Revise(PostingCommand):
    """What the two revisions have in common; by itself it can't be asked for. `revising` in
    `domain/administration/revisions.py` makes the one that counts."""

    content: Content
    confirmed: bool = False

    def about(self) -> Mapping[str, State]:
        return {**super().about(), **dict.fromkeys(invited(self.content), Party())}

    def revised(self, posting: Posting, guests: Iterable[Party], ask: Ask) -> Iterable[Event]:
        content = self.check("revise", posting, ask)
        if content == self.content:
            return
        if posting.status != "draft":
            not_over(content, ask)  # it is the clock's already; to go on is to renew
        not_over(self.content, ask)
        check(self.side, self.content, ask.on)
        if self.content.track != content.track:
            raise Refusal("posting.track_fixed", "赛道不能更改，请撤回后重新发布", "track")
        names = invited(self.content).values()
        check_invited(self.side, self.content, dict(zip(names, guests, strict=True)))
        if not self.confirmed:
            check_unlikely(self.content, content)
        yield self.event("revised", content=self.content)


class ReviseNeed(Revise):
    """As often as its owner likes, who reads offerings whole."""

    side: Literal["need"] = "need"

    def decide(self, posting: Posting, *guests: Party, ask: Ask) -> Iterable[Event]:
        return self.revised(posting, guests, ask)


class Submit(PostingCommand, name="submit", title="提交"):
    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("submit", posting, ask)
        yield self.event("submitted")


class Return(PostingCommand, name="return", title="退回"):
    reason: str

    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("return", posting, ask)
        check_text(self.reason, field="reason", least=2, most=400, lines=True)
        yield self.event("returned", reason=self.reason)


class Standing(PostingCommand):
    """What makes a posting stand before the other side: whose it is must be there to act."""

    def further(self, *states: Any) -> Mapping[str, State]:
        [posting] = states
        return {stream("party", posting.party): Party()} if posting.party else {}


class Pause(PostingCommand, name="pause", title="暂停"):
    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("pause", posting, ask)
        yield self.event("paused")


class Resume(Standing, name="resume", title="恢复"):
    def decide(self, posting: Posting, *party: Party, ask: Ask) -> Iterable[Event]:
        not_over(self.check("resume", posting, ask), ask)
        refuse_inactive(party[0].status, "id")
        yield self.event("resumed")


class Expire(PostingCommand):
    """The clock's. Reading something late changes nothing; only this does."""

    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.asked("expire", posting, ask)
        if posting.status == "expired":
            return
        content = self.check("expire", posting, ask)
        if ask.on <= content.valid_through:
            raise Refusal("validity.running", f"有效期到 {content.valid_through}", "valid_through")
        yield self.event("expired")


class Renew(Standing, name="renew", title="延长有效期"):
    """Valid from now on until another day; the first day stays what it was."""

    valid_through: Day

    def decide(self, posting: Posting, *party: Party, ask: Ask) -> Iterable[Event]:
        content = self.check("renew", posting, ask)
        refuse_inactive(party[0].status, "id")
        if self.valid_through < ask.on:
            raise Refusal("validity.over", "新的截止日期已经过去", "valid_through")
        renewed = content.model_copy(update={"valid_through": self.valid_through})
        check(self.side, renewed, ask.on)
        if posting.status != "published" or renewed != content:
            yield self.event("renewed", valid_through=self.valid_through)


class Withdraw(PostingCommand, name="withdraw", title="撤回"):
    reason_code: str

    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("withdraw", posting, ask)
        check_code(self.reason_code, WITHDRAWAL_REASONS, "reason_code", "reason.unknown")
        yield self.event("withdrawn", reason_code=self.reason_code)


class Fulfil(PostingCommand, name="fulfil", title="已办成，结束"):
    reason_code: str

    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("fulfil", posting, ask)
        check_code(self.reason_code, FULFILMENT_REASONS, "reason_code", "reason.unknown")
        yield self.event("fulfilled", reason_code=self.reason_code)


class Archive(PostingCommand, name="archive", title="归档"):
    def decide(self, posting: Posting, ask: Ask) -> Iterable[Event]:
        self.check("archive", posting, ask)
        yield self.event("archived")
