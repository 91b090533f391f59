"""Tables for people: a list as .xlsx or .csv, as it may safely be opened anywhere.

Texts stay texts (ids keep their noughts and all their digits) and never become formulas.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from services.files.formula_guard import neutral

LONGEST_TEXT = 32_767  # what a cell holds
MOST_DIGITS = 10**15  # beyond, a spreadsheet's numbers lose digits

Value = str | int | Decimal | date | bool | None


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Writes the rows below the headers, in the kind of file that the path's ending names.

    .csv is UTF-8 with a BOM, which Excel and WPS need. Raises ValueError for other endings.
    """
    match path.suffix.lower():
        case ".xlsx":
            _xlsx(path, headers, rows)
        case ".csv":
            _csv(path, headers, rows)
        case other:
            raise ValueError(f"no table is written as {other!r}")


def _csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutral(header) for header in headers])
        writer.writerows([_plain(value) for value in row] for row in rows)


def _xlsx(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#E3EDF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        widths = [len(header) for header in headers]
        for place, header in enumerate(headers):
            sheet.write_string(0, place, neutral(header), bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                shown = _plain(value)
                widths[place] = max(widths[place], len(shown))
                if _is_number(value):
                    sheet.write_number(number, place, value)
                elif shown:
                    sheet.write_string(number, place, shown, text)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(60, 2 * width + 4), text)
        sheet.freeze_panes(1, 0)


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return number and abs(value) < MOST_DIGITS


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            text = neutral(value)
            return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
        case date():
            return value.isoformat()
    return str(value)
