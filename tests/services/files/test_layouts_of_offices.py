"""How offices lay their lists out: titles, units, groups of headings, sums, sections, signatures,
pages, merged and hidden cells, several sheets."""

from __future__ import annotations

from domain.postings.posting import Draft
from tests.services.filled import USCC
from tests.services.forms import form, plan_of, stated, warned


def test_three_rows_of_headings_sums_in_the_middle_and_signatures():
    picture = """
襄城县企业融资需求汇总表|||||||||
填报单位：元庄乡政府|||单位：万元||填报日期：2026年11月||||
序号|企业名称|现有贷款|||融资需求|||联系人|
|||||资金|||姓名|电话
||银行|余额|到期日|金额|用途|期限（月）||
1|甲机械公司|某银行|200|2026-12-01|300|流动资金|12|张某|13800000000
小计|||||300||||
2|乙建材公司||||200-500|流动资金|36||
3|||||||||
合计|||200||800||||
主要领导签字：|||填表人：王某||||||
注：一、各乡镇据实填报；二、月底前报送||||||||||
2026年11月5日||||||||||
"""
    merged = "A1:J1 A3:A5 B3:B5 C3:E3 F3:H3 C4:E4 F4:H4 I3:J3 I4:I5 J4:J5 A12:J12 A13:J13"
    plan = plan_of(form(picture, merged=merged))
    [table] = plan.tables
    assert list(table.mapping.values()) == ["party_name", "amount_fen", "purpose", "tenor_days"]
    assert stated(plan) == {
        6: {"amount_fen": 300_000_000, "purpose": "working_capital", "tenor_days": 365},
        8: {"amount_fen": 500_000_000, "purpose": "working_capital", "tenor_days": 1095},
    }
    assert table.layout.left == {
        7: "合计",
        9: "空白行",
        10: "合计",
        11: "签字",
        12: "说明",
        13: "签字",
    }
    [noted, ranged] = plan.warnings
    assert (
        noted.message == "合计（第 7、10 行），签字（第 11、13 行），说明（第 12 行）没有当作数据"
    )
    assert (ranged.cell, ranged.code) == ("F8", "figure.range")


def test_groups_of_headings_keep_the_past_apart_also_in_a_text_without_merged_cells():
    picture = """
企业名称|贷款情况|||资金需求||
|银行|金额|到期日|金额|用途|期限
甲机械公司|某银行|200万|2026-12-01|300万|流动资金|一年
"""
    of_this = {"amount_fen": 300_000_000, "purpose": "working_capital", "tenor_days": 365}
    for merged in ("A1:A2 B1:D1 E1:G1", ""):
        assert stated(plan_of(form(picture, merged=merged))) == {3: of_this}
    years = """
|2025年|||2026年计划||
企业名称|采购产品|采购量|单位|采购产品|采购量|单位
甲机械公司|钢|100|吨|铝|200|吨
"""
    metal = {"product_name": "铝", "quantity": 200, "unit": "吨"}
    assert stated(plan_of(form(years))) == {3: metal}


def test_the_unit_of_a_table_is_what_its_head_states_and_no_name_of_a_place():
    below = "企业名称|贷款金额|用途\n甲机械公司|300|流动资金"
    for head, fen in (
        ("单位：万元", 300_000_000),
        ("计量单位：人、万元", 300_000_000),
        ("融资需求表（单位：元）", 30_000),
        ("金额单位：人民币万元", 300_000_000),
    ):
        plan = plan_of(form(f"{head}\n{below}"), track="bank")
        assert stated(plan)[3]["amount_fen"] == fen
    for head in ("填报单位：元庄乡", "报送单位：万泉办事处", "某某企业融资需求表"):
        plan = plan_of(form(f"{head}\n{below}"), track="bank")
        assert stated(plan) == {3: [("融资金额", "money.ambiguous")]}


