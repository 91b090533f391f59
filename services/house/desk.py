"""The desk: the one place where a command becomes events.

Read the streams, fold them, let the command rule, append expecting the versions that were read, of
those that are written and of those that were only looked at. If somebody was faster, read and rule
again. Several commands ruled together see each other's events and are appended at once or not at
all.

A command that comes with an id takes a place of its own in the log (`command-<id>`) in the same
append: when the same id comes again the place is taken, and the first answer is given again,
whether it was yes or no, to whoever was given it. Nothing needs to be remembered beside the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from domain.core.canonical import canonical
from domain.core.command import Ask, Command, On, Refusal, State, recall
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.log.catalogue import COMMANDS
from domain.log.entry import Entry
from domain.log.idempotency import CommandAnswered, RefusalGiven
from domain.parties.inactive import asking_party, refuse_inactive
from services.ledger.ledger import Conflict, Ledger

ATTEMPTS = 100  # whoever loses one has lost it to somebody who won: there is nothing to wait for
LONGEST_ID = 100
KEYED = "k:"  # how a digest begins that was made under a key
NAMES = {kind: name for name, kind in COMMANDS.items()}

NewId = Callable[[datetime], str]
Digest = Callable[[bytes], str]
Append = Callable[[Sequence[Entry], Mapping[str, int]], list[int]]  # as `Ledger.append`
Remembered = TypeVar("Remembered", bound=State)
Asked = tuple[Command, Ask]


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


class UnitOfWork:
    """Commands ruled on one after the other: what they read, all at once, and want to write."""

    def __init__(self, ledger: Ledger, commands: Iterable[Command]) -> None:
        self.ledger = ledger
        self.states: dict[str, Any] = {}
        self.versions: dict[str, int] = {}
        self.written: list[tuple[str, int, Event, Ask]] = []
        self.begun: list[int] = []  # where among these something of its own begins
        self._read({stream: start for c in commands for stream, start in c.about().items()})

    def _read(self, wanted: Mapping[str, State]) -> list[Any]:
        """The states of these streams. What was read already stays as it was, with what has been
        written since; the append sees to it that nobody else wrote meanwhile."""
        unread = {name: start for name, start in wanted.items() if name not in self.states}
        for name, lines in (self.ledger.read_many(unread) if unread else {}).items():
            since = [event for stream, _, event, _ in self.written if stream == name]
            history = [*(line.entry().event for line in lines), *since]
            self.states[name] = recall(unread[name], history)
            self.versions.setdefault(name, len(lines))
        return [self.states[name] for name in wanted]

    def _refuse_inactive(self, ask: Ask) -> None:
        """Nobody acts for a party that isn't active, neither its own people nor who supports it,
        whichever way a command comes in; nor does who was faster than its status."""
        for party in self._read(asking_party(ask)):
            refuse_inactive(party.status)

    def rule(self, command: Command, ask: Ask) -> None:
        """Let a command rule on what stands here. A refused command leaves nothing behind."""
        wanted = list(command.about())
        first = wanted[0]
        states = [self.states[stream] for stream in wanted]
        states += self._read(command.further(*states))
        self._refuse_inactive(ask)
        for event in list(command.rule(*states, ask=ask)):
            if isinstance(event, On):
                self._write(event.stream, event.event, ask)
            else:
                self._write(first, event, ask)

    def first(self, choice: Sequence[Asked]) -> int | None:
        """The number of the first command that leads to anything; None where none does."""
        for number, (command, ask) in enumerate(choice):
            before = len(self.written)
            try:
                self.rule(command, ask)
            except (Refusal, Malformed):
                continue
            if len(self.written) > before:
                self.begun.append(before)
                return number
        return None

    def answer(self, id: str, digest: str, refusal: Refusal | None, ask: Ask) -> None:
        """Take the command's own place, so that a repetition finds this answer there."""
        refused = (
            RefusalGiven(code=refusal.code, message=refusal.message, field=refusal.field)
            if refusal
            else None
        )
        event = CommandAnswered(digest=digest, count=len(self.written), refused=refused)
        self._write(f"command-{id}", event, ask)

    def _write(self, stream: str, event: Event, ask: Ask) -> None:
        self.versions[stream] = self.versions.get(stream, 0) + 1
        if stream in self.states:
            self.states[stream] = self.states[stream].after(event)
        self.written.append((stream, self.versions[stream], event, ask))


