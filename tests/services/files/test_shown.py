"""What shows in a workbook, new or old: merged cells, hidden rows and columns, formats."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from domain.core.malformed import Malformed
from services.files.sheets.sheets import Cell, Sheet, SheetRow, Span, read_workbook
from tests.services.files.test_sheets import repacked

pytestmark = pytest.mark.slow

YEN, MONTH = '"¥"#,##0.00', 'yyyy"年"m"月"'
TITLE, DOWN = Span(1, 1, 1, 4), Span(3, 3, 4, 3)
SHOWN = Sheet(
    "需求",
    (
        SheetRow(1, (Cell("融资需求表", merged=TITLE),) * 4),
        SheetRow(2, (Cell("企业"), Cell("到期"), Cell("金额"), Cell("备注"))),
        SheetRow(
            3,
            (Cell("甲公司"), Cell("2026年3月"), Cell("3000000元", merged=DOWN), Cell("007")),
        ),
        SheetRow(
            4,
            (
                Cell("乙公司"),
                Cell("2026-03-01", "date"),
                Cell("3000000元", merged=DOWN),
                Cell("#REF!", "error"),
            ),
        ),
        SheetRow(6, (Cell("丙公司"), Cell("是", "yes_no"), Cell("4.35%"), Cell("x"))),
    ),
    hidden_rows=frozenset({6}),
    hidden_columns=frozenset({4}),
)


def new_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet, kept = book.add_worksheet("需求"), book.add_worksheet("旧表")
    yen, month, day = (book.add_format({"num_format": f}) for f in (YEN, MONTH, "yyyy/m/d"))
    sheet.merge_range("A1:D1", "融资需求表")
    sheet.write_row("A2", ["企业", "到期", "金额", "备注"])
    sheet.write("A3", "甲公司\u200b")
    sheet.write_datetime("B3", datetime(2026, 3, 1), month)  # noqa: DTZ001 (a cell knows no zone)
    sheet.merge_range("C3:C4", 3_000_000, yen)
    sheet.write_string("D3", '="007"')
    sheet.write("A4", "\u3000乙公司\r\n")
    sheet.write_datetime("B4", date(2026, 3, 1), day)
    sheet.write_formula("D4", "=#REF!", None, "#REF!")
    sheet.write_row("A6", ["丙公司", True])
    sheet.write("C6", 0.0435, book.add_format({"num_format": 10}))
    sheet.write("D6", "x")
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_row(6, None, None, {"hidden": True})  # empty, so nobody misses it
    sheet.set_column("D:E", None, None, {"hidden": True})
    kept.write("A1", "y")
    kept.hide()
    book.close()
    return path


def old_workbook(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet, kept = book.add_sheet("需求"), book.add_sheet("旧表")
    yen, month, day, rate = (
        xlwt.easyxf(num_format_str=f) for f in (YEN, MONTH, "yyyy/m/d", "0.00%")
    )
    sheet.write_merge(0, 0, 0, 3, "融资需求表")
    for place, heading in enumerate(["企业", "到期", "金额", "备注"]):
        sheet.write(1, place, heading)
    sheet.write(2, 0, "甲公司\u200b")
    sheet.write(2, 1, date(2026, 3, 1), month)
    sheet.write_merge(2, 3, 2, 2, 3_000_000, yen)
    sheet.write(2, 3, '="007"')
    sheet.write(3, 0, "\u3000乙公司\r\n")
    sheet.write(3, 1, date(2026, 3, 1), day)
    sheet.row(3).set_cell_error(3, "#REF!")
    for place, value in enumerate(["丙公司", True, 0.0435, "x"]):
        sheet.write(5, place, value, rate if place == 2 else xlwt.Style.default_style)
    sheet.row(5).hidden = True
    sheet.row(6).hidden = True
    sheet.col(3).hidden = True
    kept.write(0, 0, "y")
    kept.visibility = 1
    book.save(str(path))
    return path


@pytest.mark.parametrize("name", ["需求.xlsx", "需求.xls", "需求.et", "改了扩展名.csv"])
def test_a_workbook_is_read_as_it_shows(tmp_path, name):
    write = new_workbook if name.endswith("x") else old_workbook
    hidden = Sheet("旧表", (SheetRow(1, (Cell("y"),)),), hidden=True)
    assert read_workbook(write(tmp_path / name)) == [SHOWN, hidden]


def test_merged_cells_say_where_they_are():
    assert (str(TITLE), TITLE.across, TITLE.down) == ("A1:D1", True, False)
    assert (str(DOWN), DOWN.across, DOWN.down) == ("C3:C4", False, True)


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cols><col min="2" max="16384" width="0" customWidth="1"/></cols>
<sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>东</t></r><r><t>京 </t></r>
<rPh sb="0" eb="1"><t>とう</t></rPh></is></c><c r="B1"><f>"00123"</f></c><c r="C1"><f>A1&amp;"1"</f>
</c></row><row r="2" ht="0"><c r="A2" t="str"><f>"0"&amp;1</f><v>01</v></c></row></sheetData>
<mergeCells count="3"><mergeCell ref="A2:XFD1048576"/><mergeCell ref="D4:E5"/></mergeCells>
</worksheet>"""


