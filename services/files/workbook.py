"""In the sandbox: an .xlsx, whose zip directory has been looked at, becomes plain lists.

python-calamine reads the values. It says nothing, though, about what a person would notice: that a
cell shows 3.46% and holds 0.0346, that a formula failed or was never calculated. Sheets in which
that can be are looked through a second time.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET  # in the sandbox: own process, limits, checked sizes

from domain.core.malformed import Malformed
from services.files.formats import Read, number_as_seen, shown_as, telling
from services.files.sandbox import damaged

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000

Odd = dict[int, dict[int, Read]]  # by row and column

_RELATION = re.compile(r"\}id\Z")
_BUILT_IN = {9: "0%", 10: "0.00%"}


def read_sheets(path: str) -> list[tuple[str, list[tuple[int, list[Read]]]]]:
    """[(name, [(row number, [(text, kind)])])] of visible sheets; no empty rows."""
    from python_calamine import (  # noqa: PLC0415 (only reading a workbook needs it)
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    _unpack(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            oddities = Oddities(path)
            sheets = []
            for place, sheet in enumerate(book.sheets_metadata):
                if (sheet.typ, sheet.visible) == (
                    SheetTypeEnum.WorkSheet,
                    SheetVisibleEnum.Visible,
                ):
                    rows = _values(book.get_sheet_by_index(place))
                    seen = _rows(rows, oddities.of(sheet.name), serials=oddities.serials)
                    sheets.append((sheet.name, list(seen)))
    except Malformed:
        raise  # a ValueError too
    except PasswordError:
        raise Malformed("file.encrypted", "文件有密码", "请去掉密码后再试") from None
    except (CalamineError, ET.ParseError, KeyError, ValueError, zipfile.BadZipFile):
        raise damaged() from None
    check_size(sum(len(rows) for _, rows in sheets), 0)
    return sheets


def check_size(rows: int, columns: int) -> None:
    """Raises Malformed where there are more rows or columns than anybody fills in."""
    if rows > MOST_ROWS:
        advice = "请删去下方的空白行，或分成几个文件"
        raise Malformed("file.too_many_rows", f"超过 {MOST_ROWS} 行", advice)
    if columns > MOST_COLUMNS:
        raise Malformed("file.too_many_columns", f"超过 {MOST_COLUMNS} 列", "请删去右侧多余的列")
    if rows * columns > MOST_CELLS:
        raise Malformed("file.too_many_cells", f"超过 {MOST_CELLS} 格", "请分成几个文件")


def _unpack(path: str) -> None:
    """Every member is as large as the directory says, and whole."""
    try:
        with zipfile.ZipFile(path) as packed:
            for member in packed.infolist():
                with packed.open(member) as stream:
                    while stream.read(1 << 16):
                        pass
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise damaged() from None


def _values(sheet: Any) -> list[list[Any]]:
    last_row, last_column = sheet.end or (-1, -1)  # counted from 0
    check_size(last_row + 1, last_column + 1)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


def _rows(rows: list[list[Any]], odd: Odd, *, serials: bool) -> Iterator[tuple[int, list[Read]]]:
    last_row = max([len(rows), *odd])
    last_column = max((place for cells in odd.values() for place in cells), default=0)
    check_size(last_row, last_column)
    for number in range(1, last_row + 1):
        values = rows[number - 1] if number <= len(rows) else []
        cells = [as_seen(value, serials=serials) for value in values]
        for place, seen in sorted(odd.get(number, {}).items()):
            # what failed or was never calculated has no value, and may lie outside all that has
            cells += [("", "text")] * (place - len(cells))
            cells[place - 1] = seen
        if any(text.strip() or kind != "text" for text, kind in cells):
            yield number, cells


def as_seen(value: Any, *, serials: bool = True) -> Read:
    """Text and kind of a value that calamine read.

    `serials`: whether a bare number may be read as a date by those who expect one; not where the
    workbook counts its days from 1904.
    """
    match value:
        case bool():
            return ("是" if value else "否"), "yes_no"
        case datetime() if value.time() == time():
            return value.date().isoformat(), "date"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds"), "date"
        case date():
            return value.isoformat(), "date"
        case time() | timedelta():
            return str(value), "text"
        case int() | float():
            return number_as_seen(value, serials=serials)
    return str(value), "text"


def column_name(place: int) -> str:
    """1 → A, 27 → AA."""
    name = ""
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name


def column_place(cell: str) -> int:
    """C5 → 3; 0 where there is no such name."""
    place = 0
    for letter in cell.rstrip("0123456789"):
        place = 26 * place + ord(letter.upper()) - 64
    return place


class Oddities:
    """Cells that show something else than calamine reads."""

    def __init__(self, path: str) -> None:
        with zipfile.ZipFile(path) as packed:
            self._parts = {
                info.filename: packed.read(info)
                for info in packed.infolist()
                if info.filename.endswith((".xml", ".rels"))
            }
        book = ET.fromstring(self._parts["xl/workbook.xml"])  # noqa: S314 (in the sandbox)
        self._sheets = dict(self._paths(book))
        self._formats = self._telling_formats()
        settings = next(_named(book, "workbookPr"), None)
        self.serials = settings is None or settings.get("date1904") not in {"1", "true"}

    def of(self, sheet: str) -> Odd:
        """Row → column → text and kind, for the cells of this sheet that show something else."""
        raw = self._parts.get(self._sheets.get(sheet, ""), b"")
        if not self._formats and b'"e"' not in raw and b"<f" not in raw:
            return {}
        odd: Odd = {}
        number = 0
        for _, element in ET.iterparse(io.BytesIO(raw)):  # noqa: S314 (in the sandbox)
            if _local(element) == "row":
                number = int(element.get("r") or number + 1)  # the place may be left out
                if cells := dict(self._odd_cells(element)):
                    odd[number] = cells
                element.clear()  # a large sheet is never held as a tree
        return odd

    def _odd_cells(self, row: ET.Element) -> Iterator[tuple[int, Read]]:
        place = 0
        for cell in row:
            place = column_place(cell.get("r", "")) or place + 1
            inner = {_local(part): part.text or "" for part in cell}
            kind, value = cell.get("t", "n"), inner.get("v", "")
            if kind == "e":
                yield place, (value, "error")
            elif not value and kind == "n" and "f" in inner:
                yield place, ("", "formula")
            elif value and kind == "n" and (pattern := self._formats.get(cell.get("s", ""))):
                yield place, shown_as(value, pattern)

    def _telling_formats(self) -> dict[str, str]:
        """Number formats that change what a person reads, by the number of the cell style."""
        raw = self._parts.get("xl/styles.xml")
        if raw is None:
            return {}
        styles = ET.fromstring(raw)  # noqa: S314 (in the sandbox)
        formats = dict(_BUILT_IN)
        for own in _named(styles, "numFmt"):
            formats[int(own.get("numFmtId", "0"))] = own.get("formatCode", "")
        used = next(_named(styles, "cellXfs"), ET.Element("none"))
        return {
            str(place): formats[number]
            for place, style in enumerate(used)
            if (number := int(style.get("numFmtId", "0"))) in formats and telling(formats[number])
        }

    def _paths(self, book: ET.Element) -> Iterator[tuple[str, str]]:
        related = ET.fromstring(self._parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 (in the sandbox)
        targets = {link.get("Id"): link.get("Target", "") for link in related}
        for sheet in _named(book, "sheet"):
            link = next((v for k, v in sheet.attrib.items() if _RELATION.search(k)), "")
            target = targets.get(link, "")
            yield sheet.get("name", ""), target.lstrip("/") if target[:1] == "/" else f"xl/{target}"


def _named(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (part for part in element.iter() if _local(part) == name)


def _local(element: ET.Element) -> str:
    """The name without its namespace; there are two, for strict and for ordinary workbooks."""
    return element.tag.rpartition("}")[2]
