"""Units that headings state: which of them is read, and which is asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.files.tables.mapping import Settled
from tests.services.forms import form, plan_of, stated, warned

GOODS = "企业名称|采购产品|{heading}|计量单位\n甲机械公司|煤|{text}|{unit}"
PRICED = """
采购需求 单位：万元||||
企业名称|采购产品|数量|{heading}|备注
甲机械公司|煤|2|{text}|
"""
SOFTWARE = "数字化需求 单位：{above}||\n企业名称|需求领域|{heading}\n甲机械公司|mes|200"


@pytest.mark.parametrize(
    ("heading", "text", "unit", "quantity"),
    [
        ("采购数量（万吨）", "2", "吨", (Decimal(20000), "吨")),
        ("采购数量（万件）", "2", "", (Decimal(20000), "件")),
        ("采购数量（吨）", "20", "", (Decimal(20), "吨")),
        ("采购数量（筐）", "20", "", (Decimal(20), "筐")),
        ("采购数量（吨/年）", "20", "", (Decimal(20), "吨")),
        ("采购数量（万吨）", "300吨", "", (Decimal(300), "吨")),
        ("采购数量（万吨）", "1-2", "", (Decimal(20000), "吨")),
        ("采购数量（含损耗）", "20", "车", (Decimal(20), "车")),
        ("采购数量（吨、台）", "20", "", (Decimal(20), None)),
        ("采购数量（吨/月）", "20", "", (None, None)),
    ],
)
def test_goods_are_counted_in_the_unit_of_their_heading(heading, text, unit, quantity):
    [row] = plan_of(form(GOODS.format(heading=heading, text=text, unit=unit)), track="sales").rows
    terms = row.commands[0].content.terms
    assert (terms.quantity, terms.unit) == quantity


@pytest.mark.parametrize(
    ("heading", "text", "unit", "code"),
    [
        ("采购数量（吨）", "20", "千克", "field.conflict"),
        ("采购数量（万吨）", "2万", "", "quantity.ambiguous"),
        ("采购数量", "20万元", "", "number.quantity"),
        ("采购数量", "15天", "", "number.quantity"),
        ("采购数量", "100%", "", "number.quantity"),
        ("采购数量", "1000/月", "", "number.quantity"),
        ("采购数量", "12元/吨", "", "number.quantity"),
    ],
)
def test_what_counts_no_goods_is_asked_about(heading, text, unit, code):
    plan = plan_of(form(GOODS.format(heading=heading, text=text, unit=unit)), track="sales")
    assert stated(plan) == {2: [("采购数量", code)]}


@pytest.mark.parametrize(
    ("heading", "text", "price"),
    [
        ("单价（元/斤）", "8.5", (850, "斤")),
        ("单价（千元）", "8.5", (850_000, None)),
        ("单价", "12元/吨", (1_200, "吨")),
        ("单价", "8", (8_000_000, None)),
    ],
)
def test_a_price_is_of_what_its_heading_says(heading, text, price):
    [row] = plan_of(form(PRICED.format(heading=heading, text=text)), track="sales").rows
    terms = row.commands[0].content.terms
    assert (terms.max_unit_price_fen, terms.unit) == price


def test_a_bound_of_a_price_is_read_with_a_warning():
    plan = plan_of(form(PRICED.format(heading="单价", text="100元/吨以下")), track="sales")
    terms = plan.rows[0].commands[0].content.terms
    assert (terms.max_unit_price_fen, terms.unit) == (10_000, "吨")
    assert warned(plan) == [(3, "最高单价", "figure.roughly")]


@pytest.mark.parametrize(
    ("heading", "above", "fen"),
    [
        ("预算（千元）", "万元", 20_000_000),
        ("预算（十万元）", "元", 2_000_000_000),
        ("预算", "千元", 20_000_000),
        ("预算", "万元", 200_000_000),
        ("预算（必填）", "万元", 200_000_000),
    ],
)
def test_the_unit_of_the_sheet_gives_way_to_that_of_the_heading(heading, above, fen):
    assert stated(plan_of(form(SOFTWARE.format(heading=heading, above=above)))) == {
        3: {"domain": "mes", "budget_fen": fen}
    }


@pytest.mark.parametrize(
    "heading", ["预算（百万）", "预算（千）", "预算（万元/年）", "预算（元/亩）"]
)
def test_a_unit_that_cannot_be_read_is_not_that_of_the_sheet(heading):
    plan = plan_of(form(SOFTWARE.format(heading=heading, above="万元")))
    assert stated(plan) == {3: [("预算", "money.ambiguous")]}


def test_what_counts_hundreds_of_people_is_left_out():
    plan = plan_of(form("企业名称|岗位名称|招聘人数（百人）\n甲机械公司|车工|2"), track="labor")
    assert plan.tables[0].ignored == ("招聘人数（百人）",)


def test_a_remembered_unit_holds_where_the_file_states_none_and_is_shown():
    before = Settled("bank.need", units={"贷款金额": "万元"}, remembered=True)
    bare = "企业名称|贷款金额|期限\n甲机械公司|{}|1年"
    plan = plan_of(form(bare.format(300)), settled=lambda _: before)
    assert stated(plan)[2]["amount_fen"] == 300_000_000
    assert warned(plan) == [(1, "贷款金额", "unit.remembered")]
    above = form(f"单位：元||\n{bare.format(60000)}")
    plan = plan_of(above, settled=lambda _: before)
    assert stated(plan)[3]["amount_fen"] == 6_000_000
    assert warned(plan) == []
    chosen = Settled("bank.need", units={"贷款金额": "千元"})
    assert stated(plan_of(above, settled=lambda _: chosen))[3]["amount_fen"] == 6_000_000_000


@pytest.mark.parametrize(
    ("heading", "text", "days"),
    [
        ("期限（年）", "三", 1095),
        ("期限（月）", "十二", 365),
        ("期限（年）", "半年", 180),
        ("期限", "半年", 180),
        ("期限（月）", "十二个月", 365),
    ],
)
def test_a_spoken_term_takes_the_unit_of_its_column(heading, text, days):
    picture = f"企业名称|贷款金额（万元）|{heading}\n甲机械公司|300|{text}"
    assert stated(plan_of(form(picture)))[2]["tenor_days"] == days


@pytest.mark.parametrize(
    "picture",
    [
        "企业名称|目前贷款金额（万元）|目前年利率|目前贷款期限|用途\n甲机械公司|50|4%|1年|流动资金",
        "企业名称|银行授信|用途\n|金额（万元）|\n甲机械公司|50|流动资金",
        "企业名称|放款情况|用途\n|贷款金额（万元）|\n甲机械公司|50|流动资金",
        "企业名称|对接成果|用途\n|贷款金额（万元）|\n甲机械公司|50|流动资金",
    ],
)
def test_what_is_there_already_is_not_what_is_asked_for(picture):
    [table] = plan_of(form(f"融资需求表\n{picture}")).tables
    assert table.mapping == {"企业名称": "party_name", "用途": "purpose"}


def test_what_is_asked_for_goes_before_what_stands_left_of_it():
    for now in ("当前贷款", "流动贷款"):
        picture = f"""
