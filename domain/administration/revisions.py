"""修改次数: how often in a day a party may revise offerings that stand.

Which proposals an offering gets tells what others need, and whoever may change the offering as
often as he likes asks whatever he likes. So the revisions of what stands are counted, all those of
a party together, and are written down. A draft asks nobody anything; who revises a need is told of
offerings, which are no secret; and the office sees all needs anyhow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from domain.administration.daily_count import DailyCount
from domain.administration.parameter import STREAM, Parameters
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Day, Id
from domain.core.streams import stream
from domain.parties.acting import OFFICE
from domain.postings.content import Content
from domain.postings.posting import Posting, Revise, ReviseNeed, Side, absent

A_DAY = "revisions_a_day"


class RevisionCounted(Event, name="revision.counted", title="计入修改次数"):
    offering: str
    day: Day


class Revisions(DailyCount):
    """Those of a party."""

    def after(self, event: Event) -> Revisions:
        match event:
            case RevisionCounted(day=day):
                return self.one_more(day)
        return self


def counted(posting: Posting, content: Content, ask: Ask) -> bool:
    """Whether other proposals may come of it, for who knows no more than teasers: until when an
    offering is valid is no question about anybody."""
    if posting.content is None or posting.status == "draft" or ask.role in OFFICE:
        return False
    same = posting.content.model_copy(update={"valid_through": content.valid_through})
    return same != content


class ReviseOffering(Revise):
    """What stands is revised so often a day. `party`: whose it is."""

    side: Literal["offering"] = "offering"
    party: Id

    def about(self) -> Mapping[str, State]:
        budget: dict[str, State] = {self.budget: Revisions(), STREAM: Parameters()}
        return {**super().about(), **budget}

    @property
    def budget(self) -> str:
        return stream("revisions", self.party)

    def decide(self, posting: Posting, *others: Any, ask: Ask) -> Iterable[Event | On]:
        *guests, revisions, parameters = others
        revised = list(self.revised(posting, guests, ask))
        if posting.party != self.party:
            raise absent(self.id)
        if revised and counted(posting, self.content, ask):
            most = parameters.on(A_DAY, ask.on)
            if not revisions.left(most, ask.on):
                raise Refusal("revision.often", often(most, ask.on), "id")
            yield On(self.budget, RevisionCounted(offering=self.id, day=ask.on))
        yield from revised


def often(most: int, day: date) -> str:
    """Why it may not be revised again today, and when it may."""
    again = day + timedelta(days=1)
    return (
        f"已发布的产品和服务，每个单位一天最多修改 {most} 次，今天的次数已用完："
        f"每改一次，新的匹配都会透露别人的需求。请 {again} 起再改，急需修改的请联系助企办"
    )


def revising(
    party: str, *, side: Side, id: str, content: Content, confirmed: bool = False
) -> ReviseNeed | ReviseOffering:
    """The command by which a posting of this party is revised. Every way in makes it here."""
    if side == "offering":
        return ReviseOffering(party=party, id=id, content=content, confirmed=confirmed)
    return ReviseNeed(id=id, content=content, confirmed=confirmed)