def test_texts_in_several_parts_are_whole_and_what_has_no_size_is_hidden(tmp_path):
    plain = new_workbook(tmp_path / "plain.xlsx")
    path = tmp_path / "需求.xlsx"
    repacked(plain, path, **{"xl/worksheets/sheet1.xml": SHEET.encode()})
    whole = Span(2, 1, 2, 3)
    assert read_workbook(path)[0] == Sheet(
        "需求",
        (
            SheetRow(1, (Cell("东京"), Cell("00123"), Cell("", "formula"))),
            SheetRow(2, (Cell("01", merged=whole),) * 3),
        ),
        hidden_rows=frozenset({2}),
        hidden_columns=frozenset({2, 3}),
    )


def refusal(path: Path) -> str:
    with pytest.raises(Malformed) as refused:
        read_workbook(path)
    return refused.value.code


def test_merged_cells_over_each_other_are_refused_before_they_are_filled(tmp_path):
    plain = new_workbook(tmp_path / "plain.xlsx")
    many = '<mergeCell ref="A1:CV20000"/>' * 3
    last = '<row r="20000"><c r="CV20000"><v>1</v></c></row></sheetData>'
    bomb = SHEET.replace("</sheetData>", last).replace("</mergeCells>", f"{many}</mergeCells>")
    path = repacked(plain, tmp_path / "a.xlsx", **{"xl/worksheets/sheet1.xml": bomb.encode()})
    assert refusal(path) == "file.too_many_cells"


def test_an_old_workbook_that_harms_or_cannot_be_read_is_refused(tmp_path):
    whole = old_workbook(tmp_path / "plain.xls").read_bytes()
    path = tmp_path / "a.xls"
    interface = b"\xe1\x00\x02\x00"  # a record that says nothing to a reader
    assert whole.count(interface) == 1
    path.write_bytes(whole.replace(interface, b"\x2f\x00\x02\x00"))  # now it says: enciphered
    assert refusal(path) == "file.encrypted"
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path) == "file.not_excel"
    book = xlwt.Workbook()
    book.add_sheet("x").write(30_000, 0, "x")
    book.save(str(path))
    assert refusal(path) == "file.too_many_rows"


def test_a_damaged_byte_of_an_old_workbook_leads_to_a_refusal_never_to_an_error(tmp_path):
    whole = old_workbook(tmp_path / "plain.xls").read_bytes()
    answers = set()
    for place in range(0, len(whole), len(whole) // 12):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "a.xls").write_bytes(damaged)
        try:
            read_workbook(tmp_path / "a.xls")
        except Malformed as refused:
            answers.add(refused.code)
    assert answers
    assert all(code.startswith("file.") for code in answers)
