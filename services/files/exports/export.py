"""Lists for people: sheets as one .xlsx or as .csv, as they may safely be opened anywhere.

Texts stay texts (ids keep their noughts and all their digits) and never become formulas. A sheet
with machine keys is one of the kinds that are imported: the workbook carries them in a hidden first
row, as the templates do, a text the first of them in its heading, 编号（bank.need.id）, so that
either is recognised again however it is renamed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from services.files.sheets.formula_guard import neutral
from services.files.sheets.workbook import sheet_name

LONGEST_TEXT = 32_767  # what a cell holds
MOST_DIGITS = 10**15  # beyond, a spreadsheet's numbers lose digits
WIDEST = 60
MEASURED = 200  # rows that a column's width is taken from
WORKBOOK, TEXT, TEXTS = ".xlsx", ".csv", ".zip"

Value = str | int | float | Decimal | date | bool | None


@dataclass(frozen=True)
class ListSheet:
    """A list: its name, its headings, whole rows; `keys` of the columns that an import reads, ""
    for the others."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    keys: Sequence[str] = ()


def as_workbook(sheets: Iterable[ListSheet]) -> bytes:
    """All of them in one .xlsx."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        styles = {
            "heading": book.add_format({"bold": True, "bg_color": "#E3EDF7", "border": 1}),
            "key": book.add_format({"font_color": "#9AA5B1"}),
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "General"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet_name(sheet.name)), styles, sheet)
    return made.getvalue()


def as_text(sheet: ListSheet) -> bytes:
    """One of them as .csv: UTF-8 with a BOM, which Excel and WPS need."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    first = f"{sheet.headings[0]}（{sheet.keys[0]}）" if sheet.keys else sheet.headings[0]
    writer.writerow([neutral(heading) for heading in (first, *sheet.headings[1:])])
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return made.getvalue().encode("utf-8-sig")


def as_texts(sheets: Iterable[ListSheet]) -> bytes:
    """All of them as .csv in a .zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in sheets:
            packed.writestr(f"{sheet_name(sheet.name)}{TEXT}", as_text(sheet))
    return made.getvalue()


def _write(page: Any, styles: dict[str, Any], sheet: ListSheet) -> None:
    top = 1 if sheet.keys else 0
    if sheet.keys:
        page.set_row(0, None, None, {"hidden": True})
        for place, key in enumerate(sheet.keys):
            page.write_string(0, place, key, styles["key"])
    for place, heading in enumerate(sheet.headings):
        page.write_string(top, place, neutral(heading), styles["heading"])
        lengths = [len(_plain(row[place])) for row in sheet.rows[:MEASURED]]
        width = max([len(heading), *lengths])
        page.set_column(place, place, min(WIDEST, 2 * width + 4), styles["text"])
    for number, row in enumerate(sheet.rows, start=top + 1):
        for place, value in enumerate(row):
            if _is_number(value):
                page.write_number(number, place, value, styles["number"])
            elif shown := _plain(value):
                page.write_string(number, place, shown, styles["text"])
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + max(1, len(sheet.rows)), max(0, len(sheet.headings) - 1))


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
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
