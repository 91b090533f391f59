"""The desk: the one place where a command becomes events.

Read the streams, fold them, let the command rule, append expecting the versions that were read, of
those that are written and of those that were only looked at. If somebody was faster, read and rule
again. Several commands ruled together see each other's events
and are appended at once or not at all.

A command that comes with an id takes a place of its own in the log (`command-<id>`) in the same
append: when the same id comes again the place is taken, and the first answer is given again,
whether it was yes or no. Nothing needs to be remembered beside the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.answer import CommandAnswered, Said
from domain.command import Ask, Command, On, Refusal, recall
from domain.entry import Entry
from domain.event import Event
from domain.malformed import Malformed
from services.ledger import Conflict, Ledger

TRIES = 3
LONGEST_ID = 100

NewId = Callable[[datetime], str]
Wish = tuple[Command, Ask]


@dataclass(frozen=True)
class Answer:
    """What a command led to. `repeated`: it had been answered before, and this is that answer."""

    entries: tuple[Entry, ...]
    repeated: bool = False

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(entry.event for entry in self.entries)

    @property
    def position(self) -> int:
        """Where a view must stand to show what was written."""
        return max((entry.position for entry in self.entries), default=0)


@dataclass
class Draft:
    """What one ruling has read so far, and what it wants to write."""

    ledger: Ledger
    states: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    written: list[tuple[str, int, Event, Ask]] = field(default_factory=list)

    def rule(self, command: Command, ask: Ask) -> None:
        """Let a command rule on what stands here. A refused command leaves nothing behind."""
        wanted = command.about()
        first = next(iter(wanted))
        self._read(wanted)
        states = [self.states[stream] for stream in wanted]
        for event in list(command.decide(*states, ask=ask)):
            if isinstance(event, On):
                self._write(event.stream, event.event, ask)
            else:
                self._write(first, event, ask)

    def answer(self, id: str, digest: str, said: Refusal | None, ask: Ask) -> None:
        """Take the command's own place, so that a repetition finds this answer there."""
        refused = Said(code=said.code, message=said.message, field=said.field) if said else None
        event = CommandAnswered(digest=digest, count=len(self.written), refused=refused)
        self._write(f"command-{id}", event, ask)

    def _write(self, stream: str, event: Event, ask: Ask) -> None:
        self.versions[stream] = self.versions.get(stream, 0) + 1
        if stream in self.states:
            self.states[stream] = self.states[stream].after(event)
        self.written.append((stream, self.versions[stream], event, ask))

    def _read(self, wanted: Mapping[str, Any]) -> None:
        """Fold the streams that haven't been read for this draft yet."""
        unread = [stream for stream in wanted if stream not in self.states]
        for stream, lines in self.ledger.read_many(unread).items():
            history = (line.entry().event for line in lines)
            self.states[stream] = recall(wanted[stream], history)
            self.versions[stream] = len(lines)


class Desk:
    """`new_id` makes an id for a moment in time: UUIDv7 outside, counted in the demo."""

    def __init__(self, ledger: Ledger, new_id: NewId) -> None:
        self.ledger = ledger
        self.new_id = new_id

    def do(
        self,
        command: Command,
        ask: Ask,
        *,
        id: str | None = None,
        digest: str = "",
        causation: str | None = None,
    ) -> Answer:
        """Rule on one command. `Refusal` when the answer is no, `Malformed` for bad values.

        `digest` is that of what was asked for, where the command was only made from it: a
        repetition is known by it.
        """
        return self.do_all([(command, ask)], id=id, digest=digest, causation=causation)

    def do_all(
        self,
        wishes: Sequence[Wish],
        *,
        id: str | None = None,
        digest: str = "",
        causation: str | None = None,
    ) -> Answer:
        """Rule on wishes in their order; all their events are appended at once, or none."""
        digest = digest or (_digest(wishes) if id else "")
        for attempt in range(1, TRIES + 1):
            if id and (known := self.answered(id, digest)):
                return known
            draft, said = Draft(self.ledger), None
            try:
                for command, ask in wishes:
                    draft.rule(command, ask)
            except Refusal as refusal:
                if not id:
                    raise
                draft, said = Draft(self.ledger), refusal
            if id:
                draft.answer(id, digest, said, wishes[-1][1])
            try:
                entries = self._append(draft, id, causation)
            except Conflict:
                if attempt == TRIES:
                    raise
                continue
            if said:
                raise said
            return Answer(entries)
        raise AssertionError("the loop above returns or raises")

    def findings(self, wishes: Iterable[Wish]) -> list[Refusal | Malformed | None]:
        """What the desk would say to each wish, were those before it done. Writes nothing."""
        draft = Draft(self.ledger)
        answers: list[Refusal | Malformed | None] = []
        for command, ask in wishes:
            try:
                draft.rule(command, ask)
                answers.append(None)
            except (Refusal, Malformed) as finding:
                answers.append(finding)
        return answers

    def _append(self, draft: Draft, id: str | None, causation: str | None) -> tuple[Entry, ...]:
        if not draft.written:
            return ()
        ids = [self.new_id(ask.at) for *_, ask in draft.written]
        entries = [
            Entry(
                stream=stream,
                version=version,
                event=event,
                id=event_id,
                recorded_at=ask.at,
                effective_on=ask.on,
                actor=ask.actor,
                role=ask.role.value,
                on_behalf_of=ask.on_behalf_of,
                source=ask.source,
                correlation=id or ids[0],
                causation=causation,
                command=id,
            )
            for event_id, (stream, version, event, ask) in zip(ids, draft.written, strict=True)
        ]
        written = {stream for stream, *_ in draft.written}
        looked_at = {s: version for s, version in draft.versions.items() if s not in written}
        positions = self.ledger.append(entries, looked_at)
        placed = [entry.at(position) for entry, position in zip(entries, positions, strict=True)]
        return tuple(placed[:-1] if id else placed)

    def answered(self, id: str, digest: str | None = None) -> Answer | None:
        """The first answer to this command id, if there was one; raises it where it was a no."""
        if not 0 < len(id) <= LONGEST_ID or not id.isascii() or not id.isprintable():
            raise Malformed("command.id", "命令编号应为 1–100 个可见字符", value=id, field="id")
        lines = self.ledger.read(f"command-{id}")
        if not lines:
            return None
        answered = lines[0].entry().event
        assert isinstance(answered, CommandAnswered)
        if digest not in {None, answered.digest}:
            raise Refusal("command.id_reused", "这个命令编号已用于另一条命令", "id")
        if answered.refused:
            raise Refusal(**dict(answered.refused))
        entries = self._before(lines[0].position, answered.count)
        return Answer(entries, repeated=True)

    def _before(self, position: int, count: int) -> tuple[Entry, ...]:
        """The `count` entries directly before a position: one append is never interleaved."""
        entries: list[Entry] = []
        start = position - count - 1
        while len(entries) < count:
            page = self.ledger.after(start, min(count - len(entries), 500))
            entries += [line.entry() for line in page]
            start = page[-1].position
        return tuple(entries)


def _digest(wishes: Sequence[Wish]) -> str:
    whole = hashlib.sha256()
    for command, _ in wishes:
        whole.update(f"{type(command).__name__}{command.model_dump_json()}\n".encode())
    return whole.hexdigest()
