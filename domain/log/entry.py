"""Entries: an event with its place, its time and its author; and the bytes the log keeps of it.

`Entry` is what people and views work with, `Line` is what the log stores. A line that this program
can't read (an event of a newer version, a damaged byte) is still a line: whoever follows the log
can set it aside and go on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json, to_jsonable_python

from domain.core.event import Event
from domain.core.personal import OPENED, Keys, Open, misplaced, opening, sealed
from domain.log.catalogue import EVENTS


class Entry(NamedTuple):
    """One line of the log, read."""

    stream: str  # "need-…": one aggregate's history
    version: int  # 1, 2, 3 … within the stream
    event: Event
    id: str  # UUIDv7
    recorded_at: datetime  # UTC: when we learned it
    effective_on: date  # Asia/Shanghai: when it was true
    actor: str  # who wrote it
    role: str  # as what
    source: str  # the way in: cli, import, api, clock, …
    correlation: str  # the id of what was asked for first
    on_behalf_of: str | None = None  # the party it was written for
    causation: str | None = None  # the id of the event that led to it
    command: str | None = None  # the command's id, where the caller gave one
    position: int = 0  # place in the whole log, given when it is appended

    def at(self, position: int) -> Entry:
        return self._replace(position=position)


class NewerEvent(KeyError):
    """An event that this program doesn't know: a newer one wrote it, and was here before us."""

    def __str__(self) -> str:
        return f"日志里有更新的程序写的内容（{self.args[0]}），这个程序不认识"


class Line(NamedTuple):
    """One line of the log as it is kept: columns and bytes."""

    position: int
    stream: str
    version: int
    name: str
    state: bytes
    opens: Open | None = None  # what is sealed in it; None: it is read closed

    def entry(self) -> Entry:
        """Raises `NewerEvent`, `KeyError`, `ValueError` or pydantic's error where the line can't be
        read."""
        content = self.kept()
        return Entry(
            stream=self.stream,
            version=self.version,
            event=EVENTS[self.name].model_validate(content["data"], context=opening(self.opens)),
            id=content["id"],
            recorded_at=datetime.fromisoformat(content["at"]),
            effective_on=date.fromisoformat(content["on"]),
            actor=content["by"],
            role=content["role"],
            source=content["source"],
            correlation=content["cor"],
            on_behalf_of=content.get("for"),
            causation=content.get("cau"),
            command=content.get("cmd"),
            position=self.position,
        )

    def kept(self) -> dict[str, Any]:
        """What is kept, as JSON: `data` is the event as this program writes it, looked at no
        closer. Raises as `entry` does."""
        content: dict[str, Any] = from_json(self.state)
        if b'"sealed":' in self.state and (wrong := misplaced(content["data"], content["id"])):
            raise ValueError(f"what stands at {wrong} was sealed for another place")
        kind = EVENTS.get(self.name)
        if kind is None or content["v"] > kind.version:
            raise NewerEvent(f"{self.name}, {content['v']}")
        if content["v"] != kind.version:
            content["data"] = kind.upcast(content["data"], content["v"])
        return content

    def recorded_at(self) -> datetime:
        """When it was learned, without reading the event itself."""
        return datetime.fromisoformat(from_json(self.state)["at"])


def line(entry: Entry, keys: Keys | None = None) -> Line:
    """What the log keeps of an entry. The same entry always gives the same bytes. With keys,
    personal values are sealed; without, they stand as they are."""
    fields = {
        "v": entry.event.version,
        "id": entry.id,
        "at": entry.recorded_at.isoformat(),
        "on": entry.effective_on.isoformat(),
        "by": entry.actor,
        "role": entry.role,
        "source": entry.source,
        "cor": entry.correlation,
    }
    if entry.on_behalf_of is not None:
        fields["for"] = entry.on_behalf_of
    if entry.causation is not None:
        fields["cau"] = entry.causation
    if entry.command is not None:
        fields["cmd"] = entry.command
    state = to_json(fields | {"data": entry.event})
    if keys is not None and b'"subject":' in state:
        data = to_jsonable_python(entry.event, context=OPENED)
        state = to_json(fields | {"data": sealed(data, entry.id, keys)})
    opens = keys.open if keys else None
    return Line(entry.position, entry.stream, entry.version, entry.event.name, state, opens)
