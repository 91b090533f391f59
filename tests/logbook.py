"""A log in memory, for tests of views: what a ledger would hand out, without a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from domain.core.event import Event
from domain.log.entry import Entry, Line, line
from domain.values.dates import civil_date
from tests.spec import NOON


def entry(position: int, stream: str, version: int, event: Event, **changes: Any) -> Entry:
    """One line of the log, read; each is a minute later than the one before."""
    at = NOON + timedelta(minutes=position)
    kept = Entry(
        stream=stream,
        version=version,
        event=event,
        id=f"event-{position}",
        recorded_at=at,
        effective_on=civil_date(at),
        actor="office-1",
        role="organizer",
        source="test",
        correlation=f"event-{position}",
        position=position,
    )
    return kept._replace(**changes)


class Logbook:
    """(stream, event) after (stream, event), in the order in which they happened."""

    def __init__(self, *happened: tuple[str, Event]) -> None:
        self.lines: list[Line] = []
        self.versions: dict[str, int] = {}
        self.write(*happened)

    def write(self, *happened: tuple[str, Event]) -> None:
        for stream, event in happened:
            self.versions[stream] = self.versions.get(stream, 0) + 1
            position = len(self.lines) + 1
            self.lines.append(line(entry(position, stream, self.versions[stream], event)))

    def damage(self, position: int, **changes: Any) -> None:
        """Change a stored line behind everybody's back."""
        self.lines[position - 1] = self.lines[position - 1]._replace(**changes)

    def after(self, position: int, limit: int) -> Sequence[Line]:
        return [kept for kept in self.lines if kept.position > position][:limit]
