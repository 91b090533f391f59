"""导入 Import: a file whose rows became parties and postings. What nobody has touched since can be
taken back, each row once: what stood may be tried again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from domain.core.command import OFFICE_AND_ADMIN, Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Id, Shape, Whole
from domain.core.streams import stream
from domain.parties.codes import PARTY_ROLES


class Chosen(Shape):
    """What a person chose of a set of headings: the kind, "" where it was left; the field and the
    unit by heading."""

    kind: str
    fields: dict[str, str]
    units: dict[str, str]


class TableRead(Shape):
    """A sheet as it was read: its kind ("bank.need"), the field that each heading fills, and the
    unit of its bare numbers. `headings` names the set of headings; `settled` is what of all this a
    person chose."""

    sheet: str
    kind: str
    headings: str
    fields: dict[str, str]
    units: dict[str, str]
    settled: Chosen | None


class RowTaken(Shape):
    """What a row became: `became` is created or revised, `id` that of the party or the posting."""

    sheet: str
    row: Whole
    kind: str
    id: str
    became: str


class Stood(Shape):
    """What wasn't taken back, and why."""

    kind: str
    id: str
    reason: str


class ImportTaken(Event, name="import.taken", title="导入"):
    """`digest` is that of the file's bytes; `party` who sent its own rows, "" for the office;
    `left` counts the rows that weren't taken."""

    file: str
    party: str
    digest: str
    tables: tuple[TableRead, ...]
    rows: tuple[RowTaken, ...]
    left: Whole


class ImportUndone(Event, name="import.undone", title="撤回导入"):
    """`back` are the rows that were taken back, `stood` the others."""

    back: tuple[RowTaken, ...]
    stood: tuple[Stood, ...]


@dataclass(frozen=True)
class Import:
    """What a ruling needs to remember. `rows` are those that weren't taken back."""

    status: str = "absent"  # taken, undone
    party: str = ""
    rows: tuple[RowTaken, ...] = ()

    def after(self, event: Event) -> Import:
        match event:
            case ImportTaken():
                return Import("taken", event.party, event.rows)
            case ImportUndone():
                rows = tuple(row for row in self.rows if row not in event.back)
                return replace(self, status="undone", rows=rows)
        return self


class ImportCommand(Command):
    id: Id

    permission: ClassVar = Permission(
        OFFICE_AND_ADMIN | {Role.SYSTEM, *map(Role, PARTY_ROLES)},
        "import.role",
        "导入由助企办和发布需求、供给的单位办理",
    )

    def about(self) -> Mapping[str, State]:
        return {stream("import", self.id): Import()}


class TakeImport(ImportCommand):
    """The house's own, beside the commands of the rows, which are judged by themselves."""

    taken: ImportTaken

    def decide(self, known: Import, ask: Ask) -> Iterable[Event]:
        if known.status == "absent":
            yield self.taken


class UndoImport(ImportCommand):
    """The house's own, beside the commands by which rows are taken back."""

    undone: ImportUndone

    def decide(self, known: Import, ask: Ask) -> Iterable[Event]:
        if known.status == "absent" or not may_undo(known.party, ask):
            raise Refusal("import.absent", "没有这次导入", "id")
        if known.status == "undone" and not known.rows:
            raise Refusal("import.undone", "这次导入已经撤回过", "id")
        if not set(self.undone.back) & set(known.rows):
            raise Refusal("import.nothing_back", "没有可以撤回的行，什么都没有动", "id")
        yield self.undone


def may_undo(party: str, ask: Ask) -> bool:
    """The office may undo any import, a party that of its own rows."""
    return ask.role in OFFICE_AND_ADMIN | {Role.SYSTEM} or (bool(party) and party == ask.party)
