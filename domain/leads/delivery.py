"""线索送达: how a lead leaves, is claimed, and gives its places back.

No lead leaves without a live consent. Delivering is one append over all that it depends on (the
consent, the route, the need, the offering and its capacity, the enterprise, the window, what was
decided on the proposal), each as it was read: whoever races with it, one of the two rules again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from domain.core.command import Ask, Command, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Codes, Id, Whole
from domain.core.streams import stream
from domain.leads.capacity import Capacity, CapacityReturned, CapacityTaken
from domain.leads.consent import Consent
from domain.leads.lead import LIFECYCLE, Deadlines, Lead, LeadCommand, LeadDelivered, LeadReleased
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

    step: ClassVar = "deliver"

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
        self.may(route, ask)
        if lead.out:
            return
        LIFECYCLE.check(self.step, lead.status, ask)
        scope = consent.live(ask.on)
        if scope is None or scope.receiver != self.receiver:
            raise Refusal("consent.missing", "企业没有授权提供给这家单位", "consent")
        self._fits(need, offering, enterprise)
        assert need.content is not None
        assert offering.content is not None
        if proposal.status in {"declined", "expired"}:
            raise Refusal("lead.declined", "这条建议已被婉拒或过期", "id")
        if route.rests(ask.on):
            raise Refusal("route.rests", "九十天内企业已撤回四次，暂不再送出", "need")
        if route.full:
            raise Refusal("route.full", "这条需求已交给允许数量的单位", "need")
        if not window.free(ask.on):
            raise Refusal("window.taken", f"该单位已收到同一企业同一用途的线索{window.lead}", "id")
        places = getattr(offering.content.terms, "capacity", None)
        if places is not None and len(capacity.taken) >= places:
            raise Refusal("capacity.full", "该供给的名额已满", "offering")
        yield self._delivered(need, need.content, enterprise, scope.kinds, ask)
        yield On(stream("route", self.need), RouteOpened(lead=self.id))
        yield On(stream("capacity", self.offering), CapacityTaken(lead=self.id))
        through = need.content.valid_through
        name = stream("window", self.receiver, self.enterprise, self.purpose)
        yield On(name, WindowTaken(lead=self.id, through=through))

    def may(self, route: Route, ask: Ask) -> None:
        """By whom, and in which mode of distribution."""
        LIFECYCLE.may(self.step, ask)
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
        self, need: Posting, content: Content, enterprise: Party, kinds: Codes, ask: Ask
    ) -> LeadDelivered:
        contact, phone = enterprise.contact or (None, None)
        told = "contact" in kinds
        return LeadDelivered(
            on=ask.on,
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

    step: ClassVar = "claim"

    def may(self, route: Route, ask: Ask) -> None:
        LIFECYCLE.may(self.step, ask)
        if ask.party != self.receiver:
            raise Refusal("lead.absent", "没有这条线索", "id")
        if route.mode != "open_claim":
            raise Refusal("route.not_open", "这条需求不开放抢单", "need")


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
