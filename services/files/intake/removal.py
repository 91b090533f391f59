"""In the sandbox: rows taken out of an openpyxl sheet, with all that knows about rows moved along.

openpyxl's own `delete_rows` moves the cells alone: heights, merged cells, filters, choice lists and
colours by rule stay where the rows were.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from typing import Any


class Removal:
    """Which rows go, and where the others are afterwards."""

    def __init__(self, rows: Collection[int]) -> None:
        self._gone = sorted(set(rows))
        self._set = frozenset(rows)

    def __bool__(self) -> bool:
        return bool(self._gone)

    def __contains__(self, row: int) -> bool:
        return row in self._set

    def place(self, row: int) -> int:
        """Where this row is afterwards; for one that goes, the one that takes its place."""
        return row - bisect_left(self._gone, row)

    def rows(self, first: int, last: int) -> tuple[int, int] | None:
        """What is left of these rows, in their new places; None where nothing is."""
        gone = bisect_right(self._gone, last) - bisect_left(self._gone, first)
        left = last - first + 1 - gone
        return (self.place(first), self.place(first) + left - 1) if left else None

    def area(self, area: str) -> str:
        """What is left of an area such as A2:J400; "" where nothing is."""
        from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415 (openpyxl is slow to load)

        cells = CellRange(area)
        left = self.rows(cells.min_row, cells.max_row)
        if left is None:
            return ""
        cells.min_row, cells.max_row = left
        return str(cells.coord)

    def areas(self, areas: Any) -> str:
        return " ".join(left for area in str(areas).split() if (left := self.area(area)))


def remove_rows(sheet: Any, removal: Removal, values: Any) -> None:
    """Takes the rows out. What was calculated becomes what it showed, where `values`, the same
    sheet read with its values, knows it."""
    from openpyxl.worksheet.cell_range import MultiCellRange  # noqa: PLC0415 (openpyxl is slow to load)

    merged = [str(span.coord) for span in sheet.merged_cells.ranges]
    for cell in sheet._cells.values():  # noqa: SLF001 (the public way makes cells where none are)
        if cell.data_type == "f":  # also of a row that goes: merged cells may hand it down
            _freeze(cell, values[cell.coordinate].value)
    _move_cells(sheet, removal, merged)
    sheet.merged_cells = MultiCellRange()
    merge(sheet, (left for area in merged if ":" in (left := removal.area(area))))
    _move_heights(sheet, removal)
    _move_rules(sheet, removal)


def _freeze(cell: Any, value: Any) -> None:
    if value is not None:
        cell.value = value
        if isinstance(value, str) and cell.data_type == "f":
            cell.data_type = "s"


def _move_cells(sheet: Any, removal: Removal, merged: list[str]) -> None:
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 (openpyxl is slow to load)
    from openpyxl.formula.translate import Translator  # noqa: PLC0415 (openpyxl is slow to load)

    cells = sheet._cells  # noqa: SLF001 (the public way costs the square of the rows)
    _hand_down(cells, removal, merged)
    moved = {}
    for cell in cells.values():
        if cell.row in removal or isinstance(cell, MergedCell):
            continue
        before, cell.row = cell.coordinate, removal.place(cell.row)
        if isinstance(cell.value, str) and cell.data_type == "f":
            cell.value = Translator(cell.value, before).translate_formula(cell.coordinate)
        if cell.hyperlink:
            cell.hyperlink = cell.hyperlink  # which notes where the cell is now
        moved[cell.row, cell.column] = cell
    sheet._cells = moved  # noqa: SLF001 (as above)


def _hand_down(cells: dict[tuple[int, int], Any], removal: Removal, merged: list[str]) -> None:
    """What stands in the first of merged cells is meant for all: the next row has it now."""
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415 (openpyxl is slow to load)

    for span in map(CellRange, merged):
        left = (row for row in range(span.min_row, span.max_row + 1) if row not in removal)
        heir = next(left, span.min_row)
        first = cells.pop((span.min_row, span.min_col), None)
        if first is not None:
            first.row = heir
            cells[heir, span.min_col] = first


def merge(sheet: Any, areas: Iterable[str]) -> None:
    """Merges many areas that don't overlap; openpyxl's own way compares each with all others."""
    from openpyxl.worksheet.merge import MergedCellRange  # noqa: PLC0415 (openpyxl is slow to load)

    for area in areas:
        span = MergedCellRange(sheet, area)
        span.format()
        sheet.merged_cells.ranges.add(span)


def _move_heights(sheet: Any, removal: Removal) -> None:
    rows = dict(sheet.row_dimensions)
    sheet.row_dimensions.clear()
    for row, dimension in rows.items():
        if row not in removal:
            dimension.index = removal.place(row)
            sheet.row_dimensions[dimension.index] = dimension


def _move_rules(sheet: Any, removal: Removal) -> None:
    """Choice lists, colours by rule, the filter, tables within the sheet, and what is printed."""
    from openpyxl.formatting.formatting import ConditionalFormattingList  # noqa: PLC0415 (openpyxl is slow to load)
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415 (openpyxl is slow to load)

    lists = sheet.data_validations.dataValidation
    for choices in lists:
        choices.sqref = removal.areas(choices.sqref)
    sheet.data_validations.dataValidation = [choices for choices in lists if choices.sqref]
    colours = ConditionalFormattingList()
    for old in sheet.conditional_formatting:
        if areas := removal.areas(old.sqref):
            for rule in old.rules:
                colours.add(areas, rule)
    sheet.conditional_formatting = colours
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = removal.area(sheet.auto_filter.ref) or None
    for table in list(sheet.tables.values()):
        left = CellRange(removal.area(table.ref) or "A1")
        if left.min_row == left.max_row:  # a table has a row below its headings
            del sheet.tables[table.name]
            continue
        table.ref = left.coord
        if table.autoFilter and table.autoFilter.ref:
            table.autoFilter.ref = removal.area(table.autoFilter.ref)
