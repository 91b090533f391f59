"""Lives: what becomes of a posting between its draft and the last day of the county.

Most are published and run their course: the clock ends them on the day after the last valid day.
Some are returned, revised, paused, renewed, withdrawn or fulfilled, as in a real office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from domain.administration.publications import Publish
from domain.administration.revisions import revising
from domain.core.command import Ask, Command, Role
from domain.postings.content import Content
from domain.postings.posting import (
    Draft,
    Expire,
    Fulfil,
    Pause,
    Renew,
    Resume,
    Return,
    Submit,
    Withdraw,
)
from domain.values.dates import SHANGHAI, civil_date
from services.demo.county.parties import Member
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import MOST, chance, stepped, weighted

FATES = (("runs", 68), ("fulfilled", 12), ("withdrawn", 8), ("paused", 5), ("revised", 7))
WITHDRAWALS = (
    ("solved_elsewhere", 5),
    ("no_longer_needed", 4),
    ("published_by_mistake", 1),
    ("capacity_gone", 2),
    ("merged", 1),
    ("other", 1),
)
FULFILMENTS = (("through_docking", 6), ("partly_through_docking", 3), ("elsewhere", 2))
RETURNS = (
    "期限和金额没有写清，请补充后再提交",
    "文字太笼统，请写明规格和用途",
    "与上月发布的一条重复，请核对",
    "请补充地区和行业",
)
OFFICE = "office-01"


@dataclass(frozen=True)
class TimedCommand:
    """A command that somebody asks for at a moment (aware, UTC)."""

    at: datetime
    ask: Ask
    command: Command


@dataclass
class Life:
    """One posting's way through the months; `last` is the last day the county tells of."""

    dice: Random
    side: Side
    id: str
    piece: Piece
    last: date

    def commands(self, start: date) -> Iterator[TimedCommand]:
        """Everything that is asked about this posting, in time order."""
        at = self.hour(start)
        content = self.piece.content(start)
        member = self.piece.member
        yield self.owner(at, Draft, party=member.id, content=content)
        if chance(self.dice, 0.01):
            return  # left lying as a draft
        at += timedelta(minutes=stepped(self.dice, 2, 90, 1))
        yield self.owner(at, Submit)
        if chance(self.dice, 0.02):
            at = self.after(at, 0, 1)
            yield self.office(at, Return, reason=self.dice.choice(RETURNS))
            at = self.after(at, 1, 4)
            content = self.later(content)
            yield self.revised(at, content)
            at += timedelta(minutes=6)
            yield self.owner(at, Submit)
        if chance(self.dice, 0.008):
            return  # still waiting for the office
        at = self.after(at, 0, 1)
        yield self.office(at, Publish)
        yield from self.published(at, content)

    def published(self, at: datetime, content: Content) -> Iterator[TimedCommand]:
        through = content.valid_through
        days = max(2, min((through - civil_date(at)).days, (self.last - civil_date(at)).days))
        when = self.after(at, 1, days)
        fate = weighted(self.dice, FATES)
        if civil_date(when) <= through:
            if fate == "fulfilled":
                yield self.owner(when, Fulfil, reason_code=weighted(self.dice, FULFILMENTS))
                return
            if fate == "withdrawn":
                yield self.owner(when, Withdraw, reason_code=weighted(self.dice, WITHDRAWALS))
                return
            if fate == "revised":
                yield self.revised(when, self.later(content))
            if fate == "paused":
                yield self.owner(when, Pause)
                again = self.after(when, 3, 15)
                if chance(self.dice, 0.75) and civil_date(again) <= through:
                    yield self.owner(again, Resume)
                    when = again
        yield from self.ends(when, through)

    def ends(self, since: datetime, through: date) -> Iterator[TimedCommand]:
        """Renewed in time, or ended by the clock and perhaps renewed; nothing before `since`."""
        longer = stepped(self.dice, 30, 75, 15)
        choice = weighted(self.dice, (("before", 12), ("after", 9), ("never", 79)))
        soon = self.hour(through - timedelta(days=self.dice.randrange(1, 4)))
        if choice == "before" and soon > since:
            through += timedelta(days=longer)
            yield self.owner(soon, Renew, valid_through=through)
        yield self.clock(through)
        if choice == "after":
            again = self.hour(through + timedelta(days=self.dice.randrange(2, 9)))
            through = civil_date(again) + timedelta(days=longer)
            yield self.owner(again, Renew, valid_through=through)
            yield self.clock(through)

    def later(self, content: Content) -> Content:
        """The next edition: changed terms and a sentence that says so."""
        changes, sentence = self.side.change(self.dice, content)
        terms = content.terms.model_copy(update=changes)
        text = content.text + sentence
        if len(text) > MOST:
            return content
        return content.model_copy(update={"terms": terms, "text": text})

    def revised(self, at: datetime, content: Content) -> TimedCommand:
        return self.owner(at, partial(revising, self.piece.member.id), content=content)

    def owner(self, at: datetime, kind: Callable[..., Command], **data: Any) -> TimedCommand:
        member = self.piece.member
        role, actor, behalf = member.role, f"{member.id}-clerk", None
        if member.profile.key_enterprise and int(member.id[1:]) % 3 == 0:
            role, actor, behalf = Role.OFFICER, f"officer-{member.id}", member.id
        return self.command(at, kind, role, actor, member, behalf=behalf, **data)

    def office(self, at: datetime, kind: Callable[..., Command], **data: Any) -> TimedCommand:
        return self.command(at, kind, Role.ORGANIZER, OFFICE, None, **data)

    def clock(self, through: date) -> TimedCommand:
        at = datetime.combine(through + timedelta(days=1), time(0, 5), SHANGHAI).astimezone(UTC)
        return self.command(at, Expire, Role.CLOCK, "clock", None)

    def command(
        self,
        at: datetime,
        kind: Callable[..., Command],
        role: Role,
        actor: str,
        member: Member | None,
        *,
        behalf: str | None = None,
        **data: Any,
    ) -> TimedCommand:
        ask = Ask(
            at=at,
            on=civil_date(at),
            actor=actor,
            role=role,
            party=member.id if member and not behalf else None,
            on_behalf_of=behalf,
            source="clock" if role is Role.CLOCK else "web",
        )
        return TimedCommand(at, ask, kind(side=self.side.side, id=self.id, **data))

    def hour(self, day: date) -> datetime:
        """A moment in the working day."""
        minutes = 8 * 60 + 30 + self.dice.randrange(540)
        return (datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)).astimezone(
            UTC
        )

    def after(self, at: datetime, least: int, most: int) -> datetime:
        """A moment some days later, and never earlier than `at`."""
        then = self.hour(civil_date(at) + timedelta(days=self.dice.randrange(least, most + 1)))
        return max(then, at + timedelta(minutes=15))