企业名称|{now}||融资需求||用途
|金额（万元）|期限|金额（万元）|期限|
甲机械公司|50|1年|300|2年|流动资金
"""
        assert stated(plan_of(form(picture))) == {
            3: {"amount_fen": 300_000_000, "tenor_days": 730, "purpose": "working_capital"}
        }
    plan = plan_of(form("企业名称|目前资金需求（万元）|用途\n甲机械公司|300|流动资金"))
    assert stated(plan)[2]["amount_fen"] == 300_000_000


def test_a_column_of_amounts_stays_one_whatever_words_stand_in_it():
    picture = """
企业名称|融资需求金额（万元）|用途
甲机械公司|300|流动资金
乙建材公司|已解决|流动资金
丙食品公司|无需求|流动资金
"""
    plan = plan_of(form(picture))
    assert plan.tables[0].mapping["融资需求金额（万元）"] == "amount_fen"
    assert stated(plan) == {
        2: {"amount_fen": 300_000_000, "purpose": "working_capital"},
        3: [("融资金额", "money.unreadable")],
        4: [("融资金额", "money.unreadable")],
    }
    words = "企业名称|融资需求|用途\n甲机械公司|想买设备缺钱|设备购置\n乙建材公司|扩大厂房|建厂房"
    assert plan_of(form(words)).tables[0].mapping["融资需求"] == "text"
