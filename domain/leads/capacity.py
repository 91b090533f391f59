"""名额 Capacity: how many leads an offering can still take. Written in one append with the lead, so
that twenty who race for the last place leave exactly one winner."""

from __future__ import annotations

from dataclasses import dataclass

from domain.core.event import Event


class CapacityTaken(Event, name="capacity.taken", title="占用供给名额"):
    lead: str


class CapacityReturned(Event, name="capacity.returned", title="退还供给名额"):
    lead: str


@dataclass(frozen=True)
class Capacity:
    """The leads that hold a place of one offering."""

    taken: frozenset[str] = frozenset()

    def after(self, event: Event) -> Capacity:
        match event:
            case CapacityTaken():
                return Capacity(self.taken | {event.lead})
            case CapacityReturned():
                return Capacity(self.taken - {event.lead})
        return self
