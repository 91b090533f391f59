"""A line: one row of a table while it is read, with what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from domain.core.malformed import Malformed
from services.files.columns import Column
from services.files.headings import Table
from services.files.reading import read_cell
from services.files.report import Finding, Origin
from services.files.sheets import Cell, SheetRow

EXAMPLE = "示例"  # how the number of a row begins that is there to be looked at
EMPTY = Cell("")


def read_line(table: Table, row: SheetRow) -> Line | None:
    """A row with its cells read; None for an example and for a row without any value of ours."""
    cells = {column.key: (place, column) for place, column in table.columns.items()}
    texts = {key: _cell(row, place) for key, (place, _) in cells.items()}
    if texts.get("id", EMPTY).text.strip().startswith(EXAMPLE):
        return None
    if not any(cell.text.strip() or cell.kind != "text" for cell in texts.values()):
        return None
    places = {key: (place, column.label) for key, (place, column) in cells.items()}
    line = Line(Origin(table.sheet, row.number, places), bad={c.key for c in table.missing})
    for key, (_, column) in cells.items():
        try:
            line.values[key] = _value(column, texts[key])
        except Malformed as wrong:
            line.object_to(key, wrong)
            line.bad.add(key)
    return line


@dataclass
class Line:
    """One row while it is read: its values by field, and the fields that couldn't be read."""

    origin: Origin
    values: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def object_to(self, key: str, objection: Malformed) -> None:
        """Note what is wrong; once a field is bad, what follows from it is not news."""
        if key not in self.bad:
            self.findings.append(self.origin.finding(objection, key))

    def good(self, key: str, otherwise: Any = None) -> Any:
        """The value of a field, or a stand-in where there is none or it can't be read."""
        value = self.values.get(key)
        return otherwise if value is None else value


def _value(column: Column, cell: Cell) -> Any:
    value = read_cell(column, cell)
    if column.needed and value is None:
        raise Malformed("field.needed", "没有填写", f"必填，例如 {column.example}")
    return value


def _cell(row: SheetRow, place: int) -> Cell:
    return row.cells[place - 1] if place <= len(row.cells) else EMPTY
