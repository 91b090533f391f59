"""What wasn't taken comes back alone, in the sender's own file, to be finished and sent again."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter
import xlwt

from services.files.intake.marking import mark, unfinished
from services.files.sheets.sheets import Cell, Sheet, SheetRow, Span, read_workbook
from services.files.tables.report import Finding
from tests.services.files.test_shown import SHOWN, new_workbook, old_workbook

pytestmark = pytest.mark.slow

WRONG = Finding(sheet="需求", cell="B7", row=7, code="x", message="不对", advice="请改正")
TAKEN_TOO = Finding(sheet="需求", cell="B3", row=3, code="x", message="少见")


def texts(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(row.number, [cell.text for cell in row.cells]) for row in sheet.rows]


def shown(sheet: Sheet) -> tuple[SheetRow, ...]:
    """Its rows, as if all cells were texts."""
    return tuple(
        SheetRow(
            row.number,
            tuple(
                Cell(c.text, c.kind if c.kind == "error" else "text", c.merged) for c in row.cells
            ),
        )
        for row in sheet.rows
    )


@pytest.fixture
def form(tmp_path):
    """A title, headings, rows 3 to 8; rows 4 and 5 share an amount, and so do rows 6 to 8."""
    book = xlsxwriter.Workbook(tmp_path / "需求.xlsx")
    sheet = book.add_worksheet("需求")
    border = book.add_format({"border": 1, "num_format": '"¥"#,##0'})
    sheet.merge_range("A1:D1", "融资需求表")
    sheet.write_row("A2", ["企业", "金额", "两倍", "担保"])
    for row in range(2, 8):
        sheet.write(row, 0, f"企业{row + 1}")
        sheet.write_formula(row, 2, f"=B{row + 1}*2", None, 200 * row)
        sheet.write(row, 3, "信用")
        sheet.set_row(row, 6 * row)
    sheet.write("B3", 1, border)
    sheet.merge_range("B4:B5", 2, border)
    sheet.merge_range("B6:B8", 3, border)
    sheet.write_formula("B6", "=1+2", border, 3)
    sheet.write_url("A8", "https://example.org/", string="企业8")
    sheet.set_column("A:A", 33)
    sheet.data_validation("D3:D8", {"validate": "list", "source": ["信用", "抵押"]})
    sheet.data_validation("A3", {"validate": "length", "criteria": "<", "value": 9})
    sheet.conditional_format("A4:A8", {"type": "duplicate"})
    sheet.autofilter("A2:D8")
    table = book.add_worksheet("供给")
    table.add_table("A1:B3", {"data": [["一", 1], ["二", 2]]})
    other = book.add_worksheet("统计")
    other.write_formula("A1", "=SUM(需求!B3:B8)", None, 6)
    book.close()
    return tmp_path / "需求.xlsx"


def test_rows_that_were_taken_are_gone_and_the_rest_is_as_it_was(tmp_path, form):
    out = tmp_path / "out.xlsx"
    taken = {"需求": [3, 4, 6], "供给": [2], "没有这张表": [1]}
    unfinished(form, taken, [WRONG, TAKEN_TOO], out)
    read = {sheet.name: sheet for sheet in read_workbook(out)}
    assert texts(read["需求"]) == [
        (1, ["融资需求表"] * 4),
        (2, ["企业", "金额", "两倍", "担保"]),
        (3, ["企业5", "2元", "800", "信用"]),
        (4, ["企业7", "3元", "1200", "信用"]),
        (5, ["企业8", "3元", "1400", "信用"]),
    ]
    spans = {c.merged for row in read["需求"].rows for c in row.cells}
    assert spans == {None, Span(1, 1, 1, 4), Span(4, 2, 5, 2)}
    assert texts(read["供给"]) == [(1, ["Column1", "Column2"]), (2, ["二", "2"])]
    sheet = openpyxl.load_workbook(out)["需求"]
    assert {n: d.height for n, d in sheet.row_dimensions.items()} == {3: 24, 4: 36, 5: 42}
    assert sheet.column_dimensions["A"].width == pytest.approx(33, abs=1)
    assert {c.coordinate: c.comment.text for row in sheet for c in row if c.comment} == {
        "B4": "不对。请改正"
    }
    assert sheet["B3"].border.bottom.style == sheet["B5"].border.bottom.style == "thin"
    assert (sheet["A5"].hyperlink.ref, sheet["A5"].hyperlink.target) == (
        "A5",
        "https://example.org/",
    )
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["D3:D5"]
    assert [str(rule.sqref) for rule in sheet.conditional_formatting] == ["A3:A5"]
    assert sheet.auto_filter.ref == "A2:D5"
    book = openpyxl.load_workbook(out)
    assert [table.ref for table in book["供给"].tables.values()] == ["A1:B2"]
    assert book["统计"]["A1"].value == "=SUM(需求!B3:B8)"  # loses no row, so stays as it is
    listed = [[cell.value for cell in row] for row in book["错误清单"].iter_rows(max_col=3)]
    assert listed == [["工作表", "单元格", "行"], ["需求", "B4", "4"]]


def test_where_all_was_taken_only_the_headings_are_left(tmp_path, form):
    unfinished(form, {"需求": range(3, 9), "供给": [2, 3]}, [], tmp_path / "out.xlsx")
    read = read_workbook(tmp_path / "out.xlsx")
    assert [len(sheet.rows) for sheet in read] == [1, 2, 1, 1]


def test_a_formula_that_was_never_calculated_moves_with_its_row(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "需求"
    for row in range(1, 5):
        book.active.append([row, f"=A{row}*2"])
    book.save(tmp_path / "a.xlsx")
    unfinished(tmp_path / "a.xlsx", {"需求": [2, 3]}, [], tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["需求"]
    assert [[c.value for c in row] for row in sheet] == [[1, "=A1*2"], [4, "=A2*2"]]


def test_an_old_workbook_comes_back_as_texts_with_what_is_merged_and_hidden(tmp_path):
    path, out = old_workbook(tmp_path / "需求.xls"), tmp_path / "out.xlsx"
    mark(path, [WRONG], out)
    (listed, sheet, hidden) = read_workbook(out)
    assert (listed.name, hidden.hidden) == ("错误清单", True)
    assert shown(sheet) == shown(SHOWN)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (SHOWN.hidden_rows, SHOWN.hidden_columns)
    unfinished(path, {"需求": [3]}, [replace(WRONG, cell="B6", row=6)], out)
    (_, sheet, _) = read_workbook(out)
    assert texts(sheet) == [
        (1, ["融资需求表"] * 4),
        (2, ["企业", "到期", "金额", "备注"]),
        (3, ["乙公司", "2026-03-01", "3000000元", "#REF!"]),
        (5, ["丙公司", "是", "4.35%", "x"]),
    ]
    assert openpyxl.load_workbook(out)["需求"]["B5"].comment.text == "不对。请改正"


def test_a_text_comes_back_without_the_rows_that_were_taken(tmp_path):
    path, out = tmp_path / "a;b.txt", tmp_path / "out.xlsx"
    path.write_bytes("企业;金额\r\n甲;1\r\n乙;约2\r\n".encode("gb18030"))
    wrong = Finding(sheet="a;b", cell="B3", row=3, code="x", message="不对")
    unfinished(path, {"a;b": [2]}, [wrong], out, encoding="gb18030")
    (_, sheet) = read_workbook(out)
    assert texts(sheet) == [(1, ["企业", "金额"]), (2, ["乙", "约2"])]
    assert openpyxl.load_workbook(out)["a;b"]["B2"].comment.text == "不对"


def test_what_cannot_be_trusted_stays_so_in_a_copy_of_texts(tmp_path):
    book = xlwt.Workbook()
    scaled = xlwt.easyxf(num_format_str='0!.0,"万"')
    for place, (value, style) in enumerate([(3_000_000, scaled), (914110251234567890, None)]):
        book.add_sheet(str(place)).write(0, 0, value, style or xlwt.Style.default_style)
    book.save(str(tmp_path / "a.xls"))
    before = read_workbook(tmp_path / "a.xls")
    mark(tmp_path / "a.xls", [], tmp_path / "out.xlsx")
    assert read_workbook(tmp_path / "out.xlsx")[1:] == before
    assert [sheet.rows[0].cells[0].kind for sheet in before] == ["scaled", "lost_digits"]


def test_a_workbook_keeps_what_it_shows_when_it_is_marked(tmp_path):
    path = new_workbook(tmp_path / "需求.xlsx")
    mark(path, [WRONG], tmp_path / "out.xlsx")
    before, after = read_workbook(path), read_workbook(tmp_path / "out.xlsx")[1:]
    error, formula = SHOWN.rows[3].cells[3], Cell("", "formula")  # until a program calculates it
    assert [
        [[formula if cell == error else cell for cell in row.cells] for row in sheet.rows]
        for sheet in before
    ] == [[list(row.cells) for row in sheet.rows] for sheet in after]
