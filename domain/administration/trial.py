"""试算 Trial: a party asks which of others' needs one of its published offerings would match.

The answer is made of what others keep to themselves, for a question that the asker chooses. So the
questions are counted, all those of a party together, and are written down; and an offering must
have a dozen different words: a bare word isn't an offering. That bounds nothing by itself; the
budget and the merged counts do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import ClassVar

from domain.administration.daily_count import DailyCount
from domain.administration.parameter import STREAM, Parameters
from domain.core.command import Ask, Command, Permission, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Day, Id, Whole
from domain.core.streams import stream
from domain.parties.acting import OWNERS, acts_for
from domain.postings.content import Content
from domain.postings.posting import Posting

LEAST_WORDS = 12
BY_OWNER = Permission(frozenset(OWNERS), "trial.role", "只有产品或服务的提供方可以试算")


class TrialMade(Event, name="trial.made", title="试算"):
    """`edition`: what the offering said then."""

    offering: str
    edition: Whole
    day: Day


class Trials(DailyCount):
    """Those of a party."""

    def after(self, event: Event) -> Trials:
        match event:
            case TrialMade(day=day):
                return self.one_more(day)
        return self


def words(content: Content) -> int:
    """How many different words a text has: pairs of neighbouring letters, as search counts them."""
    text = f"{content.title} {content.text}"
    return len({a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum()})


class TryOffering(Command, name="try_offering", title="试算"):
    permission: ClassVar = BY_OWNER

    offering: Id
    party: Id

    def about(self) -> Mapping[str, State]:
        return {
            stream("trial", self.party): Trials(),
            stream("offering", self.offering): Posting("offering"),
            STREAM: Parameters(),
        }

    def decide(
        self, trials: Trials, offering: Posting, parameters: Parameters, ask: Ask
    ) -> Iterable[Event]:
        if (
            offering.content is None
            or offering.party != self.party
            or not acts_for(self.party, ask)
        ):
            message = f"没有编号为“{self.offering}”的记录"
            raise Refusal("posting.absent", message, "offering")
        if offering.status != "published":
            raise Refusal("trial.published", "只有发布中的产品或服务可以试算", "offering")
        if words(offering.content) < LEAST_WORDS:
            message = "说明太短，试算没有意义，请把产品或服务写得更具体"
            raise Refusal("trial.words", message, "offering")
        if not trials.left(parameters.on("trials_a_day", ask.on), ask.on):
            raise Refusal("trial.often", "今天的试算次数已用完，请明天再试", "offering")
        yield TrialMade(offering=self.offering, edition=offering.edition, day=ask.on)
