"""Marked files: the sender's own file back, with every wrong cell coloured and explained.

What the sender wrote stays as it is, formulas too; a first sheet 错误清单 lists everything. The
workbook is opened in the sandbox, as for reading. Charts and pictures in it may be lost. A text or
an .xls comes back as an .xlsx of texts. Where some rows were taken, the rest comes back alone, to
be finished and sent again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.files.intake.removal import Removal, merge, remove_rows
from services.files.sheets.formula_guard import neutral
from services.files.sheets.sandbox import sandboxed
from services.files.sheets.sheets import Span, check_zip, is_zip, read_plain
from services.files.sheets.workbook import PlainSheet, column_name, sheet_name
from services.files.tables.report import Finding

LIST = "错误清单"
HEADINGS = ("工作表", "单元格", "行", "栏", "哪里不对", "怎么改", "读到的值", "代码")
WIDTHS = (14, 9, 6, 22, 44, 60, 30, 22)
AUTHOR = "导入检查"
RED = "FFF4B6B6"
LONGEST_NOTE = 2000
NUMBERS = {"lost_digits": "General", "scaled": "0.0,"}


def mark(
    path: Path, findings: Iterable[Finding], out: Path, *, encoding: str | None = None
) -> None:
    """Writes the marked copy of a file that `read_workbook` could read, as an .xlsx.

    Raises Malformed (`file.…`) where the file is too large to be written again.
    """
    unfinished(path, {}, findings, out, encoding=encoding)


def unfinished(
    path: Path,
    taken: Mapping[str, Collection[int]],
    findings: Iterable[Finding],
    out: Path,
    *,
    encoding: str | None = None,
) -> None:
    """The marked copy without the rows that were taken, by sheet; what stood below moves up.

    Formulas become their values in a sheet that loses rows: they may have counted on those. The
    findings tell the new places; those about rows that were taken are left out.
    """
    gone = {name: Removal(rows) for name, rows in taken.items()}
    plain = [_plain(left) for finding in findings if (left := _moved(finding, gone))]
    rows = {name: sorted(numbers) for name, numbers in taken.items()}
    if is_zip(path):
        check_zip(path)
        sandboxed("services.files.intake.marking:mark_workbook", str(path), plain, rows, str(out))
    else:
        sheets = read_plain(path, encoding=encoding)
        sandboxed("services.files.intake.marking:mark_texts", sheets, plain, rows, str(out))


def _moved(finding: Finding, gone: Mapping[str, Removal]) -> Finding | None:
    removal = gone.get(finding.sheet)
    if removal is None or not finding.row:
        return finding
    if finding.row in removal:
        return None
    row = removal.place(finding.row)
    column = finding.cell.rstrip("0123456789")
    return replace(finding, row=row, cell=f"{column}{row}" if column else "")


def mark_workbook(
    path: str, findings: list[dict[str, Any]], taken: dict[str, list[int]], out: str
) -> None:
    """In the sandbox: mark a workbook."""
    import openpyxl  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    book = openpyxl.load_workbook(path, rich_text=True)
    if LIST in book.sheetnames:
        del book[LIST]
    for sheet in book.worksheets:
        _wipe(sheet)
    values = openpyxl.load_workbook(path, data_only=True) if any(taken.values()) else book
    _remove(book, taken, values)
    _mark(book, findings)
    book.save(out)


def mark_texts(
    sheets: list[PlainSheet], findings: list[dict[str, Any]], taken: dict[str, list[int]], out: str
) -> None:
    """In the sandbox: mark what these sheets say, as a workbook of texts."""
    import openpyxl  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for table in sheets:
        if table["name"] == LIST:
            continue
        copy = book.create_sheet(sheet_name(table["name"]))
        _copy(table, copy)
        for finding in findings:
            if finding["sheet"] == table["name"]:
                finding["sheet"] = copy.title  # the name it has here
        taken[copy.title] = taken.pop(table["name"], [])
    _remove(book, taken, book)
    _mark(book, findings)
    book.save(out)


def _copy(table: PlainSheet, copy: Any) -> None:
    """What a sheet shows, with what is merged and what is hidden."""
    for number, cells in table["rows"]:
        for place, (text, kind) in enumerate(cells, start=1):
            if text:
                _write(copy, number, place, text)
            if kind in NUMBERS:  # a text would hide why it can't be trusted
                cell = copy.cell(number, place, float(text))
                cell.number_format = NUMBERS[kind]
            elif kind == "error":
                copy.cell(number, place).data_type = "e"
    merge(copy, (str(Span(*span)) for span in table["merged"]))
    for number in table["hidden_rows"]:
        copy.row_dimensions[number].hidden = True
    for place in table["hidden_columns"]:
        copy.column_dimensions[column_name(place)].hidden = True
    if table["hidden"]:
        copy.sheet_state = "hidden"


def _remove(book: Any, taken: dict[str, list[int]], values: Any) -> None:
    for name, rows in taken.items():
        if rows and name in book.sheetnames:
            remove_rows(book[name], Removal(rows), values[name])


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
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    cell = sheet[place]
    if isinstance(cell, MergedCell):
        span = next(span for span in sheet.merged_cells.ranges if place in span)
        return sheet.cell(span.min_row, span.min_col)
    return cell


def _write(sheet: Any, row: int, column: int, text: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 (openpyxl is slow to load, and only marking needs it)

    cell = sheet.cell(row, column)
    cell.value = neutral(ILLEGAL_CHARACTERS_RE.sub("�", text))
    cell.data_type = "s"
    cell.number_format = "@"


def _plain(finding: Finding) -> dict[str, Any]:
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
