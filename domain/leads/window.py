"""在途窗口 Window: one enterprise's request for one purpose goes to the same receiver once while
it is valid, however many needs it is written into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.core.event import Event
from domain.core.shapes import Day


class WindowTaken(Event, name="window.taken", title="开始在途窗口"):
    lead: str
    through: Day


@dataclass(frozen=True)
class Window:
    """Until when a receiver has this enterprise's request for this purpose before it."""

    lead: str = ""
    through: date | None = None

    def after(self, event: Event) -> Window:
        match event:
            case WindowTaken():
                return Window(event.lead, event.through)
        return self

    def free(self, on: date) -> bool:
        return self.through is None or self.through < on
