"""Headings: which column is which is read tolerantly, and asked where it isn't clear."""

from __future__ import annotations

import pytest

from services.files.sheets import Cell, Sheet, SheetRow
from tests.services.filled import LOAN, found, planned, sheet


@pytest.mark.parametrize(
    ("heading", "written", "fen"),
    [
        ("融资金额", "300", 300_000_000),
        ("融资金额（万元）", "300", 300_000_000),
        ("融资金额(元)", "300", 30_000),
        ("融资金额（必填）", "300", 300_000_000),
        ("＊融 资 金 额", "３００", 300_000_000),
        ("amount_fen", "300", 300_000_000),
        ("bank.need.amount_fen", "0.03亿元", 300_000_000),
        ("融资金额（元）", "300万元", 300_000_000),
    ],
)
def test_headings_are_read_tolerantly_and_their_unit_counts(heading, written, fen):
    row = {k: v for k, v in LOAN.items() if not k.startswith("融资")} | {heading: written}
    result = planned(sheet(row))
    assert result.findings == ()
    assert result.commands[0].content.terms.amount_fen == fen


def test_keys_alone_make_a_table():
    keys = [f"academia.need.{key}" for key in ("id", "party", "title", "text", "trl_min")]
    row = dict(zip(keys, ["N1", "E1", "新材料", "耐磨涂层的研发", "6"], strict=True))
    result = planned(sheet(row, name="随便什么"), track=None)
    assert result.findings == ()
    assert result.commands[0].content.terms.trl_min == 6


def test_a_track_that_nobody_named_is_told_by_its_own_columns_or_asked_for():
    assert planned(sheet(LOAN), track=None).findings == ()
    unclear = {k: v for k, v in LOAN.items() if not k.startswith("融资")}
    (finding,) = planned(sheet(unclear), track=None).findings
    assert (finding.sheet, finding.code) == ("需求", "sheet.ambiguous")
    assert planned(sheet(unclear), track="labor").findings != ()
    assert planned(sheet(unclear), track="bank").findings == ()


def test_unknown_missing_doubled_and_unnamed_columns_are_findings():
    odd = sheet(
        {
            "单位编号": "E1",
            "标题": "流动资金贷款",
            "融资金": "300",
            "期限（星期）": "3",
            "标题 ": "又一个",
            "": "无主的内容",
        }
    )
    findings = planned(odd).findings
    assert [(f.cell, f.label, f.code) for f in findings] == [
        ("C1", "融资金", "column.unknown"),
        ("D1", "期限（星期）", "column.unit"),
        ("E1", "标题", "column.twice"),
        ("F1", "", "column.unnamed"),
        ("", "说明", "column.missing"),
    ]
    assert findings[0].advice == "最接近的是“融资金额”"
    assert findings[1].advice == "请写成“期限（天）”"


def test_a_sheet_that_nobody_can_place_is_a_finding_and_ours_are_passed_over():
    ours = Sheet("说明", (SheetRow(1, (Cell("一、怎么填"),)),))
    notes = Sheet("备忘", (SheetRow(1, (Cell("周三开会"), Cell("带材料"))),))
    assert found(ours, sheet(LOAN)) == []
    assert [(f.sheet, f.code) for f in planned(notes, sheet(LOAN)).findings] == [
        ("备忘", "sheet.unrecognised")
    ]


def test_a_file_for_another_track_is_a_finding():
    keys = {f"labor.need.{key}": "x" for key in ("id", "party", "title", "text", "occupation")}
    assert [f.code for f in planned(sheet(keys)).findings] == ["sheet.other_track"]
    assert [f.code for f in planned(sheet(LOAN), track="none").findings] == ["track.unknown"]


def test_headings_that_were_moved_over_the_hidden_row_are_a_finding():
    machine = tuple(Cell(f"bank.need.{key}") for key in ("party", "title", "text", "amount_fen"))
    words = tuple(Cell(label) for label in ("单位编号", "说明", "标题", "融资金额（元）"))
    data = tuple(Cell(text) for text in ("E1", "标题标题", "说明说明", "300"))
    moved = Sheet("x", (SheetRow(1, machine), SheetRow(2, words), SheetRow(3, data)))
    assert {f.code for f in planned(moved).findings} == {"column.moved", "column.missing"}
    words = tuple(Cell(label) for label in ("单位编号", "标题", "说明", "融资金额（元）"))
    in_place = Sheet("x", (SheetRow(1, machine), SheetRow(2, words), SheetRow(3, data)))
    assert planned(in_place).commands[0].content.terms.amount_fen == 30_000
