"""Reading strangers' files: what a person sees is read, what harms or misleads is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.core.malformed import Malformed
from services.files.sheets.sandbox import sandboxed
from services.files.sheets.sheets import OLE, Cell, Sheet, SheetRow, read_workbook

pytestmark = pytest.mark.slow


def saved(path: Path, rows, formats=(), **cells) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "需求"
    for row in rows:
        sheet.append(row)
    for name, value in cells.items():
        sheet[name] = value
    for name, pattern in formats:
        sheet[name].number_format = pattern
    book.save(path)
    return path


def cells(path: Path, row: int = 1) -> list[Cell]:
    (sheet,) = read_workbook(path)
    return list(next(r for r in sheet.rows if r.number == row).cells)


def refusal(path: Path, **options) -> str:
    with pytest.raises(Malformed) as refused:
        read_workbook(path, **options)
    assert refused.value.message
    assert refused.value.advice
    return refused.value.code


def repacked(path: Path, out: Path, **changes: bytes) -> Path:
    """The same workbook with some members replaced or added."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out


@pytest.fixture
def plain(tmp_path):
    return saved(tmp_path / "plain.xlsx", [["标题", "说明"], ["一", "二"]])


def test_values_are_read_as_a_person_sees_them(tmp_path):
    row = [
        "甲公司",
        300,
        1.5,
        0.1 + 0.2,
        dt.date(2026, 3, 1),
        dt.datetime(2026, 3, 1, 8, 0),  # noqa: DTZ001 (a cell knows no zone)
        True,
        "第一行\n第二行",
        123456789012345,
    ]
    assert cells(saved(tmp_path / "a.xlsx", [row])) == [
        Cell("甲公司"),
        Cell("300", "number"),
        Cell("1.5", "number"),
        Cell("0.3", "number"),
        Cell("2026-03-01", "date"),
        Cell("2026-03-01 08:00:00", "date"),
        Cell("是", "yes_no"),
        Cell("第一行\n第二行"),
        Cell("123456789012345", "number"),
    ]


@pytest.mark.parametrize(
    ("value", "pattern", "seen"),
    [
        (0.0346, "0.00%", Cell("3.46%")),
        (0.0435, "0%", Cell("4.35%")),
        (7, "0000", Cell("0007")),
        (300, '0"万元"', Cell("300万元")),
        (1234.5, "#,##0.00", Cell("1234.5", "number")),
        (3000000, '0!.0,"万"', Cell("3000000", "scaled")),
        (3000, "0.0,", Cell("3000", "scaled")),
        (46082, "yyyy年m月d日", Cell("2026-03-01", "date")),
    ],
)
def test_number_formats_that_change_the_reading_are_followed(tmp_path, value, pattern, seen):
    path = saved(tmp_path / "a.xlsx", [[value]], formats=[("A1", pattern)])
    assert cells(path) == [seen]


def test_a_code_that_went_through_a_number_has_lost_its_digits(tmp_path):
    (cell,) = cells(saved(tmp_path / "a.xlsx", [[914110251234567890]]))
    assert cell == Cell("9.14110251234568E+17", "lost_digits")


def test_failed_and_never_calculated_formulas_are_told_from_empty_cells(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["x", None, "=1+1", None]])
    book = openpyxl.load_workbook(path)
    book.active["D1"].value = "#N/A"
    book.save(path)
    assert cells(path) == [Cell("x"), Cell(""), Cell("", "formula"), Cell("#N/A", "error")]
    path = saved(tmp_path / "b.xlsx", [["x"]], C3="=A1")  # outside all that has a value
    assert cells(path, 3) == [Cell(""), Cell(""), Cell("", "formula")]


def test_a_bare_number_is_no_date_where_days_count_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([44620, dt.date(2026, 3, 1)])
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [Cell("44620", "text"), Cell("2026-03-01", "date")]


