"""Texts with one row a line, as programs and people write them: whatever encoding and separator."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from services.files.sheets.delimited import read_delimited, separator_of
from services.files.sheets.sheets import Cell, Sheet, SheetRow, read_workbook

ROWS = [
    ["融资需求表", "", ""],
    ["企业", "金额（万元）", "说明"],
    ["甲公司", "1,000", "采购原料，付货款；周转|备用"],
    ["乙公司", "300", "两行\n说明\t一"],
    ["丙公司", "", "买“机床”, 两台; 三台"],
]
SEEN = [
    (1, ["融资需求表", "", ""]),
    (2, ["企业", "金额（万元）", "说明"]),
    (3, ["甲公司", "1,000", "采购原料，付货款；周转|备用"]),
    (4, ["乙公司", "300", "两行\n说明 一"]),
    (5, ["丙公司", "", "买“机床”, 两台; 三台"]),
]


def written(rows, separator, end="\r\n") -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    return file.getvalue()


def texts(raw: bytes, **options) -> list[tuple[int, list[str]]]:
    rows = read_delimited(raw, **options)
    assert {kind for _, cells in rows for _, kind in cells} <= {"text"}
    return [(number, [text for text, _ in cells]) for number, cells in rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_whatever_its_separator_and_encoding(separator, encoding):
    assert texts(written(ROWS, separator).encode(encoding)) == SEEN


def test_the_order_of_bytes_is_told_by_the_mark_and_a_mark_beats_what_was_declared():
    for encoding in ("utf-16-le", "utf-16-be", "gb18030", "utf-8"):
        raw = ("\ufeff" + written(ROWS, "\t")).encode(encoding)
        assert texts(raw, declared="gb18030") == SEEN


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_may_end_in_every_way(end):
    assert texts(written(ROWS, ",", end).encode()) == SEEN


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_may_name_the_separator_and_is_no_row(line):
    assert texts(f"{line}\r\n甲,乙;丙,丁\r\n".encode("utf-8-sig")) == [(1, ["甲,乙", "丙,丁"])]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("名称\n甲公司\n", ","),  # nothing to cut
        ("名称;金额\n甲;1,5\n乙;2,5\n", ";"),
        ("名称,担保,金额\n甲,信用;抵押,1\n乙,信用;保证,2\n丙,信用;质押,3\n", ","),
        ("名称\t说明\n甲\t一, 二, 三, 四\n乙\t一, 二, 三, 四\n丙\t五\n", "\t"),
        ("需求表\n填报单位：某局\n名称|金额|备注\n甲|1|\n乙|2|急, 尽快\n合计|3|\n", "|"),
        ("甲，乙，丙;1\n甲，乙，丙;2\n", ";"),
        ("名称,金额,期限\n甲,1\n乙,1,2\n丙,1,2\n", ","),  # ends left out
    ],
)
def test_the_separator_is_what_cuts_all_lines_alike(text, separator):
    assert separator_of(text) == separator


def test_codes_written_as_formulas_are_texts_and_invisible_characters_are_none():
    line = 'x,="00123","=""0045""",\u200b甲\u00a0公司\u3000,=1+1\n'.encode()
    assert texts(line) == [(1, ["x", "00123", "0045", "甲 公司", "=1+1"])]


@pytest.mark.parametrize("name", ["需求.csv", "需求.txt", "需求.tsv", "需求.xls"])
def test_a_text_is_one_sheet_whatever_its_file_is_called(tmp_path, name):
    path = tmp_path / name
    path.write_bytes("标题\t说明\r\n\r\n一\t二\r\n".encode("utf-16"))
    rows = (
        SheetRow(1, (Cell("标题"), Cell("说明"))),
        SheetRow(3, (Cell("一"), Cell("二"))),
    )
    assert read_workbook(path) == [Sheet("需求", rows)]


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_answer_is_rows_or_a_refusal(raw):
    try:
        read_delimited(raw)
    except Malformed as refused:
        assert refused.code in {"file.encoding", "file.csv"}
