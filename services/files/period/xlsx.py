"""The period report as .xlsx: one sheet to print, and a sheet for the list behind each figure.

Amounts are numbers in 万元, shares are numbers, texts never become formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from projections.figures.figures import Value
from projections.figures.period_report import Line
from services.files.period.paper import (
    HEADINGS,
    LIST_HEADINGS,
    SEAL,
    TARGET_HEADINGS,
    TARGETS,
    Cell,
    Paper,
    heading,
    number,
    unit_of,
)
from services.files.sheets.formula_guard import neutral
from services.files.sheets.workbook import sheet_name

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
COLUMNS = (HEADINGS[0], "计量单位", *HEADINGS[1:])
WIDTHS = (26, 10, 14, 14, 14, 14, 14)
LIST_WIDTHS = (6, 12, 16, 32, 32, 28, 32, 14, 10, 10)
PAGE_ROWS = 54  # that fit on a sheet of paper
FORMATS = {"%": "0.0%", "元": "#,##0.00"}
MOST_ROWS = 20_000
LINED = {"border": 1, "valign": "vcenter"}
LAST = len(COLUMNS) - 1


def write_xlsx(paper: Paper, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": paper.whole_title, "author": paper.office})
        _Sheets(book, paper).write()


class _Sheets:
    """The sheets of one workbook, with the formats that they share."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.book, self.paper = book, paper
        self.title = book.add_format({"bold": True, "font_size": 18, "align": "center"})
        self.section = book.add_format({"bold": True, "font_size": 12})
        self.head = book.add_format({"bold": True, "bg_color": "#E3EDF7", **LINED})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, **LINED})
        self.right = book.add_format({"num_format": "@", "align": "right", **LINED})
        self.numbers: dict[str, Any] = {}

    def write(self) -> None:
        sheet = self.book.add_worksheet("报告")
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        paper = self.paper
        sheet.merge_range(0, 0, 0, LAST, paper.whole_title, self.title)
        about = (f"单位：{paper.office}", f"统计时段：{paper.period}", paper.compared)
        for row, text in enumerate(about, 1):
            sheet.write_string(row, 0, text)
        row, top, breaks = len(about) + 2, 0, []
        for section in paper.report.sections:
            long = len(section.lines) + 2
            fits = row + long <= top + PAGE_ROWS
            if section.track and not fits:  # a track isn't torn apart
                breaks.append(row)
                top = row
            row = self._section(sheet, row, heading(section.track), section.lines)
        sheet.set_h_pagebreaks(breaks)
        if paper.report.targets:
            row = self._targets(sheet, row)
        sheet.write_string(row, 0, SEAL[0])
        sheet.write_string(row, 2, SEAL[1])
        sheet.write_string(row, 4, f"{SEAL[2]}{paper.office}")
        sheet.write_string(row + 1, 4, f"编制日期：{paper.made}")
        for place, value in enumerate(paper.lists, 1):
            self._list(place, value)

    def _section(self, sheet: Any, row: int, title: str, lines: Sequence[Line]) -> int:
        """The next free row but one."""
        sheet.write_string(row, 0, title, self.section)
        self._row(sheet, row + 1, COLUMNS, self.head)
        for at, line in enumerate(lines, row + 2):
            figure = line.now.figure
            sheet.write_string(at, 0, figure.title, self.text)
            sheet.write_string(at, 1, unit_of(figure), self.text)
            for column, value in ((2, line.now), (3, line.before), (5, line.year_before)):
                self._number(sheet, at, column, value)
            for column, text in ((4, line.since_before), (6, line.since_year_before)):
                sheet.write_string(at, column, text or "—", self.right)
        return row + len(lines) + 3

    def _targets(self, sheet: Any, row: int) -> int:
        """The next free row but one."""
        sheet.write_string(row, 0, TARGETS, self.section)
        headings = (TARGET_HEADINGS[0], "计量单位", *TARGET_HEADINGS[1:])
        self._row(sheet, row + 1, headings, self.head)
        for at, line in enumerate(self.paper.report.targets, row + 2):
            figure = line.so_far.figure
            sheet.write_string(at, 0, figure.title, self.text)
            sheet.write_string(at, 1, unit_of(figure), self.text)
            for column, value in ((2, replace(line.so_far, value=line.target)), (3, line.so_far)):
                self._number(sheet, at, column, value)
            sheet.write_string(at, 4, line.reached, self.right)
        return row + len(self.paper.report.targets) + 3

    def _number(self, sheet: Any, row: int, column: int, value: Value) -> None:
        figure = number(value)
        if figure is None:
            sheet.write_string(row, column, "没有数据", self.right)
        else:
            sheet.write_number(row, column, figure, self._format(value.figure.unit))

    def _format(self, unit: str) -> Any:
        shown = FORMATS.get(unit, "#,##0")
        if shown not in self.numbers:
            self.numbers[shown] = self.book.add_format({"num_format": shown, **LINED})
        return self.numbers[shown]

    def _list(self, place: int, value: Value) -> None:
        sheet = self.book.add_worksheet(sheet_name(f"附表{place} {value.figure.title}"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        for column, width in enumerate(LIST_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{value.figure.title}：{value.figure.definition}", self.section)
        self._row(sheet, 1, LIST_HEADINGS, self.head)
        rows = zip(self.paper.list_of(value), range(2, MOST_ROWS + 2), strict=False)
        for cells, row in rows:
            self._row(sheet, row, cells, self.text)
        if len(value.rows) > MOST_ROWS:
            left = f"以上为前 {MOST_ROWS} 条，共 {len(value.rows)} 条。"
            sheet.write_string(MOST_ROWS + 2, 0, left)
        sheet.freeze_panes(2, 0)

    def _row(self, sheet: Any, row: int, cells: Sequence[Cell], style: Any) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, neutral(cell), style)
            elif cell is not None:
                unit = "元" if cell != int(cell) else ""
                sheet.write_number(row, column, cell, self._format(unit))
