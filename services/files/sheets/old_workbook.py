"""In the sandbox: an .xls (BIFF, also what WPS calls .et) becomes plain lists.

xlrd reads it, for it tells the number formats, the merged cells, and what is hidden.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.core.malformed import Malformed
from services.files.sheets.formats import (
    BUILT_IN,
    Read,
    number_as_seen,
    shown_as,
    telling,
    text_as_seen,
)
from services.files.sheets.sandbox import damaged
from services.files.sheets.workbook import EMPTY, PlainSheet, Row, check_size, plain_sheet


def read_old_sheets(path: str) -> list[PlainSheet]:
    """All sheets with cells."""
    book = _opened(path)
    formats = BUILT_IN | {form.format_key: form.format_str for form in book.format_list}
    styles = [formats.get(style.format_key) or "General" for style in book.xf_list]
    serials = book.datemode == 0
    patterns = {place: pattern for place, pattern in enumerate(styles) if telling(pattern)}
    sheets = [_sheet(sheet, patterns, serials=serials) for sheet in book.sheets()]
    check_size(sum(len(sheet["rows"]) for sheet in sheets), 0)
    return sheets


def _opened(path: str) -> Any:
    import xlrd  # noqa: PLC0415 (only reading an old workbook needs it)

    try:
        with Path(os.devnull).open("w") as silence:  # what it would say goes where our answer goes
            return xlrd.open_workbook(
                path, logfile=silence, formatting_info=True, ragged_rows=True, on_demand=False
            )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (damage ends in whatever Python raises there)
        if "encrypted" in str(error):
            raise Malformed("file.encrypted", "文件有密码", "请去掉密码后再试") from None
        raise damaged() from None


def _sheet(sheet: Any, patterns: dict[int, str], *, serials: bool) -> PlainSheet:
    rows = list(_rows(sheet, patterns, serials=serials))
    last, width = max((n for n, _ in rows), default=0), max((len(c) for _, c in rows), default=0)
    check_size(last, width)
    return plain_sheet(
        sheet.name,
        rows,
        ((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        hidden=sheet.visibility != 0,
        hidden_rows=(n + 1 for n, row in sheet.rowinfo_map.items() if row.hidden or not row.height),
        hidden_columns=(
            n + 1 for n, column in sheet.colinfo_map.items() if column.hidden or not column.width
        ),
    )


def _rows(sheet: Any, patterns: dict[int, str], *, serials: bool) -> Iterator[Row]:
    for place in range(sheet.nrows):
        cells = [_as_seen(cell, patterns, serials=serials) for cell in sheet.row(place)]
        while cells and cells[-1] == EMPTY:  # coloured, and empty
            cells.pop()
        if any(text or kind != "text" for text, kind in cells):
            yield place + 1, cells


def _as_seen(cell: Any, patterns: dict[int, str], *, serials: bool) -> Read:
    from xlrd import (  # noqa: PLC0415 (only reading an old workbook needs it)
        XL_CELL_BOOLEAN,
        XL_CELL_DATE,
        XL_CELL_ERROR,
        XL_CELL_NUMBER,
        XL_CELL_TEXT,
        error_text_from_code,
    )

    if cell.ctype == XL_CELL_TEXT:
        return text_as_seen(cell.value), "text"
    if cell.ctype in {XL_CELL_NUMBER, XL_CELL_DATE}:
        if pattern := patterns.get(cell.xf_index):
            return shown_as(cell.value, pattern, serials=serials)
        return number_as_seen(cell.value, serials=serials)
    if cell.ctype == XL_CELL_BOOLEAN:
        return ("是" if cell.value else "否"), "yes_no"
    if cell.ctype == XL_CELL_ERROR:
        return error_text_from_code.get(cell.value, "#N/A"), "error"
    return EMPTY
