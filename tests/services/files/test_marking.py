"""The sender's own file back: wrong cells coloured and explained, everything else as it was."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from services.files.exports.export import LONGEST_TEXT, ListSheet, as_text, as_workbook
from services.files.intake.marking import mark
from services.files.sheets.formula_guard import STARTS, neutral, restored
from services.files.sheets.sheets import read_workbook
from services.files.tables.report import Finding
from tests.services.filled import planned

pytestmark = pytest.mark.slow

HEADINGS = ["编号", "单位编号", "标题", "说明", "融资金额（万元）"]
ROWS = [
    ["N1", "E1", "流动资金贷款", "采购原料", "300"],
    ["N2", "E1", "设备贷款", "买两台机床", "几百万"],
    ["N3", "E404", "=SUM(E2:E3)", "厂房扩建", "500"],
]


def check(path):
    return planned(*read_workbook(path)).findings


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "需求"
    for row in [HEADINGS, *ROWS]:
        book.active.append(row)
    book.active["G2"] = "=1+1"
    book.save(tmp_path / "需求.xlsx")
    return tmp_path / "需求.xlsx"


def notes(sheet):
    return {c.coordinate: c.comment.text for row in sheet for c in row if c.comment}


def test_wrong_cells_are_coloured_and_explained(tmp_path, workbook):
    findings = check(workbook)
    mark(workbook, findings, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["错误清单", "需求"]
    sheet = book["需求"]
    said = notes(sheet)
    assert set(said) == {"B4", "C4", "E3"}
    assert said["E3"] == "看不懂这个中文数字。请用阿拉伯数字，例如 300万元"
    assert sheet["E3"].fill.fgColor.rgb == "FFF4B6B6"
    assert sheet["E2"].fill.fill_type is None
    listed = [[cell.value for cell in row] for row in book["错误清单"].iter_rows(max_col=4)]
    assert listed[0] == ["工作表", "单元格", "行", "栏"]
    assert ["需求", "E3", "3", "融资金额"] in listed
    assert len(listed) == 1 + len(findings)


def test_the_senders_cells_and_formulas_stay_as_they_are(tmp_path, workbook):
    mark(workbook, check(workbook), tmp_path / "out.xlsx")
    before = openpyxl.load_workbook(workbook)["需求"]
    after = openpyxl.load_workbook(tmp_path / "out.xlsx")["需求"]
    assert [[c.value for c in row] for row in before] == [[c.value for c in row] for row in after]
    assert after["C4"].data_type == "f"


def test_a_corrected_copy_can_be_sent_and_marked_again(tmp_path, workbook):
    mark(workbook, check(workbook), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["需求"]
    sheet["E3"], sheet["B4"], sheet["C4"], sheet["G2"] = "300", "E1", "厂房贷款", None
    book.save(tmp_path / "again.xlsx")
    assert check(tmp_path / "again.xlsx") == ()
    sheet["E4"] = "很多"
    book.save(tmp_path / "again.xlsx")
    mark(tmp_path / "again.xlsx", check(tmp_path / "again.xlsx"), tmp_path / "out2.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "out2.xlsx")
    assert marked.sheetnames == ["错误清单", "需求"]
    assert set(notes(marked["需求"])) == {"E4"}
    assert marked["需求"]["E3"].fill.fill_type is None


def test_a_finding_about_a_row_or_a_file_has_its_place_too(tmp_path, workbook):
    whole = Finding(code="file.no_rows", message="没有行")
    row = Finding(sheet="需求", row=3, code="posting.state", message="不能提交")
    mark(workbook, [whole, row], tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert notes(book["需求"]) == {"A3": "不能提交"}
    assert book["错误清单"].max_row == 3


def test_merged_cells_are_marked_at_their_first(tmp_path, workbook):
    book = openpyxl.load_workbook(workbook)
    book["需求"].merge_cells("A6:C7")
    book.save(workbook)
    finding = Finding(sheet="需求", cell="B7", row=7, code="x", message="不对")
    mark(workbook, [finding], tmp_path / "out.xlsx")
    assert notes(openpyxl.load_workbook(tmp_path / "out.xlsx")["需求"]) == {"A6": "不对"}


def test_a_csv_comes_back_as_a_workbook_of_texts(tmp_path):
    path = tmp_path / "需求[1].csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    mark(path, check(path), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["错误清单", "需求_1_"]
    sheet = book["需求_1_"]
    assert set(notes(sheet)) == {"B4", "E3"}
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("'=SUM(E2:E3)", "s")
    assert check(tmp_path / "out.xlsx")[0].cell == "E3"


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_would_calculate_is_neutralised_and_restored(tmp_path, start):
    text = f"{start}cmd|' /C calc'!A0"
    assert neutral(text) == f"'{text}"
    assert restored(neutral(text)) == text
    assert restored(neutral(f"'{text}")) == f"'{text}"
    assert restored("'引号开头的名称'") == "'引号开头的名称'"
    finding = Finding(sheet="x", row=1, label=text, code="x", message=text, value=text)
    book = tmp_path / "需求.xlsx"
    book.write_bytes(as_workbook([ListSheet("需求", [text], [[text]])]))
    mark(book, [finding], tmp_path / "out.xlsx")
    for path in (book, tmp_path / "out.xlsx"):
        cells = [c for s in openpyxl.load_workbook(path) for row in s for c in row if c.value]
        assert all(cell.data_type == "s" for cell in cells)
        assert not any(str(cell.value).startswith(STARTS) for cell in cells)


def test_a_table_keeps_ids_whole_and_numbers_numbers(tmp_path):
    rows = [
        ["007", "914110251234567890", 10**17, 300, Decimal("1.5"), date(2026, 3, 1), True, None]
    ]
    headers = ["编号", "代码", "分", "户数", "数量", "日期", "规上", "备注"]
    listed = ListSheet("户数", headers, rows)
    (tmp_path / "a.xlsx").write_bytes(as_workbook([listed]))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[2]] == [
        "007",
        "914110251234567890",
        "100000000000000000",
        300,
        1.5,
        "2026-03-01",
        "是",
        None,
    ]
    raw = as_text(listed)
    assert raw.startswith(b"\xef\xbb\xbf")
    line = "007,914110251234567890,100000000000000000,300,1.5,2026-03-01,是,\r\n"
    assert raw.decode("utf-8-sig").splitlines(keepends=True)[1] == line


def test_a_very_long_text_is_cut_and_not_lost(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(as_workbook([ListSheet("a", ["说明"], [["x" * 40_000]])]))
    (cell,) = openpyxl.load_workbook(tmp_path / "a.xlsx").active[2]
    assert (len(cell.value), cell.value[-1]) == (LONGEST_TEXT, "…")