def test_an_enterprise_merged_over_three_loans_and_a_figure_merged_over_two():
    loans = """
企业名称|融资金额（万元）|用途|编号
甲机械公司|300|流动资金|1
|500|技术改造|2
|200|其他|3
"""
    plan = plan_of(form(loans, merged="A2:A4"), track="bank")
    assert [command.party for command in plan.commands if isinstance(command, Draft)] == ["E1"] * 3
    assert warned(plan) == []
    shared = "企业名称|融资金额（万元）\n甲机械公司|300\n乙建材公司|"
    plan = plan_of(form(shared, merged="B2:B3"), track="bank")
    assert stated(plan) == {row: {"amount_fen": 300_000_000} for row in (2, 3)}
    assert warned(plan) == [(row, "融资金额", "cell.merged") for row in (2, 3)]


def test_what_is_hidden_is_asked_about():
    picture = "企业名称|融资金额（万元）|期限（月）\n甲机械公司|300|12\n乙建材公司|200|12"
    sheet = form(picture, hidden_rows=frozenset({3}), hidden_columns=frozenset({3}))
    plan = plan_of(sheet, track="bank")
    assert stated(plan) == {2: {"amount_fen": 300_000_000}, 3: [("", "row.hidden")]}
    assert warned(plan) == [(0, "", "column.hidden")]
    shown = plan_of(sheet, track="bank", confirmed={"hidden"})
    assert stated(shown)[3] == {"amount_fen": 200_000_000, "tenor_days": 365}


def test_sections_between_the_rows_are_passed_over():
    picture = """
企业名称|融资金额（万元）|用途
一、规上企业||
甲机械公司|300|流动资金
（二）规下企业||
乙建材公司|100|流动资金
城关镇小计|400|
共计2家|400|
"""
    plan = plan_of(form(picture), track="bank")
    assert list(stated(plan)) == [3, 5]
    assert plan.tables[0].layout.left == {2: "说明", 4: "说明", 6: "合计", 7: "合计"}


def test_several_sheets_are_each_of_a_kind_and_a_sheet_of_sums_is_named():
    plan = plan_of(
        form(f"企业名称|统一社会信用代码|乡镇\n新来公司|{USCC}|紫云镇", name="企业名单"),
        form("企业名称|融资需求（万元）\n新来公司|300", name="融资需求"),
        form("企业名称|岗位|人数\n新来公司|普工|30", name="用工"),
        form("指标|数\n合计|3", name="Sheet4"),
    )
    assert [table.kind for table in plan.tables] == ["party", "bank.need", "labor.need"]
    assert [row.became for row in plan.rows] == ["created"] * 3
    assert plan.skipped == ("Sheet4",)
    assert plan.findings == ()


def test_the_lowest_and_the_highest_stand_under_the_name_of_what_they_bound():
    loans = """
银行名称|产品名称|贷款额度（万元）||期限
||最低|最高|
农商银行|某某快贷|10|500|1年
"""
    both = {"amount_min_fen": 10_000_000, "amount_max_fen": 500_000_000, "tenor_max_days": 365}
    for merged in ("C1:D1 A1:A2 B1:B2 E1:E2", ""):
        assert stated(plan_of(form(loans, merged=merged))) == {3: both}
    wages = "企业名称|岗位|人数|最低工资（元）|最高工资（元）\n甲机械公司|车工|3|4000|6000"
    wage = {"wage_min_fen": 400_000, "wage_max_fen": 600_000}
    of_work = {"occupation": "车工", "headcount": 3}
    assert stated(plan_of(form(wages, name="用工需求"))) == {2: of_work | wage}


def test_a_second_page_repeats_its_headings_and_numbers_itself():
    picture = """
企业名称|融资金额（万元）
甲机械公司|300
企业名称|融资金额（万元）
乙建材公司|200
第1页 共2页|
"""
    plan = plan_of(form(picture), track="bank")
    assert list(stated(plan)) == [2, 4]
    assert plan.tables[0].layout.left == {3: "标题", 5: "说明"}
