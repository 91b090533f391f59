"""Undo: an import is taken back, but for what somebody has touched since.

What it created is withdrawn, or registered no more; what it revised is as it was before. Of a row,
"touched" is any event in its stream that isn't the import's own, but for what another import did
and took back. A need or an offering that somebody wants stands, and so does a party that anything
names which doesn't go with it. What stood may be tried again; where all stand, nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from domain.administration.file_import import (
    Import,
    ImportUndone,
    RowTaken,
    Stood,
    UndoImport,
    may_undo,
)
from domain.administration.revisions import revising
from domain.core.command import Ask, Command, Refusal, recall
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.streams import stream
from domain.log.entry import Line
from domain.parties.party import Party, PartyContactSet, ReviseParty, SetContact, Standing
from domain.parties.unregister import UnregisterParty
from domain.postings.codes import BY_MISTAKE
from domain.postings.posting import Posting, Side, Withdraw
from services.files.intake.imports import command_id
from services.files.intake.records import together
from services.files.intake.undo_records import (
    NOT_TAKEN_BACK,
    own_lines,
    record_back,
    record_stream,
)
from services.files.tables.columns import PARTY
from services.files.tables.record_kinds import LENDING, MEMBER, RECORD_KINDS
from services.house.desk import Answer, Desk
from services.house.name_list import county_list
from services.house.standing import standing_on
from services.house.views import Views

Key = tuple[str, str]  # kind and id of what a row became

TOUCHED = "导入之后又有人改过或办过"
WANTED = "已经有人愿意对接，或有授权、线索"
CALLED = "资料已恢复，联系人是导入时填的，没有去掉，请到单位页面核对"


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
    rows = desk.state(stream("import", id), Import()).rows
    if not rows:
        raise Refusal("import.undone", "这次导入已经撤回过", "id")
    histories = _histories(views, desk, rows)
    stood = {_key(row): TOUCHED for row in rows if _is_touched(histories[_key(row)], id)}
    stood |= dict.fromkeys(_wanted(views, rows), WANTED)
    while True:  # what is refused stands, and so may its party
        going = [row for row in rows if _key(row) not in stood]
        going.sort(key=lambda row: _turn(row.kind))
        postings = {row.id for row in going if row.kind != PARTY and row.kind not in RECORD_KINDS}
        commands = [
            (row, tuple(_back(views, row, histories[_key(row)], id, postings))) for row in going
        ]
        refused = {_key(row): NOT_TAKEN_BACK for row, theirs in commands if not theirs}
        refused = refused or _refused(desk, commands, ask)
        if not refused:
            stood |= {_key(row): CALLED for row in going if _keeps_contact(histories, row, id)}
            reasons = (Stood(kind=kind, id=of, reason=why) for (kind, of), why in stood.items())
            return Undoing(id, tuple(commands), tuple(reasons))
        stood |= refused


def commands_of(undoing: Undoing) -> list[Command]:
    """All that takes the import back, to be done at once. Raises `Refusal` where nothing does."""
    if not undoing.commands:
        raise Refusal(
            "import.nothing_back", f"没有可以撤回的行，什么都没有动：{_why(undoing)}", "id"
        )
    back = tuple(row for row, _ in undoing.commands)
    whole = UndoImport(id=undoing.id, undone=ImportUndone(back=back, stood=undoing.stood))
    return [*together(command for _, commands in undoing.commands for command in commands), whole]


def _why(undoing: Undoing) -> str:
    """Each reason once, with how many rows stand for it."""
    reasons = Counter(stood.reason for stood in undoing.stood)
    return "；".join(f"{reason}（{many} 行）" for reason, many in reasons.items())


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
    views: Views, row: RowTaken, lines: Sequence[Line], id: str, postings: Collection[str]
) -> Iterator[Command]:
    """The commands by which a row is as it was before the import; `postings` go as well."""
    before = _before(lines, id)
    if row.kind in RECORD_KINDS:
        yield from record_back(row, county_list(views), before, lines)
        return
    if row.kind == PARTY:
        yield from _party_back(views, row, recall(Party(), before), postings)
        return
    side: Any = row.kind.partition(".")[2]
    known = recall(Posting(side), before)
    if known.content is None:
        yield Withdraw(side=side, id=row.id, reason_code=BY_MISTAKE)
    else:
        yield revising(known.party, side=side, id=row.id, content=known.content, confirmed=True)


def _party_back(
    views: Views, row: RowTaken, known: Party, postings: Collection[str]
) -> Iterator[Command]:
    if known.profile is None:
        record = views.parties.party(row.id)
        code = record.profile.uscc if record else None
        standing = (*standing_on(views, row.id, but=postings), *_named(views, row.id, postings))
        yield UnregisterParty(id=row.id, uscc=code, standing=standing)
        return
    standing = standing_on(views, row.id, but=postings)
    yield ReviseParty(id=row.id, profile=known.profile, standing=standing)
    if known.contact:
        contact, phone = known.contact
        yield SetContact(id=row.id, contact=contact, phone=phone)


def _named(views: Views, party: str, postings: Collection[str]) -> Iterator[Standing]:
    """What names a party for good, though it is over: its postings, its leads, what it was told."""
    heads = [
        head
        for head in views.market.heads([party])
        if head.id not in postings and head.status != "withdrawn"
    ]
    yield from (Standing(roles=(), what=f"“{head.title}”") for head in heads[:1])
    for lead in views.leads.all(parties=[party], limit=1):
        yield Standing(roles=(), what=f"线索“{lead.headline or lead.id}”")
    if views.consents.all(receiver=party, limit=1):
        yield Standing(roles=(), what="得到过的授权")


def _wanted(views: Views, rows: Sequence[RowTaken]) -> Iterator[Key]:
    """What somebody wants to talk about, has consented for, or has as a lead."""
    sides: tuple[Side, ...] = ("need", "offering")
    for side in sides:
        of_side = [row for row in rows if row.kind.endswith(f".{side}")]
        answered = views.decisions.wanted(side, [row.id for row in of_side])
        yield from (
            _key(row) for row in of_side if row.id in answered or _leads_on(views, side, row.id)
        )


def _leads_on(views: Views, side: str, id: str) -> bool:
    if side == "offering":
        return bool(views.leads.all(offering=id, limit=1))
    return bool(views.leads.all(need=id, limit=1) or views.consents.all(needs=[id], limit=1))


def _keeps_contact(histories: Mapping[Key, Sequence[Line]], row: RowTaken, id: str) -> bool:
    """Whether the import was the first to name whom to call at a party that it only revised."""
    lines = histories[_key(row)]
    called = [line for line in lines if line.name == PartyContactSet.name]
    return row.became == "revised" and bool(called) and _is_own(called[0], id)


def _is_touched(lines: Sequence[Line], id: str) -> bool:
    return not lines or not _is_own(lines[-1], id)


def _before(lines: Sequence[Line], id: str) -> list[Event]:
    """What had happened before the import."""
    return [line.entry().event for line in takewhile(lambda line: not _is_own(line, id), lines)]


def _is_own(line: Line, id: str) -> bool:
    return line.entry().correlation == command_id(id)


def _key(row: RowTaken) -> Key:
    return row.kind, row.id


def _turn(kind: str) -> int:
    """What is of a party before it, and what was lent to a member before the listing."""
    return {PARTY: 2, MEMBER: 1}.get(kind, 0)


def _histories(views: Views, desk: Desk, rows: Iterable[RowTaken]) -> dict[Key, list[Line]]:
    """What happened to each row, in its order."""
    read = cache(desk.ledger.read)
    name_list = county_list(views)
    histories = {}
    for row in rows:
        if row.kind in RECORD_KINDS:
            lines = own_lines(row, read(record_stream(row, name_list)))
        else:
            kind = PARTY if row.kind == PARTY else row.kind.partition(".")[2]
            lines = list(read(stream(kind, row.id)))
        histories[_key(row)] = list(_but_taken_back(row, lines, read))
    return histories


def _but_taken_back(
    row: RowTaken, lines: Sequence[Line], read: Callable[[str], Iterable[Line]]
) -> Iterator[Line]:
    """Without what another import did to a row and took back: between the two nobody touched it,
    or it would have stood."""
    first: dict[str, int] = {}  # by import
    for line in lines:
        correlation = line.entry().correlation
        if correlation.startswith(command_id("")):
            first.setdefault(correlation.removeprefix(command_id("")), line.position)
    spans = [
        range(since, line.position)
        for other, since in first.items()
        for line in read(stream("import", other))
        if line.name == ImportUndone.name and _goes_back(row, line.entry().event)
    ]
    return (line for line in lines if not any(line.position in span for span in spans))


def _goes_back(row: RowTaken, undone: Any) -> bool:
    """A bank's report of a month goes back as a whole."""
    if row.kind != LENDING:
        return _key(row) in map(_key, undone.back)
    report = row.id.rpartition("/")[0]
    return any(b.kind == LENDING and b.id.rpartition("/")[0] == report for b in undone.back)
