"""修改 Revisions of what a party offers: of what stands so many a day (`offering_changes.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from domain.administration.offering_changes import (
    A_DAY,
    RevisionCounted,
    budget,
    counted_on,
    often,
)
from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.parties.acting import OFFICE
from domain.postings.content import Content
from domain.postings.posting import Posting, Revise, ReviseNeed, Side, absent


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
        return {**super().about(), **budget(self.party)}

    def decide(self, posting: Posting, *others: Any, ask: Ask) -> Iterable[Event | On]:
        *guests, changes, parameters = others
        revised = list(self.revised(posting, guests, ask))
        if posting.party != self.party:
            raise absent(self.id)
        if revised and counted(posting, self.content, ask):
            most = parameters.on(A_DAY, ask.on)
            if not changes.left(most, ask.on):
                raise Refusal("revision.often", often(most, ask.on), "id")
            yield On(counted_on(self.party), RevisionCounted(offering=self.id, day=ask.on))
        yield from revised


def revising(
    party: str, *, side: Side, id: str, content: Content, confirmed: bool = False
) -> ReviseNeed | ReviseOffering:
    """The command by which a posting of this party is revised. Every way in makes it here."""
    if side == "offering":
        return ReviseOffering(party=party, id=id, content=content, confirmed=confirmed)
    return ReviseNeed(id=id, content=content, confirmed=confirmed)