class Desk:
    """`new_id` makes an id for a moment in time: UUIDv7 outside, counted in the demo. `append`
    writes, where the ledger itself isn't to. `digester` makes the digests by which a repeated
    command is known: under a key, for a telephone could be tried out until the digest fits."""

    def __init__(
        self,
        ledger: Ledger,
        new_id: NewId,
        append: Append | None = None,
        digester: Digest | None = None,
    ) -> None:
        self.ledger = ledger
        self.digester = digester or _plain_digest
        self.new_id = new_id
        self.append = append or ledger.append

    def writing_by(self, append: Append) -> Desk:
        """The same desk; what it writes goes this way into the same log."""
        return Desk(self.ledger, self.new_id, append, self.digester)

    def state(self, stream: str, start: Remembered, as_of: int | None = None) -> Remembered:
        """What a stream comes down to: its events folded into `start`, up to a log position or to
        its end. Raises `Unavailable`."""
        lines = self.ledger.read(stream)
        history = (line.entry().event for line in lines if as_of is None or line.position <= as_of)
        folded: Remembered = recall(start, history)
        return folded

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

        An `id` that was given to another command, or by somebody else, is refused. `digest` is
        that of what was asked for, where the command was only made from it: a repetition is known
        by it.
        """
        return self.do_all([(command, ask)], id=id, digest=digest, causation=causation)

    def do_all(
        self,
        asked: Sequence[Asked],
        *,
        id: str | None = None,
        digest: str = "",
        causation: str | None = None,
    ) -> Answer:
        """Rule on what is asked, in its order; all their events are appended at once, or none."""
        if not asked:
            return Answer(())
        digest = digest or (_digest(asked) if id else "")
        for _ in range(ATTEMPTS):
            if id and (earlier := self._earlier(id)):
                return self._again(earlier, {digest, self._kept_as(digest)})
            work, refused = UnitOfWork(self.ledger, (command for command, _ in asked)), None
            try:
                for command, ask in asked:
                    work.rule(command, ask)
            except Refusal as refusal:
                if not id:
                    raise
                work, refused = UnitOfWork(self.ledger, ()), refusal
            if id:
                work.answer(id, self._kept_as(digest), refused, asked[-1][1])
            try:
                entries = self._append(work, id, causation)
            except Conflict:
                continue
            if refused:
                raise refused
            return Answer(entries)
        raise Refusal("desk.busy", "其他人正在修改，请稍后再试")

    def do_each(self, choices: Sequence[Sequence[Asked]]) -> list[int | None]:
        """Of each choice the first command that leads to anything, as if asked for one by one; what
        they lead to is appended at once. Returns for each choice the number of that command, None
        where all are refused or so already, or others wrote all the time: no choice hinders
        another, and the reactions, which call this, come round again.
        """
        for _ in range(ATTEMPTS if choices else 0):
            work = UnitOfWork(self.ledger, (c for choice in choices for c, _ in choice))
            taken = [work.first(choice) for choice in choices]
            try:
                self._append(work, None, None)
            except Conflict:
                continue
            return taken
        return [None] * len(choices)

    def outcomes(self, asked: Sequence[Asked]) -> list[Refusal | Malformed | int]:
        """What would become of each command, were those before it done: to how many events it would
        lead, or what is said to it. Writes nothing."""
        work = UnitOfWork(self.ledger, (command for command, _ in asked))
        outcomes: list[Refusal | Malformed | int] = []
        for command, ask in asked:
            before = len(work.written)
            try:
                work.rule(command, ask)
                outcomes.append(len(work.written) - before)
            except (Refusal, Malformed) as refusal:
                outcomes.append(refusal)
        return outcomes

    def states(self, command: Command) -> list[Any]:
        """The states that a command would rule on, in the order of its `about`."""
        states = UnitOfWork(self.ledger, [command]).states
        return [states[stream] for stream in command.about()]

    def _append(self, work: UnitOfWork, id: str | None, causation: str | None) -> tuple[Entry, ...]:
        if not work.written:
            return ()
        ids = [self.new_id(ask.at) for *_, ask in work.written]
        begun = work.begun or [0]
        began = [ids[max(at for at in begun if at <= place)] for place in range(len(ids))]
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
                correlation=id or root,
                causation=causation,
                command=id,
            )
            for event_id, root, (stream, version, event, ask) in zip(
                ids, began, work.written, strict=True
            )
        ]
        written = {stream for stream, *_ in work.written}
        looked_at = {s: version for s, version in work.versions.items() if s not in written}
        positions = self.append(entries, looked_at)
        placed = [entry.at(position) for entry, position in zip(entries, positions, strict=True)]
        return tuple(placed[:-1] if id else placed)

    def answered(self, id: str, ask: Ask | None = None, digest: str | None = None) -> Answer | None:
        """The first answer to this command id, if there was one; raises it where it was a no.

        Only for who was given it: the id of somebody else's command is refused. Without `ask` the
        house itself looks.
        """
        entry = self._earlier(id)
        if ask and entry and (entry.actor, entry.role) != (ask.actor, ask.role):
            raise _reused()
        digests = {digest, self._kept_as(digest)} if digest is not None else None
        return self._again(entry, digests) if entry else None

    def _earlier(self, id: str) -> Entry | None:
        """The answer that stands in the command's own place."""
        if not 0 < len(id) <= LONGEST_ID or not id.isascii() or not id.isprintable():
            raise Malformed("command.id", "命令编号应为 1–100 个可见字符", value=id, field="id")
        lines = self.ledger.read(f"command-{id}")
        return lines[0].entry() if lines else None

    def _kept_as(self, digest: str) -> str:
        """What the log keeps of a digest; older logs kept it as it is, and are answered by it."""
        return kept_digest(digest, self.digester)

    def _again(self, entry: Entry, digests: Collection[str] | None = None) -> Answer:
        answered = entry.event
        assert isinstance(answered, CommandAnswered)
        if digests is not None and answered.digest not in digests:
            raise _reused()
        if answered.refused:
            raise Refusal(**dict(answered.refused))
        return Answer(self._before(entry.position, answered.count), repeated=True)

    def _before(self, position: int, count: int) -> tuple[Entry, ...]:
        """The `count` entries directly before a position: one append is never interleaved."""
        entries: list[Entry] = []
        start = position - count - 1
        while len(entries) < count:
            page = self.ledger.after(start, min(count - len(entries), 500))
            entries += [line.entry() for line in page]
            start = page[-1].position
        return tuple(entries)


def _digest(asked: Sequence[Asked]) -> str:
    """What is asked and by whom; not when, for it may come again on another day."""
    whole = hashlib.sha256()
    for command, ask in asked:
        name = NAMES.get(type(command), type(command).__name__)
        who = (ask.actor, ask.role, ask.party, ask.on_behalf_of)
        whole.update(canonical([name, who, command.model_dump(mode="json")]))
    return whole.hexdigest()


def kept_digest(digest: str, digester: Digest) -> str:
    """A digest as it is kept: made under a key, for a telephone could be tried out until it fits;
    one that is so already stays."""
    return digest if digest.startswith(KEYED) else f"{KEYED}{digester(digest.encode())}"


def _plain_digest(content: bytes) -> str:
    """Where there is no master key, as in a test of the desk alone."""
    return hashlib.sha256(content).hexdigest()


def _reused() -> Refusal:
    return Refusal("command.id_reused", "这个命令编号已用于另一条命令", "id")
