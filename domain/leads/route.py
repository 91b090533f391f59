"""分发 Route: to how many receivers at once one need goes, and what becomes of its places.

exclusive   one at a time; after a no, or when the enterprise takes it back, the next
panel       up to three at a time
open_claim  to the first who claims it among those whom the enterprise let in
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Refusal, State
from domain.core.event import Event
from domain.core.shapes import Day, Id
from domain.core.streams import stream
from domain.leads.codes import DISTRIBUTION
from domain.parties.acting import OWNERS, acts_for
from domain.postings.posting import Posting

AT_ONCE = {"exclusive": 1, "panel": 3, "open_claim": 1}
REROUTES, REROUTES_DAYS = 3, 90  # so often in so many days a need may go to another


class RouteChosen(Event, name="route.chosen", title="选择分发方式"):
    mode: str


class RouteOpened(Event, name="route.opened", title="占用分发名额"):
    lead: str


class RouteClosed(Event, name="route.closed", title="腾出分发名额"):
    """The lead holds no place any more; `rerouted` where the enterprise took it back."""

    lead: str
    rerouted: bool
    on: Day


@dataclass(frozen=True)
class Route:
    """What a ruling needs to remember of one need's ways out."""

    mode: str = "exclusive"
    held: frozenset[str] = frozenset()
    rerouted: tuple[date, ...] = ()

    def after(self, event: Event) -> Route:
        match event:
            case RouteChosen():
                return replace(self, mode=event.mode)
            case RouteOpened():
                return replace(self, held=self.held | {event.lead})
            case RouteClosed():
                days = (*self.rerouted, event.on) if event.rerouted else self.rerouted
                return replace(self, held=self.held - {event.lead}, rerouted=days)
        return self

    @property
    def full(self) -> bool:
        return len(self.held) >= AT_ONCE[self.mode]

    def rests(self, on: date) -> bool:
        """Taking back is always allowed; after too often, nothing goes out again for a while."""
        recent = sum(day > on - timedelta(days=REROUTES_DAYS) for day in self.rerouted)
        return recent > REROUTES


class ChooseRoute(Command, name="choose_route", title="选择分发方式"):
    permission: ClassVar = Permission(frozenset(OWNERS), "route.role", "分发方式由需求方选择")

    need: Id
    mode: str

    def about(self) -> Mapping[str, State]:
        return {stream("route", self.need): Route(), stream("need", self.need): Posting("need")}

    def decide(self, route: Route, need: Posting, ask: Ask) -> Iterable[Event]:
        if need.content is None or not acts_for(need.party, ask):
            raise Refusal("posting.absent", f"没有编号为“{self.need}”的记录", "need")
        check_code(self.mode, DISTRIBUTION, "mode")
        if route.mode == self.mode:
            return
        if len(route.held) > AT_ONCE[self.mode]:
            raise Refusal("route.open", "在办线索多于这种方式允许的数量", "mode")
        yield RouteChosen(mode=self.mode)
