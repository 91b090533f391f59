"""发布 Publications of what parties need and offer: of offerings so many a day
(`offering_changes.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.administration.offering_changes import (
    A_DAY,
    PublicationCounted,
    budget,
    counted_on,
    waits,
)
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.parties.acting import OFFICE
from domain.parties.inactive import refuse_inactive
from domain.postings.posting import Posting, Standing, not_over


class Publish(Standing, name="publish", title="发布"):
    """An offering that its own party publishes counts as one of those of the day."""

    def further(self, *states: Any) -> Mapping[str, State]:
        [posting] = states
        counts = self.side == "offering" and posting.party
        return {**super().further(posting), **(budget(posting.party) if counts else {})}

    def decide(self, posting: Posting, *others: Any, ask: Ask) -> Iterable[Event | On]:
        self.asked("publish", posting, ask)
        if posting.status == "published":
            return
        not_over(self.check("publish", posting, ask), ask)
        party, *counts = others
        refuse_inactive(party.status, "id")
        if counts and ask.role not in OFFICE:
            changes, parameters = counts
            most = parameters.on(A_DAY, ask.on)
            if not changes.left(most, ask.on):
                self.wait(most, ask)
                return
            counted = PublicationCounted(offering=self.id, day=ask.on)
            yield On(counted_on(posting.party), counted)
        yield self.event("published")

    def wait(self, most: int, ask: Ask) -> None:
        raise Refusal("publication.often", waits(most, ask.on), "id")


class PublishOrWait(Publish):
    """For who drafts and submits with it: beyond the day's number what is submitted stays so, and
    the office publishes it."""

    def wait(self, most: int, ask: Ask) -> None:
        pass
