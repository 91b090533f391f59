"""Undo: an import is taken back, but for what somebody has touched since.

What it created is withdrawn, or registered no more; what it revised is as it was before. Of a row,
"touched" is any event in its stream that isn't the import's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from domain.administration.file_import import (
    ImportUndone,
    RowTaken,
    Stood,
    UndoImport,
    may_undo,
)
from domain.core.command import Ask, Command, Refusal, recall
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.streams import stream
from domain.log.entry import Line
from domain.parties.party import Party, ReviseParty, SetContact
from domain.parties.unregister import UnregisterParty
from domain.postings.posting import Posting, Revise, Withdraw
from services.files.columns import PARTY
from services.files.imports import command_id
from services.house.desk import Answer, Desk
from services.house.standing import standing_on
from services.house.views import Views

Key = tuple[str, str]  # kind and id of what a row became

REASON = "published_by_mistake"
TOUCHED = "导入之后又有人改过或办过"


@dataclass(frozen=True)
class Undoing:
    """What it takes to undo an import: commands by row, and the rows that stand, with why."""

    id: str
    commands: tuple[tuple[RowTaken, tuple[Command, ...]], ...]
    stood: tuple[Stood, ...]


def plan_undo(views: Views, desk: Desk, id: str, ask: Ask) -> Undoing:
    """Look at every row; writes nothing. The views must have caught up. Raises `Refusal` where
    there is no such import, or it is undone already."""
    taken = views.imports.of_id(id)
    if taken is None or not may_undo(taken.party, ask):
        raise Refusal("import.absent", "没有这次导入", "id")
    if taken.status != "taken":
        raise Refusal("import.undone", "这次导入已经撤回过", "id")
    histories = {_key(row): desk.ledger.read(_stream(row)) for row in taken.rows}
    stood = {_key(row): TOUCHED for row in taken.rows if _is_touched(histories[_key(row)], id)}
    while True:  # what is refused stands, and so may its party
        going = [row for row in taken.rows if _key(row) not in stood]
        going.sort(key=lambda row: row.kind == PARTY)  # what is of a party before it
        postings = {row.id for row in going if row.kind != PARTY}
        commands = [
            (row, tuple(_back(views, row, _before(histories[_key(row)], id), postings)))
            for row in going
        ]
        refused = _refused(desk, commands, ask)
        if not refused:
            reasons = (Stood(kind=kind, id=of, reason=why) for (kind, of), why in stood.items())
            return Undoing(id, tuple(commands), tuple(reasons))
        stood |= refused


def commands_of(undoing: Undoing) -> list[Command]:
    """All that takes the import back, to be done at once."""
    back = tuple(row for row, _ in undoing.commands)
    whole = UndoImport(id=undoing.id, undone=ImportUndone(back=back, stood=undoing.stood))
    return [*(command for _, commands in undoing.commands for command in commands), whole]


def undo(desk: Desk, undoing: Undoing, ask: Ask) -> Answer:
    """Take back what can be, at once."""
    return desk.do_all([(command, ask) for command in commands_of(undoing)])


def _refused(
    desk: Desk, commands: Sequence[tuple[RowTaken, Sequence[Command]]], ask: Ask
) -> dict[Key, str]:
    """The rows that the desk refuses to take back, with what it says."""
    asked = [(row, command) for row, theirs in commands for command in theirs]
    outcomes = desk.outcomes([(command, ask) for _, command in asked])
    return {
        _key(row): str(outcome.message)
        for (row, _), outcome in zip(asked, outcomes, strict=True)
        if isinstance(outcome, Refusal | Malformed)
    }


def _back(
    views: Views, row: RowTaken, before: Sequence[Event], postings: Collection[str]
) -> Iterator[Command]:
    """The commands by which a row is as it was before; `postings` go as well."""
    if row.kind == PARTY:
        yield from _party_back(views, row, recall(Party(), before), postings)
        return
    side: Any = row.kind.partition(".")[2]
    known = recall(Posting(side), before)
    if known.content is None:
        yield Withdraw(side=side, id=row.id, reason_code=REASON)
    else:
        yield Revise(side=side, id=row.id, content=known.content, confirmed=True)


def _party_back(
    views: Views, row: RowTaken, known: Party, postings: Collection[str]
) -> Iterator[Command]:
    if known.profile is None:
        record = views.parties.party(row.id)
        code = record.profile.uscc if record else None
        standing = standing_on(views, row.id, but=postings)
        yield UnregisterParty(id=row.id, uscc=code, standing=standing)
        return
    yield ReviseParty(id=row.id, profile=known.profile)
    if known.contact:
        contact, phone = known.contact
        yield SetContact(id=row.id, contact=contact, phone=phone)


def _is_touched(lines: Sequence[Line], id: str) -> bool:
    return not lines or not _is_own(lines[-1], id)


def _before(lines: Sequence[Line], id: str) -> list[Event]:
    """What had happened before the import."""
    return [line.entry().event for line in takewhile(lambda line: not _is_own(line, id), lines)]


def _is_own(line: Line, id: str) -> bool:
    return line.entry().correlation == command_id(id)


def _key(row: RowTaken) -> Key:
    return row.kind, row.id


def _stream(row: RowTaken) -> str:
    kind = PARTY if row.kind == PARTY else row.kind.partition(".")[2]
    return stream(kind, row.id)
