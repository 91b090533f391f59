"""Lists that have a need's columns and aren't one: nothing of them is published unasked."""

from __future__ import annotations

import pytest

from services.files.tables.mapping import Settled
from tests.services.forms import form, plan_of, stated

LOANS = "企业名称|贷款金额（万元）|贷款期限（月）|贷款用途\n甲机械公司|300|12|流动资金"
JOBS = "企业名称|岗位名称|用工人数\n甲机械公司|车工|20"
GOODS = "企业名称|采购产品|采购量|单位\n甲机械公司|钢|100|吨"
OTHERS = [
    (title, below)
    for below, titles in {
        LOANS: """2026年10月已发放贷款企业明细表 企业存量贷款到期情况表 11月政银企对接会成果统计
        不予支持企业贷款申请退件清单 企业融资需求落实情况 融资需求办理情况统计表 企业贷款情况表
        2026年已放款企业名单 融资需求对接成效 企业贷款明细表 企业融资台账 授信企业名单
        企业融资成功案例 银行放贷情况统计 2025年贷款企业汇总 融资对接意向签约表""",
        JOBS: """2025年度用工情况统计表 企业用工现状 招聘需求完成情况 2025年企业用工表 离职人员统计
        企业用工监测表 企业用工备案表 已入职人员名单""",
        GOODS: "2025年采购情况统计表 上年采购统计 2025年度主要原材料采购情况 2025年采购清单",
    }.items()
    for title in titles.split()
]
NEEDS = [
    (title, below)
    for below, titles in {
        LOANS: """2026年第三季度工业企业融资需求统计表 企业融资需求情况表 2025年融资需求台账
        政银企对接企业融资需求表 企业贷款需求申请表 已摸排企业融资需求
        贷款到期需续贷企业需求表 融资需求（未解决）清单""",
        JOBS: "2026年企业用工需求统计表 缺工情况统计表 企业招聘信息表",
        GOODS: "2027年采购计划 本地配套采购需求情况表 采购清单",
    }.items()
    for title in titles.split()
]


@pytest.mark.parametrize(("title", "below"), OTHERS)
def test_a_list_of_what_is_over_is_left(title, below):
    for plan in (
        plan_of(form(f"{title}\n{below}")),
        plan_of(form(below, name=title[:31])),
        plan_of(form(below), file=title),
    ):
        assert plan.rows == ()
        assert [finding.code for finding in plan.findings] == ["sheet.other_list"]


@pytest.mark.parametrize(("title", "below"), NEEDS)
def test_a_list_of_what_is_wanted_comes_in(title, below):
    assert [row.became for row in plan_of(form(f"{title}\n{below}")).rows] == ["created"]


def test_whoever_says_that_it_is_one_is_believed_for_this_file_alone():
    sheet = form(f"2026年10月已发放贷款企业明细表\n{LOANS}")
    chosen = plan_of(sheet, settled=lambda _: Settled("bank.need"))
    assert [row.became for row in chosen.rows] == ["created"]
    remembered = plan_of(sheet, settled=lambda _: Settled("bank.need", remembered=True))
    assert [finding.code for finding in remembered.findings] == ["sheet.other_list"]


def test_beside_another_sheet_it_is_a_finding_too():
    plan = plan_of(form(LOANS, name="融资需求"), form(LOANS, name="已放款"))
    assert [row.became for row in plan.rows] == ["created"]
    assert [(f.sheet, f.code) for f in plan.findings] == [("已放款", "sheet.other_list")]


def test_a_row_whose_outcome_stands_beside_it_is_left():
    picture = """
企业名称|贷款金额（万元）|贷款期限（月）|状态|办理结果|放款日期
甲机械公司|300|12|已解决||
乙建材公司|200|12||已放款|
丙食品公司|100|12|||2026-11-02
甲机械公司|400|12|未解决|尚未放款|
乙建材公司|500|12|对接中|无|/
"""
    left = [("", "row.settled")]
    assert {row: what == left for row, what in stated(plan_of(form(picture))).items()} == {
        2: True,
        3: True,
        4: True,
        5: False,
        6: False,
    }
    confirmed = plan_of(form(picture), confirmed={"settled"})
    assert [row.became for row in confirmed.rows] == ["created"] * 5


def test_another_row_of_headings_begins_another_table_that_is_left():
    picture = """
企业融资需求表|||
一、有融资需求的企业|||
企业名称|融资金额（万元）|融资期限（月）|用途
甲机械公司|300|12|流动资金
二、已放款企业|||
企业名称|放款金额（万元）|期限（月）|
乙建材公司|200|12|
丙食品公司|100|12|
"""
    plan = plan_of(form(picture))
    assert [(row.origin.row, row.became) for row in plan.rows] == [
        (4, "created"),
        (7, "left"),
        (8, "left"),
    ]
    assert {finding.code for finding in plan.findings} == {"row.other_table"}


def test_a_section_of_what_is_over_is_left_under_the_same_headings():
    picture = """
企业名称|融资金额（万元）|融资期限（月）|用途
一、紫云镇|||
甲机械公司|300|12|流动资金
二、已放款企业|||
企业名称|融资金额（万元）|融资期限（月）|用途
乙建材公司|200|12|流动资金
三、茨沟乡|||
丙食品公司|100|12|流动资金
"""
    plan = plan_of(form(picture))
    assert [(row.origin.row, row.became) for row in plan.rows] == [
        (3, "created"),
        (6, "left"),
        (8, "created"),
    ]
    assert [finding.code for finding in plan.findings] == ["row.settled"]


def test_words_that_are_headings_elsewhere_are_data_in_a_row():
    picture = "企业|单位类型|备注\n甲公司|企业|其他\n乙公司|银行|其他"
    assert [row.became for row in plan_of(form(picture, name="企业名单")).rows] == ["created"] * 2


def test_a_row_wider_than_the_headings_is_left():
    picture = """
企业名称|用途|融资金额（万元）||
甲机械公司|流动资金|1|200|
乙建材公司|流动资金|2|/|
丙食品公司|流动资金|3||已放款，不再需要
"""
    plan = plan_of(form(picture), track="bank")
    assert stated(plan) == {
        2: [("", "row.wider")],
        3: {"amount_fen": 2_000_000, "purpose": "working_capital"},
        4: [("", "row.wider")],
    }
    assert plan.tables[0].ignored == ("D 列（没有标题）", "E 列（没有标题）")
    confirmed = plan_of(form(picture), track="bank", confirmed={"unheaded"})
    assert [row.became for row in confirmed.rows] == ["created"] * 3


def test_a_column_without_a_heading_is_named_unless_it_counts_the_rows():
    picture = "|企业名称||融资金额（万元）\n1|甲机械公司|张某|100\n2|乙建材公司||2"
    plan = plan_of(form(picture), track="bank")
    assert plan.tables[0].ignored == ("C 列（没有标题）",)
    assert [finding.code for finding in plan.noted] == ["column.unheaded"]
