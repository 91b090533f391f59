"""Reading files safely: a workbook or a text with one row a line becomes sheets of cells.

What a file is, its contents tell: an .xlsx (whose size and zip directory are looked at before
anything is unpacked), an .xls, or a text with separators. Workbooks are parsed in the sandbox
(`sandbox.py`). A cell holds the text a person sees, and whether the file can be trusted with it:
a code of 18 digits that went through a number has lost its end.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from domain.core.malformed import Malformed
from services.files.sheets.delimited import read_delimited
from services.files.sheets.sandbox import sandboxed
from services.files.sheets.workbook import PlainSheet, column_name, plain_sheet

MOST_BYTES = 10 << 20
MOST_UNPACKED = 50 << 20
MOST_MEMBERS = 200
MOST_RATIO = 100
OLE = b"\xd0\xcf\x11\xe0"  # .xls, .et, and also an .xlsx with a password
ZIP = b"PK\x03\x04"

TEXTS = frozenset({".csv", ".txt", ".tsv"})
WORKBOOKS = frozenset({".xlsx", ".xls", ".et"})
OTHER_KINDS = {
    ".xlsm": ("file.macros", "文件可能带有宏（.xlsm）", "请另存为不带宏的 .xlsx 后再试"),
    ".xlsb": ("file.binary", "这是二进制工作簿（.xlsb）", "请另存为 .xlsx 后再试"),
    ".ods": ("file.other_format", "这是 OpenDocument 文件（.ods）", "请另存为 .xlsx 后再试"),
}


class Span(NamedTuple):
    """Merged cells: a rectangle, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{column_name(self.left)}{self.top}:{column_name(self.right)}{self.bottom}"

    @property
    def across(self) -> bool:
        """Over several columns, as a title or the upper row of headings is."""
        return self.right > self.left

    @property
    def down(self) -> bool:
        """Over several rows."""
        return self.bottom > self.top


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `kind`: text, number, date, yes_no; or why the text can't be trusted:
    lost_digits, error, formula (never calculated), scaled (shows another number than it holds).
    All cells of merged ones have the text of the first, and say which ones in `merged`."""

    text: str
    kind: str = "text"
    merged: Span | None = None


@dataclass(frozen=True)
class SheetRow:
    """A row that isn't empty; `number` counts from 1, as the program on screen does."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet with all that it holds, also what it doesn't show: numbers of rows and columns that
    hold something and are hidden, by hand, by a filter, or by having no height or width."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def read_workbook(path: Path, *, encoding: str | None = None) -> list[Sheet]:
    """The sheets of a workbook, hidden ones too; of a text one, named like the file.

    `encoding` is declared for a text ("utf-8", "gb18030"); without it UTF-8 is tried, then GB18030,
    both strictly. Raises Malformed with a code beginning with `file.`.
    """
    return [_sheet(plain) for plain in read_plain(path, encoding=encoding)]


def read_plain(path: Path, *, encoding: str | None = None) -> list[PlainSheet]:
    """The same as values that JSON knows, merged cells not filled."""
    kind = path.suffix.lower()
    if kind in OTHER_KINDS:
        raise Malformed(*OTHER_KINDS[kind])
    if kind not in TEXTS | WORKBOOKS:
        message, advice = f"不能读取“{kind}”文件", "请用 .xlsx、.xls 或 .csv 文件"
        raise Malformed("file.kind", message, advice)
    if path.stat().st_size > MOST_BYTES:
        raise Malformed("file.too_large", "文件超过 10 MB", "请分成几个文件")
    if path.stat().st_size == 0:
        raise Malformed("file.empty", "文件是空的", "请检查是否选错了文件")
    sheets: list[PlainSheet]
    if is_zip(path):
        check_zip(path)
        sheets = sandboxed("services.files.sheets.workbook:read_sheets", str(path))
    elif (raw := path.read_bytes()).startswith(OLE):
        _check_old(raw)
        sheets = sandboxed("services.files.sheets.old_workbook:read_old_sheets", str(path))
    else:
        if kind not in TEXTS:
            _check_export(kind, raw)
        sheets = [plain_sheet(path.stem, read_delimited(raw, encoding))]
    return sheets


def _sheet(plain: PlainSheet) -> Sheet:
    rows = {number: [Cell(*cell) for cell in cells] for number, cells in plain["rows"]}
    for span in plain["merged"]:
        _fill(rows, Span(*span))
    return Sheet(
        plain["name"],
        tuple(SheetRow(number, tuple(cells)) for number, cells in rows.items()),
        hidden=plain["hidden"],
        hidden_rows=frozenset(plain["hidden_rows"]),
        hidden_columns=frozenset(plain["hidden_columns"]),
    )


def _fill(rows: dict[int, list[Cell]], span: Span) -> None:
    """What stands in the first of merged cells, a person sees in all of them."""
    first = rows.get(span.top, [])[span.left - 1 : span.left]
    seen = replace(first[0] if first else Cell(""), merged=span)
    for number in range(span.top, span.bottom + 1):
        if (cells := rows.get(number)) is not None:
            cells += [Cell("")] * (span.right - len(cells))
            cells[span.left - 1 : span.right] = [seen] * (span.right - span.left + 1)


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _check_old(raw: bytes) -> None:
    """Looks for the name of the stream that an OLE file of this kind has."""
    if _stream("EncryptedPackage") in raw:
        raise Malformed("file.encrypted", "文件有密码", "请去掉密码后再试")
    if _stream("Workbook") not in raw and _stream("Book") not in raw:
        raise _not_excel()


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _check_export(kind: str, raw: bytes) -> None:
    """Many systems export a text with tabs, or a web page, and call it .xls."""
    if kind == ".xlsx":
        raise _not_excel()
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        message = f"这是网页或 XML，只是扩展名为 {kind}"
        raise Malformed("file.web_page", message, "请用表格软件打开，另存为 .xlsx 后再试")


def check_zip(path: Path) -> None:
    """Looks at a workbook's zip directory, without unpacking. Raises Malformed (`file.…`)."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _not_excel() from None
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names:
        raise _not_excel()
    if any(member.flag_bits & 1 for member in members):
        raise Malformed("file.encrypted", "文件有密码", "请去掉密码后再试")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Malformed(*OTHER_KINDS[".xlsm"])
    if len(members) > MOST_MEMBERS:
        raise _bomb(f"压缩包里有 {len(members)} 个文件，最多 {MOST_MEMBERS} 个")
    _check_sizes(members, path.stat().st_size)


def _check_sizes(members: Iterable[zipfile.ZipInfo], packed_size: int) -> None:
    unpacked = 0
    for member in members:
        unpacked += member.file_size
        # a small member may be nearly empty and compress better than any text
        large = member.file_size > (1 << 20)
        if large and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise _bomb(f"压缩比超过 {MOST_RATIO} 倍")
    if unpacked > MOST_UNPACKED:
        raise _bomb(f"解开后超过 {MOST_UNPACKED >> 20} MB")
    if unpacked > MOST_RATIO * packed_size:
        raise _bomb(f"压缩比超过 {MOST_RATIO} 倍")


def _not_excel() -> Malformed:
    return Malformed("file.not_excel", "这不是 Excel 工作簿", "请用表格软件另存为 .xlsx")


def _bomb(what: str) -> Malformed:
    return Malformed("file.bomb", what, "请删去多余的空白行列和图片，另存为新的 .xlsx 后再试")
