"""A line: one row of a table while it is read, with what is wrong in it and what was taken how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.units import unit_of
from services.files.cells.column import Column
from services.files.cells.figures import FIGURES
from services.files.cells.meaning import NOTHING, read_meaning
from services.files.cells.meant import Around
from services.files.cells.writing import as_it_returns
from services.files.sheets.sheets import Cell, SheetRow
from services.files.tables.aliases import STANDS_FOR_PARTY
from services.files.tables.columns import PARTY, importable
from services.files.tables.mapping import Table
from services.files.tables.record_kinds import RECORD_KINDS
from services.files.tables.report import Finding, Origin

EXAMPLE = "示例"  # how the number of a row begins that is there to be looked at
EMPTY = Cell("")
WHOSE = ("party_name", "enterprise_name", "party", "enterprise", "party_code")
MOST_OF_A_NAME = 60
MADE = frozenset({"title", "text"})  # of a posting: made from the rest where a row has none


@dataclass
class Line:
    """One row while it is read: its values by field, the fields that couldn't be read, and the
    texts as they stand in the file, by field; `cells` are those under all headings but a state."""

    origin: Origin
    values: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)

    def object_to(self, key: str, objection: Malformed) -> None:
        """Note what is wrong; once a field is bad, what follows from it is not news."""
        if key not in self.bad:
            self.findings.append(self.origin.finding(objection, key))

    def object_unless(self, state: str) -> None:
        """Note that this is something that has another state where it comes from."""
        stated = self.good("status", state)
        if stated != state:
            message, advice = f"原来是“{stated}”，没有导入", f"要导入的请把状态改成“{state}”"
            self.object_to("status", Malformed("row.state", message, advice, value=stated))

    def keep(self, known: Mapping[str, Any]) -> None:
        """Take known texts as they stand where the cells show them: blanks at a line's end and the
        like are seen by nobody, and changed by no file."""
        for key, text in known.items():
            if isinstance(text, str) and self.values.get(key) == as_it_returns(text):
                self.values[key] = text

    def good(self, key: str, otherwise: Any = None) -> Any:
        """The value of a field, or a stand-in where there is none or it can't be read."""
        value = self.values.get(key)
        return otherwise if value is None else value


def read_line(table: Table, row: SheetRow, today: date) -> Line | None:
    """A row with its cells read; None for an example and for a row without any value of ours."""
    cells = {column.key: (place, column) for place, column in table.columns.items()}
    taken = {key: _cell(row, place) for key, (place, _) in cells.items()}
    if taken.get("id", EMPTY).text.strip().startswith(EXAMPLE):
        return None
    if not any(cell.text.strip() or cell.kind != "text" for cell in taken.values()):
        return None
    headings = table.layout.headings
    places = {key: (place, column.label) for key, (place, column) in cells.items()}
    line = Line(
        Origin(table.sheet, row.number, places, _named(table.kind, taken)),
        bad={c.key for c in table.missing} | table.moved,
    )
    line.texts = {key: cell.text.strip() for key, cell in taken.items()}
    cells_of_state = {place for place, column in table.columns.items() if column.key == "status"}
    remarks = (
        (str(headings[place].text), _cell(row, place).text.strip()) for place in table.remarks
    )
    line.remarks = [
        f"{heading}：{text}" for heading, text in remarks if text and text not in NOTHING
    ]
    line.cells = {
        str(heading): _cell(row, place).text.strip()
        for place, heading in headings.items()
        if place not in cells_of_state
    }
    around = Around({column.key: column for column in importable(table.kind)}, today)
    beside: list[tuple[str, str, Any]] = []
    for key, (_, column) in cells.items():
        try:
            meaning = read_meaning(column, taken[key], around)
            _check_needed(column, meaning.value, table)
        except Malformed as wrong:
            line.object_to(key, wrong)
            line.bad.add(key)
            continue
        line.values[key] = meaning.value
        if meaning.value is None and half_width(taken[key].text).casefold() in NOTHING:
            line.texts[key] = ""  # what says that there is nothing to say is said nowhere
        merged = _merged(column, taken[key]) if meaning.value is not None else ()
        warnings = (*meaning.warnings, *merged)
        line.warnings += [line.origin.finding(warning, key) for warning in warnings]
        if meaning.remark:
            line.texts[key] = ""
            line.remarks.append(f"{column.label}：{meaning.remark}")
        beside += [(key, other, value) for other, value in meaning.beside.items()]
    for key, other, value in beside:
        _put_beside(line, key, other, value)
    stand_in = STANDS_FOR_PARTY.get(table.kind, "")
    if stand_in in table.keys and not table.keys & {"party", "party_code", "party_name"}:
        line.values["party_name"] = line.good(stand_in)
        places["party_name"] = places[stand_in]
    return line


def _named(kind: str, taken: Mapping[str, Cell]) -> str:
    """Whose row it is, as its list calls it; nobody's own name."""
    names = ("title", "uscc", "id") if kind == PARTY else WHOSE
    texts = (taken[key].text.strip() for key in names if key in taken)
    return next(filter(None, texts), "")[:MOST_OF_A_NAME]


def _put_beside(line: Line, key: str, other: str, value: Any) -> None:
    """What a cell says for the field of another one, which may say something else itself."""
    stated = line.values.setdefault(other, None)
    if stated is None:
        line.values[other] = value
    elif stated != value and not _is_same_unit(stated, value):
        message, advice = "与旁边一栏写的不一样", "请核对，只留对的那一个"
        wrong = Malformed("field.conflict", message, advice, value=line.texts.get(key, ""))
        line.object_to(key, wrong)


def _is_same_unit(stated: Any, value: Any) -> bool:
    return isinstance(stated, str) and isinstance(value, str) and unit_of(stated) == unit_of(value)


def _merged(column: Column, cell: Cell) -> tuple[Malformed, ...]:
    """A figure in cells merged over several rows is taken for each; it may be that of all."""
    if column.reads not in FIGURES or not cell.merged or not cell.merged.down:
        return ()
    message = f"合并单元格（{cell.merged}）里的数，每一行都按它导入"
    wrong = Malformed("cell.merged", message, "是几行合计的，请拆开分别填写", value=cell.text)
    return (wrong,)


def _check_needed(column: Column, value: Any, table: Table) -> None:
    made = table.kind != "party" and column.key in MADE | {"party"}
    made |= table.kind in RECORD_KINDS and column.reads == "party"  # its name stands beside it
    if column.needed and value is None and not made:
        raise Malformed("field.needed", "没有填写", f"必填，例如 {column.example}")


def _cell(row: SheetRow, place: int) -> Cell:
    return row.cells[place - 1] if place <= len(row.cells) else EMPTY
