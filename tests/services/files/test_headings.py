"""Headings: which column is which is read tolerantly, and asked where it isn't clear."""

from __future__ import annotations

import pytest

from services.files.sheets.sheets import Cell, Sheet, SheetRow
from tests.services.filled import LOAN, found, planned, sheet
from tests.services.forms import form, plan_of


@pytest.mark.parametrize(
    ("heading", "written", "fen"),
    [
        ("融资金额", "300万", 300_000_000),
        ("融资金额（万元）", "300", 300_000_000),
        ("融资金额(元)", "300", 30_000),
        ("融资金额/万元", "300", 300_000_000),
        ("融资金额【万元】", "300", 300_000_000),
        ("融资金额（单位：万元）", "300", 300_000_000),
        ("贷款需求（万元）", "300", 300_000_000),
        ("拟申请贷款金额（万元）", "300", 300_000_000),
        ("融资金额（必填）", "300万", 300_000_000),
        ("＊融 资 金 额（万元）", "３００", 300_000_000),
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


def test_a_bare_amount_and_a_bare_term_are_asked_about_where_no_heading_has_their_unit():
    row = {k: v for k, v in LOAN.items() if not k.startswith("融资")}
    bare = sheet(row | {"融资金额": "300", "期限": "12"})
    assert found(bare) == [
        ("E2", "融资金额", "money.ambiguous"),
        ("F2", "期限", "term.ambiguous"),
    ]
    above = Sheet("需求", (SheetRow(1, (Cell("单位：万元"),)), *moved_down(bare)))
    assert found(above) == [("F3", "期限", "term.ambiguous")]


def moved_down(lower: Sheet) -> tuple[SheetRow, ...]:
    """Its rows, one further down."""
    return tuple(SheetRow(row.number + 1, row.cells) for row in lower.rows)


def test_what_fills_nothing_is_named_and_of_two_columns_the_first_is_read():
    odd = sheet(
        {
            "序号": "7",
            "单位编号": "E1",
            "标题": "流动资金贷款",
            "已有贷款余额（万元）": "300",
            "标题 ": "又一个",
            "备注": "加急",
        }
    )
    plan = planned(odd)
    [table] = plan.tables
    assert table.mapping == {"单位编号": "party", "标题": "title", "备注": "remark"}
    assert table.ignored == ("序号", "已有贷款余额（万元）", "标题")
    assert [(w.cell, w.code) for w in plan.warnings] == [("E1", "column.twice")]
    assert [row.became for row in plan.rows] == ["created"]


def test_a_table_without_whose_its_rows_are_is_left_as_a_whole():
    plan = planned(sheet({"标题": "流动资金贷款", "融资金额（万元）": "300"}))
    assert [(f.row, f.label, f.code) for f in plan.findings] == [(1, "单位名称", "column.missing")]
    assert [(row.became, row.commands) for row in plan.rows] == [("left", ())]


def test_a_sheet_that_nobody_can_place_is_passed_over_beside_one_that_can_be_read():
    ours = Sheet("说明", (SheetRow(1, (Cell("一、怎么填"),)),))
    notes = Sheet("备忘", (SheetRow(1, (Cell("周三开会"), Cell("带材料"))),))
    assert found(ours, sheet(LOAN)) == []
    beside = planned(notes, sheet(LOAN))
    assert ([w.code for w in beside.warnings], beside.skipped) == (
        ["sheet.unrecognised"],
        ("备忘",),
    )
    assert (beside.findings, len(beside.commands)) == ((), 3)
    assert [(f.sheet, f.code) for f in planned(notes).findings] == [("备忘", "sheet.unrecognised")]


def test_a_file_for_another_track_is_a_finding():
    keys = {f"labor.need.{key}": "x" for key in ("id", "party", "title", "text", "occupation")}
    assert [f.code for f in planned(sheet(keys)).findings] == ["sheet.other_track"]
    assert [f.code for f in planned(sheet(LOAN), track="none").findings] == ["track.unknown"]


def test_headings_that_were_moved_over_the_hidden_row_are_a_finding():
    machine = tuple(Cell(f"bank.need.{key}") for key in ("party", "title", "text", "amount_fen"))
    words = tuple(Cell(label) for label in ("单位编号", "说明", "标题", "融资金额（元）"))
    data = tuple(Cell(text) for text in ("E1", "标题标题", "说明说明", "300"))
    moved = Sheet("x", (SheetRow(1, machine), SheetRow(2, words), SheetRow(3, data)))
    plan = planned(moved)
    assert {f.code for f in plan.findings} == {"column.moved"}
    assert [row.became for row in plan.rows] == ["left"]
    words = tuple(Cell(label) for label in ("单位编号", "标题", "说明", "融资金额（元）"))
    in_place = Sheet("x", (SheetRow(1, machine), SheetRow(2, words), SheetRow(3, data)))
    assert planned(in_place).commands[0].content.terms.amount_fen == 30_000


def test_what_a_heading_may_name_is_told_by_what_stands_below_it():
    def mapping(picture, **options):
        [table] = plan_of(form(picture), **options).tables
        return table.kind, table.mapping

    assert mapping(
        "单位|单位规模|性质|担保\n襄城县甲机械有限公司|大型|企业|无\n中原银行|中型|银行|\n许昌学院|小型|高校|"
    ) == ("party", {"单位": "title", "单位规模": "scale", "性质": "roles"})
    assert mapping(
        "单位|贷款金额（万元）|贷款年限|担保\n甲机械公司|300|1年|信用\n乙建材公司|300|2年|房产抵押"
    ) == (
        "bank.need",
        {
            "单位": "party_name",
            "贷款金额（万元）": "amount_fen",
            "贷款年限": "tenor_days",
            "担保": "collateral_kinds",
        },
    )
    for unit, field in (("吨", "unit"), ("甲机械公司", "party_name")):
        picture = f"采购需求|||\n产品名称|数量|单位\n煤|20|{unit}"
        assert mapping(picture)[1]["单位"] == field
    for place, field in (("襄城县", "regions"), ("产业集聚区18号", "remark")):
        picture = f"企业名称|岗位|招聘人数|工作地点\n甲机械公司|车工|3|{place}"
        assert mapping(picture)[1]["工作地点"] == field


def test_whoever_issued_a_policy_is_whose_it_is_where_nothing_else_says_so():
    picture = """
惠企政策清单|||
政策名称|发文机关|支持内容|奖补标准
设备补助|工信局|买设备的给补助|最高300万元
"""
    [draft, *_] = plan_of(form(picture)).commands
    assert (draft.party, draft.content.terms.issuer) == ("D1", "工信局")
    assert draft.content.text == "买设备的给补助\n奖补标准：最高300万元"


def test_a_list_may_have_one_column():
    plan = plan_of(form("规上企业名单\n单位名称\n襄城县甲机械有限公司\n丁公司\n合计：2家"))
    assert [(row.kind, row.became) for row in plan.rows] == [("party", "created")] * 2
    plan = plan_of(form("列入名录库名单\n单位名称\n甲机械公司\n乙建材公司"))
    assert [(row.kind, row.became) for row in plan.rows] == [("member", "created")] * 2
    plan = plan_of(form("随便写写\n今天天气不错"))
    assert [finding.code for finding in plan.findings] == ["sheet.unrecognised"]


def test_headings_in_traditional_characters_are_read():
    [table] = plan_of(form("企業名稱|貸款金額（萬元）|用途\n甲机械公司|300|流動資金")).tables
    assert (table.mapping, table.units) == (
        {"企業名稱": "party_name", "貸款金額（萬元）": "amount_fen", "用途": "purpose"},
        {"貸款金額（萬元）": "万元"},
    )
