"""待补充项 Open fields: what the owner of an offering was asked to state, because needs are open by
it.

The question names no need and no enterprise: it tells what is missing, and that somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Day, Id
from domain.core.streams import stream
from domain.postings.posting import Posting

AGAIN = timedelta(days=30)  # after which the same may be asked once more


class OpenFieldsAsked(Event, name="open_fields.asked", title="请补充供给信息"):
    """`fields` are called as in the form, on that day."""

    offering: str
    party: str
    on: Day
    fields: tuple[str, ...]


@dataclass(frozen=True)
class OpenFields:
    """When each field was last asked for."""

    asked: tuple[tuple[str, date], ...] = ()

    def after(self, event: Event) -> OpenFields:
        match event:
            case OpenFieldsAsked():
                return OpenFields((*self.asked, *((field, event.on) for field in event.fields)))
        return self

    def due(self, fields: Iterable[str], today: date) -> tuple[str, ...]:
        """Which of these may be asked for: none, where anything was today."""
        last = dict(self.asked)
        if today in last.values():
            return ()
        return tuple(f for f in fields if f not in last or today - last[f] >= AGAIN)


class AskForFields(Command):
    """Ask once a day at most, and for the same field once in `AGAIN`."""

    permission: ClassVar = Permission(
        frozenset({Role.SYSTEM}), "open_fields.role", "待补充项由系统询问"
    )

    offering: Id
    fields: tuple[str, ...]

    def about(self) -> Mapping[str, State]:
        return {
            stream("open_fields", self.offering): OpenFields(),
            stream("offering", self.offering): Posting("offering"),
        }

    def decide(self, open_fields: OpenFields, posting: Posting, ask: Ask) -> Iterable[Event]:
        if posting.status != "published":
            raise Refusal("posting.absent", f"没有发布中的“{self.offering}”", "offering")
        due = open_fields.due(self.fields, ask.on)
        if due:
            yield OpenFieldsAsked(
                offering=self.offering, party=posting.party, on=ask.on, fields=due
            )
