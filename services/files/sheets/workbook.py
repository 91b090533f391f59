"""In the sandbox: an .xlsx, whose zip directory has been looked at, becomes plain lists.

python-calamine reads the values. It says nothing, though, about what a person would notice: that a
cell shows 3.46% and holds 0.0346, that a formula failed or was never calculated, that a row or a
column is hidden. Sheets in which that can be are looked through a second time.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypedDict
from xml.etree import ElementTree as ET  # in the sandbox: own process, limits, checked sizes

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

MOST_ROWS = 20_000
LONGEST_NAME = 31  # letters that the name of a sheet has
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000

Odd = dict[int, dict[int, Read]]  # by row and column
Row = tuple[int, list[Read]]  # its number, its cells
EMPTY: Read = ("", "text")
TRUE = frozenset({"1", "true"})
Span = tuple[int, int, int, int]  # of merged cells: top, left, bottom, right, counted from 1

_RELATION = re.compile(r"\}id\Z")
# what makes a second look worth its time, but for the formats
_TELLING = re.compile(rb"""t=["']e["']|[<:]f[\s>/]|\s(?:hidden=|(?:ht|width)=["']0[."'])""")
_FORMULA_TEXT = re.compile(r'"(?:[^"]|"")*"')


class PlainSheet(TypedDict):
    """A sheet as it leaves the sandbox. Rows without contents are left out; `hidden_rows` and
    `hidden_columns` are those that hold something."""

    name: str
    hidden: bool
    rows: list[Row]
    hidden_rows: list[int]
    hidden_columns: list[int]
    merged: list[Span]


class Looked(NamedTuple):
    """What the second look at a sheet shows."""

    odd: Odd
    hidden_rows: set[int]
    hidden_columns: set[int]


def read_sheets(path: str) -> list[PlainSheet]:
    """All sheets with cells."""
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
            sheets = [
                _sheet(
                    sheet.name,
                    book.get_sheet_by_index(place),
                    oddities,
                    hidden=sheet.visible != SheetVisibleEnum.Visible,
                )
                for place, sheet in enumerate(book.sheets_metadata)
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except Malformed:
        raise  # a ValueError too
    except PasswordError:
        raise Malformed("file.encrypted", "文件有密码", "请去掉密码后再试") from None
    except (CalamineError, ET.ParseError, KeyError, ValueError, zipfile.BadZipFile):
        raise damaged() from None
    check_size(sum(len(sheet["rows"]) for sheet in sheets), 0)
    return sheets


def _sheet(name: str, sheet: Any, oddities: Oddities, *, hidden: bool) -> PlainSheet:
    looked = oddities.of(name)
    rows = list(_rows(_values(sheet), looked.odd, serials=oddities.serials))
    merged = ((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    return plain_sheet(
        name,
        rows,
        merged,
        hidden=hidden,
        hidden_rows=looked.hidden_rows,
        hidden_columns=looked.hidden_columns,
    )


def plain_sheet(
    name: str,
    rows: list[Row],
    merged: Iterable[Span] = (),
    *,
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
) -> PlainSheet:
    """A sheet of these rows; what lies outside of them is neither hidden nor merged.

    Raises Malformed where merged cells lie over each other, time and again.
    """
    numbers = {number for number, _ in rows}
    last, width = max(numbers, default=0), max((len(cells) for _, cells in rows), default=0)
    used = {place for _, cells in rows for place, cell in enumerate(cells, 1) if cell != EMPTY}
    spans = []
    covered = 0
    for top, left, *end in merged:
        bottom, right = min(end[0], last), min(end[1], width)
        if bottom >= top and right >= left and (bottom > top or right > left):
            spans.append((top, left, bottom, right))
            covered += (bottom - top + 1) * (right - left + 1)
            check_cells(covered)
    return PlainSheet(
        name=name,
        hidden=hidden,
        rows=rows,
        hidden_rows=sorted(numbers.intersection(hidden_rows)),
        hidden_columns=sorted(used.intersection(hidden_columns)),
        merged=spans,
    )


def check_size(rows: int, columns: int) -> None:
    """Raises Malformed where there are more rows or columns than anybody fills in."""
    if rows > MOST_ROWS:
        advice = "请删去下方的空白行，或分成几个文件"
        raise Malformed("file.too_many_rows", f"超过 {MOST_ROWS} 行", advice)
    if columns > MOST_COLUMNS:
        raise Malformed("file.too_many_columns", f"超过 {MOST_COLUMNS} 列", "请删去右侧多余的列")
    check_cells(rows * columns)


def check_cells(cells: int) -> None:
    """Raises Malformed where there are more cells than anybody fills in."""
    if cells > MOST_CELLS:
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
            cells += [EMPTY] * (place - len(cells))
            cells[place - 1] = seen
        if any(text or kind != "text" for text, kind in cells):
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
    return text_as_seen(str(value)), "text"


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
    """What calamine doesn't tell: cells that show something else than it reads, and what hides."""

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
        self.serials = settings is None or settings.get("date1904") not in TRUE

    def of(self, sheet: str) -> Looked:
        """The cells of this sheet that show something else, by row and column, and what hides."""
        raw = self._parts.get(self._sheets.get(sheet, ""), b"")
        looked = Looked({}, set(), set())
        if not self._formats and not _TELLING.search(raw):
            return looked
        number = 0
        for _, element in ET.iterparse(io.BytesIO(raw)):  # noqa: S314 (in the sandbox)
            match _local(element):
                case "col" if _hides(element, "width"):
                    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                    looked.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
                case "row":
                    number = int(element.get("r") or number + 1)  # the place may be left out
                    if cells := dict(self._odd_cells(element)):
                        looked.odd[number] = cells
                    if _hides(element, "ht"):
                        looked.hidden_rows.add(number)
                    element.clear()  # a large sheet is never held as a tree
        return looked

    def _odd_cells(self, row: ET.Element) -> Iterator[tuple[int, Read]]:
        place = 0
        for cell in row:
            place = column_place(cell.get("r", "")) or place + 1
            inner = {_local(part): part.text or "" for part in cell}
            kind, value = cell.get("t", "n"), inner.get("v", "")
            if kind == "e":
                yield place, (value, "error")
            elif not value and kind == "n" and "f" in inner:
                formula = inner["f"].strip()
                shows = _FORMULA_TEXT.fullmatch(formula)
                yield place, (text_as_seen(f"={formula}"), "text") if shows else ("", "formula")
            elif value and kind == "n" and (pattern := self._formats.get(cell.get("s", "0"))):
                yield place, shown_as(float(value), pattern, serials=self.serials)

    def _telling_formats(self) -> dict[str, str]:
        """Number formats that change what a person reads, by the number of the cell style."""
        raw = self._parts.get("xl/styles.xml")
        if raw is None:
            return {}
        styles = ET.fromstring(raw)  # noqa: S314 (in the sandbox)
        formats = dict(BUILT_IN)
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


def _hides(element: ET.Element, size: str) -> bool:
    """Whether a row or a column doesn't show: hidden, also by a filter, or of no size."""
    return element.get("hidden") in TRUE or float(element.get(size) or 1) == 0


def _named(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (part for part in element.iter() if _local(part) == name)


def _local(element: ET.Element) -> str:
    """The name without its namespace; there are two, for strict and for ordinary workbooks."""
    return element.tag.rpartition("}")[2]


def sheet_name(name: str) -> str:
    """A name that a sheet may have."""
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in name)
    return plain[:LONGEST_NAME] or "表"
