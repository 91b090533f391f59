"""A lead ends with its enterprise or its receiver: nobody is left to act for one of the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.core.command import Ask, On, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.core.streams import stream
from domain.leads.codes import LEAD_ENDS
from domain.leads.ending import LeadEnded
from domain.leads.lead import Lead, LeadCommand
from domain.leads.money import MoneyTurnedDown
from domain.leads.route import Route, RouteClosed
from domain.parties.party import Party


class EndLead(LeadCommand):
    """The clock's. The need of an enterprise that stays goes on, to others."""

    need: Id
    enterprise: Id
    receiver: Id

    def about(self) -> Mapping[str, State]:
        parties = (stream("party", self.enterprise), stream("party", self.receiver))
        return {
            **super().about(),
            stream("route", self.need): Route(),
            **dict.fromkeys(parties, Party()),
        }

    def decide(
        self, lead: Lead, _route: Route, enterprise: Party, receiver: Party, ask: Ask
    ) -> Iterable[Event | On]:
        if lead.status == "ended":
            return
        sent = self.check("end", lead, ask)
        if (sent.need, sent.enterprise, sent.receiver) != (
            self.need,
            self.enterprise,
            self.receiver,
        ):
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        sides = (f"enterprise_{enterprise.status}", f"receiver_{receiver.status}")
        because = next((side for side in sides if side in LEAD_ENDS), None)
        if because is None:
            raise Refusal("lead.running", "双方都在正常状态", "receiver")
        if lead.pending is not None:
            yield MoneyTurnedDown(note=LEAD_ENDS[because])
        yield LeadEnded(because=because)
        yield On(stream("route", self.need), RouteClosed(lead=self.id, rerouted=False, on=ask.on))