def test_rows_keep_their_numbers_and_empty_rows_are_left_out(tmp_path):
    path = saved(tmp_path / "a.xlsx", [], A2="甲", B5="乙")
    assert read_workbook(path) == [
        Sheet("需求", (SheetRow(2, (Cell("甲"), Cell(""))), SheetRow(5, (Cell(""), Cell("乙")))))
    ]


def test_charts_are_left_out_and_sheets_that_do_not_show_say_so(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["x"]])
    book = openpyxl.load_workbook(path)
    book.create_chartsheet("图")
    book.create_sheet("列表")["A1"] = "y"
    book["列表"].sheet_state = "hidden"
    book.save(path)
    shown = SheetRow(1, (Cell("x"),))
    hidden = SheetRow(1, (Cell("y"),))
    assert read_workbook(path) == [Sheet("需求", (shown,)), Sheet("列表", (hidden,), hidden=True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_either_encoding(tmp_path, encoding):
    path = tmp_path / "需求.csv"
    path.write_bytes('标题,说明\r\n"甲,乙","两\n行"\r\n'.encode(encoding))
    assert read_workbook(path) == [
        Sheet(
            "需求",
            (
                SheetRow(1, (Cell("标题"), Cell("说明"))),
                SheetRow(2, (Cell("甲,乙"), Cell("两\n行"))),
            ),
        )
    ]


def test_a_csv_is_never_guessed_to_be_latin_1(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"caf\xe9 \xff\xfe")
    assert refusal(path) == "file.encoding"
    path.write_bytes("标题\r\n".encode("utf-16-le"))  # without its mark
    assert refusal(path) == "file.encoding"
    path.write_bytes("标题".encode("gb18030"))
    assert refusal(path, encoding="utf-8") == "file.encoding"
    assert refusal(path, encoding="latin-1") == "file.encoding"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'a,"b\r\nc', "file.csv"),
        (b'a,"b"c\r\n', "file.csv"),
        (b"a," * 201, "file.too_many_columns"),
        (b"a\n" * 20_001, "file.too_many_rows"),
        (b'"' + b"x" * 120_000 + b'"', "file.csv"),
        (b"", "file.empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "file.too_large"),
        (b"PK\x03\x04 and so on", "file.not_excel"),
    ],
)
def test_a_csv_that_is_none_is_refused(tmp_path, content, code):
    (tmp_path / "a.csv").write_bytes(content)
    assert refusal(tmp_path / "a.csv") == code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.not_excel"),
        ("a.xls", b"\xef\xbb\xbf<html><table>", "file.web_page"),
        ("a.xls", b"\x09\x08\x00\x01", "file.encoding"),
        ("a.xlsm", b"x", "file.macros"),
        ("a.xlsb", b"x", "file.binary"),
        ("a.ods", b"x", "file.other_format"),
        ("a.pdf", b"x", "file.kind"),
        ("a", b"x", "file.kind"),
        ("a.xlsx", b"<html>", "file.not_excel"),
        ("a.xlsx", b"PK\x03\x04 torn", "file.not_excel"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        ("a.xlsx", b"", "file.empty"),
    ],
)
def test_other_kinds_of_file_are_refused_with_advice(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path, plain):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("readme.txt", "hello")
    assert refusal(tmp_path / "a.xlsx") == "file.not_excel"
    macros = repacked(plain, tmp_path / "b.xlsx", **{"xl/vbaProject.bin": b"x"})
    assert refusal(macros) == "file.macros"


def test_a_workbook_cut_short_is_refused(tmp_path, plain):
    whole = plain.read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "a.xlsx") == "file.not_excel"
    broken = repacked(plain, tmp_path / "b.xlsx", **{"xl/workbook.xml": b"<workbook><sheets>"})
    assert refusal(broken) == "file.damaged"


