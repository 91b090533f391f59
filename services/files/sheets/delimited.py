"""Texts with one row a line (.csv, .txt, .tsv) become plain lists: whatever the separator.

A byte order mark settles the encoding; without one UTF-8 is tried, then GB18030, both strictly. The
separator is what cuts the first lines into the same number of fields; "sep=;" in front settles it,
as it does for spreadsheets.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from domain.core.malformed import Malformed
from services.files.sheets.formats import text_as_seen
from services.files.sheets.workbook import MOST_COLUMNS, MOST_ROWS, Row, check_size

FIELD_CHARACTERS = 100_000
SEPARATORS = ",;\t|"
LINES = 50  # that are looked at for the separator
ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    "\ufeff".encode("gb18030"): "gb18030",
}

_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>[,;\t|:^~])"?(?:\r\n|\r|\n)', re.IGNORECASE)


def read_delimited(raw: bytes, declared: str | None = None) -> list[Row]:
    """The rows that aren't empty. Raises Malformed with a code beginning with `file.`."""
    text = decoded(raw, declared)
    separator = ""
    if line := _SEPARATOR_LINE.match(text):  # spreadsheets don't count it as a row
        separator, text = line["separator"], text[line.end() :]
    return list(_rows(text, separator or separator_of(text)))


def decoded(raw: bytes, declared: str | None) -> str:
    """The text. `declared` is one of `ENCODINGS`, for a text without a byte order mark."""
    if declared is not None and declared.lower() not in ENCODINGS:
        raise Malformed("file.encoding", f"不支持编码“{declared}”", "可用的有 utf-8、gb18030")
    marked = next((encoding for mark, encoding in MARKS.items() if raw.startswith(mark)), "")
    tried = [ENCODINGS[declared.lower()]] if declared else ["utf-8", "gb18030"]
    for encoding in [marked] if marked else tried:
        try:
            text = raw.decode(encoding, errors="strict").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Malformed(
        "file.encoding", "文字编码读不出来", "请用表格软件另存为 .xlsx，或“CSV UTF-8（逗号分隔）”"
    )


def separator_of(text: str) -> str:
    """What cuts the first lines best: into most fields, and into the same number everywhere."""
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> float:
    """0 where nothing is cut. That lines agree counts for more than into how many fields."""
    try:
        lines = [len(line) for line in islice(_lines(text, separator), LINES) if line]
    except csv.Error:
        return 0
    if not lines:
        return 0
    fields, agreeing = Counter(lines).most_common(1)[0]
    return (agreeing / len(lines)) ** 2 * (fields - 1)


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _rows(text: str, separator: str) -> Iterator[Row]:
    number = 0
    try:
        for number, values in enumerate(_lines(text, separator), start=1):
            if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                check_size(number, len(values))
            if any(len(value) > FIELD_CHARACTERS for value in values):
                raise Malformed("file.csv", f"第 {number} 行有一格过长", "请检查引号是否成对")
            seen = [text_as_seen(value) for value in values]
            if any(seen):
                yield number, [(value, "text") for value in seen]
    except csv.Error:
        message = f"第 {number + 1} 行不合 CSV 格式"
        raise Malformed("file.csv", message, "请检查引号是否成对") from None
