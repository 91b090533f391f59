"""Marked files: the sender's own file back, with every wrong cell coloured and explained.

What the sender wrote stays as it is, formulas too; a first sheet 错误清单 lists everything. The
workbook is opened in the sandbox, as for reading. Charts and pictures in it may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from services.files.formula_guard import neutral
from services.files.report import Finding
from services.files.sandbox import sandboxed
from services.files.sheets import check_zip, read_workbook
from services.files.workbook import column_name

LIST = "错误清单"
HEADINGS = ("工作表", "单元格", "行", "栏", "哪里不对", "怎么改", "读到的值", "代码")
WIDTHS = (14, 9, 6, 22, 44, 60, 30, 22)
AUTHOR = "导入检查"
RED = "FFF4B6B6"
LONGEST_NOTE = 2000


def mark(path: Path, findings: Iterable[Finding], out: Path) -> None:
    """Writes the marked copy of a file that `read_workbook` could read; for a .csv an .xlsx too.

    Raises Malformed (`file.…`) where the file is too large to be written again.
    """
    plain = [_as_row(finding) for finding in findings]
    if path.suffix.lower() == ".csv":
        sandboxed("services.files.marking:mark_csv", str(path), plain, str(out))
    else:
        check_zip(path)
        sandboxed("services.files.marking:mark_xlsx", str(path), plain, str(out))


def mark_xlsx(path: str, findings: list[dict[str, Any]], out: str) -> None:
    """In the sandbox: mark a workbook."""
    import openpyxl  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    book = openpyxl.load_workbook(path)
    if LIST in book.sheetnames:
        del book[LIST]
    for sheet in book.worksheets:
        _wipe(sheet)
    _mark(book, findings)
    book.save(out)


def mark_csv(path: str, findings: list[dict[str, Any]], out: str) -> None:
    """In the sandbox: mark what a .csv says, as a workbook of texts."""
    import openpyxl  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for table in read_workbook(Path(path)):
        copy = book.create_sheet(_sheet_name(table.name))
        for row in table.rows:
            for place, value in enumerate(row.cells, start=1):
                if value.text:
                    _write(copy, row.number, place, value.text)
        for finding in findings:
            if finding["sheet"] == table.name:
                finding["sheet"] = copy.title  # the name it has here
    _mark(book, findings)
    book.save(out)


def _mark(book: Any, findings: list[dict[str, Any]]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)
    from openpyxl.styles import PatternFill  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    notes: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        if finding["sheet"] in book.sheetnames and (finding["cell"] or finding["row"]):
            place = finding["cell"] or f"A{finding['row']}"
            notes.setdefault((finding["sheet"], place), []).append(finding["note"])
    for (name, place), texts in notes.items():
        cell = _writable(book[name], place)
        cell.fill = PatternFill("solid", fgColor=RED)
        cell.comment = Comment("\n".join(texts)[:LONGEST_NOTE], AUTHOR, width=320, height=120)
    listed = book.create_sheet(LIST, 0)
    book.active = 0
    for place, heading in enumerate(HEADINGS, start=1):
        _write(listed, 1, place, heading)
        listed.column_dimensions[column_name(place)].width = WIDTHS[place - 1]
    for number, finding in enumerate(findings, start=2):
        for place, value in enumerate(finding["line"], start=1):
            _write(listed, number, place, value)
    listed.freeze_panes = "A2"


def _wipe(sheet: Any) -> None:
    """Take off the marks of an earlier check, where the sender corrected a marked file."""
    from openpyxl.styles import PatternFill  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _writable(sheet: Any, place: str) -> Any:
    """The cell, or the first one of the merged cells it belongs to."""
    for merged in sheet.merged_cells.ranges:
        if place in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet[place]


def _write(sheet: Any, row: int, column: int, text: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    cell = sheet.cell(row, column)
    cell.value = neutral(ILLEGAL_CHARACTERS_RE.sub("�", text))
    cell.data_type = "s"
    cell.number_format = "@"


def _sheet_name(name: str) -> str:
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in name)
    return plain[:31] or "表"


def _as_row(finding: Finding) -> dict[str, Any]:
    row = str(finding.row) if finding.row else ""
    line = (finding.sheet, finding.cell, row, finding.label, finding.message, finding.advice)
    note = "。".join(part for part in (finding.message, finding.advice) if part)
    return {
        "sheet": finding.sheet,
        "cell": finding.cell,
        "row": finding.row,
        "note": note,
        "line": [*line, finding.value, finding.code],
    }