def test_bombs_are_refused_before_anything_is_unpacked(tmp_path, plain):
    """The control: the same workbook with the same member, only small, is read."""
    name = "xl/media/image1.bin"
    by_ratio = repacked(plain, tmp_path / "ratio.xlsx", **{name: bytes(20 << 20)})
    assert by_ratio.stat().st_size < 100_000
    assert refusal(by_ratio) == "file.bomb"
    noise = bytes(range(256)) * 8
    by_size = tmp_path / "size.xlsx"
    with zipfile.ZipFile(repacked(plain, by_size), "a", zipfile.ZIP_DEFLATED) as packed:
        for number in range(60):
            packed.writestr(f"xl/media/{number}.bin", noise * 512)  # 1 MiB each
    assert refusal(by_size) == "file.bomb"
    members = repacked(plain, tmp_path / "m.xlsx", **{f"x/{n}.xml": b"<a/>" for n in range(200)})
    assert refusal(members) == "file.bomb"
    harmless = repacked(plain, tmp_path / "harmless.xlsx", **{name: bytes(range(200))})
    assert read_workbook(harmless) == read_workbook(plain)


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path, plain):
    bomb = repacked(plain, tmp_path / "a.xlsx", **{"xl/media/image1.bin": bytes(5 << 20)})
    raw = bytearray(bomb.read_bytes())
    claimed = (5 << 20).to_bytes(4, "little")
    assert raw.count(claimed) >= 1
    bomb.write_bytes(raw.replace(claimed, (100).to_bytes(4, "little")))
    assert refusal(bomb) == "file.damaged"


def test_two_cells_at_the_ends_of_a_sheet_take_nobody_down(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["x"]], XFD1048576="y")
    assert refusal(path) in {"file.too_heavy", "file.too_many_rows"}
    path = saved(tmp_path / "b.xlsx", [["x"]], A20001="y")
    assert refusal(path) == "file.too_many_rows"
    path = saved(tmp_path / "c.xlsx", [["x"]], GS1="y")
    assert refusal(path) == "file.too_many_columns"


def test_a_sheet_coloured_far_below_its_data_is_no_large_sheet(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["x"]])
    book = openpyxl.load_workbook(path)
    for row in range(2, 30_000, 100):
        book.active.cell(row, 1).number_format = "@"
    book.save(path)
    assert cells(path) == [Cell("x")]


def test_xml_that_multiplies_its_entities_is_refused(tmp_path, plain):
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<sheets>&a9;</sheets></workbook>"
    ).encode()
    bomb = repacked(plain, tmp_path / "a.xlsx", **{"xl/workbook.xml": laughs})
    assert refusal(bomb) in {"file.damaged", "file.too_heavy"}


def test_the_fence_limits_memory_and_time(tmp_path):
    with pytest.raises(Malformed) as refused:
        sandboxed("builtins:bytearray", 2 << 30)
    assert refused.value.code == "file.too_heavy"
    with pytest.raises(Malformed) as refused:
        sandboxed("time:sleep", 30, wait_s=0.5)
    assert refused.value.code == "file.too_heavy"
    assert sandboxed("builtins:len", "control") == 7


def test_a_mistake_of_ours_behind_the_fence_is_no_finding_about_the_file():
    with pytest.raises(RuntimeError, match="TypeError"):
        sandboxed("builtins:len", 1)


def test_secrets_and_strangers_modules_stay_outside_the_fence(tmp_path, plain, monkeypatch):
    monkeypatch.setenv("DOCKING_POSTGRES", "postgresql://secret")
    assert sandboxed("os:getenv", "DOCKING_POSTGRES") is None
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "__init__.py").write_text("raise SystemExit(9)")
    (tmp_path / "zipfile.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert [sheet.name for sheet in read_workbook(plain)] == ["需求"]


def test_a_damaged_byte_leads_to_a_refusal_never_to_an_error(tmp_path, plain):
    whole = plain.read_bytes()
    places = [*range(0, len(whole), len(whole) // 12), *range(len(whole) - 22, len(whole), 3)]
    answers = set()
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "a.xlsx").write_bytes(damaged)
        try:
            read_workbook(tmp_path / "a.xlsx")
        except Malformed as refused:
            answers.add(refused.code)
    assert answers <= {"file.not_excel", "file.damaged", "file.encrypted", "file.bomb"}
