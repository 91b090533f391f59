"""given(events).when(command).then(events), or .refused(code): how the domain's tests speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.core.command import Ask, Command, On, Refusal, Role, State, recall
from domain.core.event import Event
from domain.core.malformed import Malformed

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Shanghai
OFFICE = Ask(at=NOON, on=DAY, actor="office-1", role=Role.ORGANIZER, source="test")
CLOCK = Ask(at=NOON, on=DAY, actor="clock", role=Role.CLOCK, source="test")


def asks(role: Role, party: str | None = None, *, on: date = DAY, **more: Any) -> Ask:
    """Somebody of this role asks."""
    return Ask(at=NOON, on=on, actor=f"{role}-1", role=role, party=party, source="test", **more)


class given:  # noqa: N801 (reads as a sentence)
    """What happened before: events of the command's own stream, and of others by their names, else
    by the kind of thing that they are about."""

    def __init__(self, *history: Event, **others: list[Event]) -> None:
        self.history, self.others = history, others

    def when(self, command: Command, ask: Ask = OFFICE) -> given:
        self.command, self.ask = command, ask
        return self

    def then(self, *expected: Event | On) -> None:
        assert self._decide() == list(expected)

    def refused(self, code: str, field: str | None = None, *, saying: str = "") -> None:
        """`saying` is a part of the message."""
        with pytest.raises(Refusal) as refusal:
            self._decide()
        assert refusal.value.code == code
        assert field is None or refusal.value.field == field
        assert saying in refusal.value.message

    def malformed(self, code: str, field: str) -> None:
        with pytest.raises(Malformed) as malformed:
            self._decide()
        assert (malformed.value.code, malformed.value.field) == (code, field)

    def _decide(self) -> list[Event | On]:
        streams = self.command.about()
        first = next(iter(streams))
        states = self._states(streams, first)
        states += self._states(self.command.further(*states), first)
        return list(self.command.rule(*states, ask=self.ask))

    def _states(self, streams: Mapping[str, State], first: str) -> list[Any]:
        histories = {first: self.history} | {
            stream: self.others.get(stream, self.others.get(stream.partition("-")[0], []))
            for stream in streams
            if stream != first
        }
        return [recall(start, histories[stream]) for stream, start in streams.items()]
