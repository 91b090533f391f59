"""线索送达: how a lead leaves, is claimed, and gives its places back.

No lead leaves without a live consent. Delivering is one append over all that it depends on (the
consent, the route, the need, the offering and its capacity, the enterprise, the window, what was
decided on the proposal), each as it was read: whoever races with it, one of the two rules again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from domain.core.command import Ask, Command, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Codes, Id, Whole
from domain.core.streams import stream
from domain.leads.capacity import Capacity, CapacityReturned, CapacityTaken
from domain.leads.consent import Consent
from domain.leads.lead import (
    LIFECYCLE,
    Deadlines,
    Lead,
    LeadCommand,
    LeadDelivered,
    LeadExtended,
    LeadReleased,
)
from domain.leads.policies import (
    BY_A_CLAIM,
    BY_THE_HOUSE,
    Delivery,
    Policy,
    PolicyResult,
    policy_results,
)
from domain.leads.route import Route, RouteClosed, RouteOpened
from domain.leads.window import Window, WindowTaken
from domain.matching.proposal import Proposal
from domain.parties.party import Party
from domain.postings.content import Content
from domain.postings.posting import Posting


class DeliverLead(Command):
    """The house's reaction to a live consent; for an open claim, the receiver's own `ClaimLead`.

    `id` is that of the proposal that it comes from.
    """

    step: ClassVar[str] = "deliver"
    policies: ClassVar[tuple[Policy, ...]] = BY_THE_HOUSE

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
            stream("lead", self.id): Lead(),
            stream("consent", self.need, self.receiver): Consent(),
            stream("route", self.need): Route(),
            stream("need", self.need): Posting("need"),
            stream("offering", self.offering): Posting("offering"),
            stream("capacity", self.offering): Capacity(),
            stream("party", self.enterprise): Party(),
            stream("window", self.receiver, self.enterprise, self.purpose): Window(),
            stream("proposal", self.id): Proposal(),
        }

    def decide(self, lead: Lead, *states: Any, ask: Ask) -> Iterable[Event | On]:
        self.may(ask)
        if lead.out:
            return
        LIFECYCLE.check(self.step, lead.status, ask)
        delivery = self.delivery(states, ask.on)
        for policy in self.policies:
            policy.check(delivery)
        need, scope = delivery.need, delivery.consent.scope
        assert need.content is not None
        assert scope is not None
        yield self._delivered(delivery, need.content, scope.kinds, ask)
        yield On(stream("route", self.need), RouteOpened(lead=self.id))
        yield On(stream("capacity", self.offering), CapacityTaken(lead=self.id))
        through = need.content.valid_through
        name = stream("window", self.receiver, self.enterprise, self.purpose)
        yield On(name, WindowTaken(lead=self.id, through=through))

    def delivery(self, states: Iterable[Any], on: date) -> Delivery:
        """What the policies judge; `states` are those of `about`, in its order, behind the lead."""
        return Delivery(on, self.enterprise, self.receiver, *states)

    def policy_results(self, states: Iterable[Any], on: date) -> list[PolicyResult]:
        """Why this lead does or doesn't leave: every policy with what it says; as `delivery`."""
        return policy_results(self.policies, self.delivery(states, on))

    def may(self, ask: Ask) -> None:
        """Whether this asker may at all."""
        LIFECYCLE.may(self.step, ask)

    def _delivered(
        self, delivery: Delivery, content: Content, kinds: Codes, ask: Ask
    ) -> LeadDelivered:
        enterprise, offering = delivery.party, delivery.offering.content
        return LeadDelivered(
            on=ask.on,
            track=content.track,
            need=self.need,
            need_edition=delivery.need.edition,
            offering=self.offering,
            enterprise=self.enterprise,
            receiver=self.receiver,
            kinds=kinds,
            content=content.model_copy(update={"invited": ()}),  # who else is isn't theirs to know
            **covered(enterprise, kinds),
            score=self.score,
            deadlines=self.deadlines,
            **{name: getattr(offering and offering.terms, of, None) for name, of in LENT.items()},
        )


LENT = {  # what is remembered of how the product lends, by what the offering calls it
    "product_least_fen": "amount_min_fen",
    "product_most_fen": "amount_max_fen",
    "product_least_rate_bp": "rate_from_bp",
    "product_least_days": "tenor_min_days",
    "product_most_days": "tenor_max_days",
}


class ClaimLead(DeliverLead):
    """抢单: the first in the log wins."""

    step: ClassVar = "claim"
    policies: ClassVar = BY_A_CLAIM

    def may(self, ask: Ask) -> None:
        super().may(ask)
        if ask.party != self.receiver:
            raise Refusal("lead.absent", "没有这条线索", "id")


class ExtendLead(LeadCommand):
    """The house's reaction when a consent covers more than the receiver knows, or the enterprise
    has changed what it covers."""

    need: Id
    enterprise: Id
    receiver: Id

    def about(self) -> Mapping[str, State]:
        return {
            **super().about(),
            stream("consent", self.need, self.receiver): Consent(),
            stream("party", self.enterprise): Party(),
        }

    def decide(self, lead: Lead, consent: Consent, party: Party, ask: Ask) -> Iterable[Event]:
        sent = self.check("extend", lead, ask)
        named = (self.need, self.enterprise, self.receiver)
        if (sent.need, sent.enterprise, sent.receiver) != named:
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        scope = consent.live(ask.on)
        if scope is None:
            raise Refusal("consent.missing", "企业没有授权提供给这家单位", "consent")
        yield LeadExtended(kinds=scope.kinds, **covered(party, scope.kinds))


def covered(enterprise: Party, kinds: Codes) -> dict[str, Any]:
    """What these kinds name of an enterprise, as an event says it."""
    contact, phone = enterprise.contact or (None, None)
    with_contact = "contact" in kinds
    return {
        "company": enterprise.profile if "company" in kinds else None,
        "contact": contact if with_contact else None,
        "phone": phone if with_contact else None,
    }


class Release(LeadCommand):
    """The house's reaction when nothing came of a lead: its places are free again."""

    need: Id
    offering: Id

    def about(self) -> Mapping[str, State]:
        return {
            **super().about(),
            stream("route", self.need): Route(),
            stream("capacity", self.offering): Capacity(),
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
        if self.id in route.held:
            closed = RouteClosed(lead=self.id, rerouted=False, on=ask.on)
            yield On(stream("route", self.need), closed)
        if self.id in capacity.taken:
            yield On(stream("capacity", self.offering), CapacityReturned(lead=self.id))
