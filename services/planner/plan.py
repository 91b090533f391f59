"""A plan: what it is worth, what none exceeds, and whether it is proved to be the best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.planner.problem import Meeting


@dataclass(frozen=True)
class Plan:
    """`gap` is how far the plan may be from the best, as a part of the bound; `idle` how many slots
    guests sit out between their meetings; `unmet` are musts for which there was no room."""

    meetings: tuple[Meeting, ...]
    worth: int
    bound: int
    idle: int
    unmet: tuple[tuple[str, str], ...] = ()

    @property
    def gap(self) -> float:
        return (self.bound - self.worth) / self.bound if self.bound else 0.0

    @property
    def proved(self) -> bool:
        return self.worth == self.bound


def idle_of(meetings: Iterable[Meeting]) -> int:
    """How many slots guests sit out between their meetings."""
    busy: dict[str, int] = {}
    for meeting in meetings:
        for id in (meeting.enterprise, meeting.partner):
            busy[id] = busy.get(id, 0) | 1 << meeting.slot
    return sum(map(idle, busy.values()))


def idle(busy: int) -> int:
    """Slots that a guest sits out between the first meeting and the last; a bit for each slot."""
    if not busy:
        return 0
    return busy.bit_length() - (busy & -busy).bit_length() + 1 - busy.bit_count()
