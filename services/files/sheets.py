"""Reading files safely: an .xlsx workbook or a .csv becomes sheets of cells, or is refused.

Size and zip directory are looked at before anything is unpacked; the workbook itself is parsed
in the sandbox (`services/files/sandbox.py`). A cell holds the text a person sees, and whether the
file can be trusted with it: a code of 18 digits that went through a number has lost its end.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.core.malformed import Malformed
from services.files.sandbox import sandboxed
from services.files.workbook import MOST_COLUMNS, MOST_ROWS, check_size

MOST_BYTES = 10 << 20
MOST_UNPACKED = 50 << 20
MOST_MEMBERS = 200
MOST_RATIO = 100
FIELD_CHARACTERS = 100_000
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and also an .xlsx with a password

OTHER_KINDS = {
    ".xls": ("file.old_format", "这是旧版 Excel 文件（.xls）", "请另存为 .xlsx 后再试"),
    ".xlsm": ("file.macros", "文件可能带有宏（.xlsm）", "请另存为不带宏的 .xlsx 后再试"),
    ".xlsb": ("file.binary", "这是二进制工作簿（.xlsb）", "请另存为 .xlsx 后再试"),
    ".et": ("file.old_format", "这是 WPS 表格文件（.et）", "请另存为 .xlsx 后再试"),
    ".ods": ("file.other_format", "这是 OpenDocument 文件（.ods）", "请另存为 .xlsx 后再试"),
}


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `kind`: text, number, date, yes_no; or why the text can't be trusted:
    lost_digits, error, formula (never calculated), scaled (shows another number than it holds)."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class SheetRow:
    """A row that isn't empty; `number` counts from 1, as the program on screen does."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[SheetRow, ...]


def read_workbook(path: Path, *, encoding: str | None = None) -> list[Sheet]:
    """The sheets of an .xlsx; of a .csv one, named like the file.

    `encoding` is declared for a .csv ("utf-8", "gb18030"); without it UTF-8 is tried, then GB18030,
    both strictly. Raises Malformed with a code beginning with `file.`.
    """
    kind = path.suffix.lower()
    if kind in OTHER_KINDS:
        raise Malformed(*OTHER_KINDS[kind])
    if kind not in {".xlsx", ".csv"}:
        raise Malformed("file.kind", f"不能读取“{kind}”文件", "请用 .xlsx 或 .csv 文件")
    if path.stat().st_size > MOST_BYTES:
        raise Malformed("file.too_large", "文件超过 10 MB", "请分成几个文件")
    if path.stat().st_size == 0:
        raise Malformed("file.empty", "文件是空的", "请检查是否选错了文件")
    if kind == ".csv":
        return [Sheet(path.stem, _csv_rows(_decode(path.read_bytes(), encoding)))]
    check_zip(path)
    read = sandboxed("services.files.workbook:read_sheets", str(path))
    return [Sheet(name, tuple(_row(*row) for row in rows)) for name, rows in read]


def _row(number: int, cells: list[tuple[str, str]]) -> SheetRow:
    return SheetRow(number, tuple(Cell(text, kind) for text, kind in cells))


def check_zip(path: Path) -> None:
    """Looks at a workbook's zip directory, without unpacking. Raises Malformed (`file.…`)."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE:
        message = "文件有密码，或其实是旧版 .xls"
        raise Malformed("file.encrypted", message, "请去掉密码，另存为 .xlsx")
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


def _decode(raw: bytes, declared: str | None) -> str:
    choices = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "gb18030": "gb18030", "gbk": "gb18030"}
    if declared is not None and declared.lower() not in choices:
        raise Malformed("file.encoding", f"不支持编码“{declared}”", "可用的有 utf-8、gb18030")
    if raw.startswith((OLE, b"PK\x03\x04")):
        raise Malformed("file.not_csv", "这不是 CSV，而是 Excel 文件改了扩展名", "请改回 .xlsx")
    tried = [choices[declared.lower()]] if declared else ["utf-8-sig", "gb18030"]
    for encoding in tried:
        try:
            return raw.decode(encoding, errors="strict")
        except UnicodeDecodeError:
            continue
    raise Malformed(
        "file.encoding", "文字编码读不出来", "请用表格软件另存为 .xlsx，或“CSV UTF-8（逗号分隔）”"
    )


def _csv_rows(text: str) -> tuple[SheetRow, ...]:
    rows: list[SheetRow] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                check_size(number, len(values))
            if any(len(value) > FIELD_CHARACTERS for value in values):
                raise Malformed("file.csv", f"第 {number} 行有一格过长", "请检查引号是否成对")
            if any(value.strip() for value in values):
                rows.append(SheetRow(number, tuple(Cell(value) for value in values)))
    except csv.Error:
        message = f"第 {number + 1} 行不合 CSV 格式"
        raise Malformed("file.csv", message, "请检查引号是否成对") from None
    return tuple(rows)
