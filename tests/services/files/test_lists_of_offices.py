"""Lists as the offices of a county keep them: what comes in, and what is left with a reason."""

from __future__ import annotations

from datetime import date

from domain.parties.party import RegisterParty
from domain.postings.posting import Draft
from domain.values.uscc import completed
from tests.services.filled import USCC
from tests.services.forms import form, of_row, plan_of, stated, warned

CODES = [completed(f"91411025MA9KX{number:03d}") for number in range(5)]


def test_a_unit_that_a_field_cannot_have_leaves_its_column_out():
    dollars = """
融资需求（单位：万元）
企业名称|贷款金额（万美元）|贷款用途|贷款期限（月）
甲机械公司|300|流动资金|12
"""
    [table] = plan_of(form(dollars)).tables
    assert table.ignored == ("贷款金额（万美元）",)
    yearly = form("用工需求\n企业名称|岗位名称|招聘人数|薪资（万元/年）\n甲机械公司|车工|3|8-12")
    assert stated(plan_of(yearly)) == {3: {"occupation": "车工", "headcount": 3}}


def test_the_industry_office_asks_for_loans():
    picture = """
附件2|||||||||||
2026年第三季度工业企业融资需求统计表（万元）|||||||||||
序号|乡镇|企业名称（盖章）|上年营业收入|已有贷款余额|融资需求|融资用途|期望利率|担保方式|联系人及电话|备注
1|紫云镇|甲机械公司|5200|800|500|扩大再生产|4%以内|厂房抵押|张某 13800000000|急
2|茨沟乡|乙建材公司|1200|0|100-200|流动资金|不超过5%|信用、担保公司|李某|/
"""
    plan = plan_of(form(picture, merged="A2:K2"))
    assert stated(plan) == {
        4: [("用途", "code.unknown")],
        5: {
            "amount_fen": 200_000_000,
            "purpose": "working_capital",
            "collateral_kinds": ("unsecured", "guarantee_company"),
            "max_rate_bp": 500,
        },
    }
    [draft, *_] = plan.commands
    assert (draft.content.title, draft.content.regions) == (
        "申请流动资金贷款100-200万元",
        ("411025002",),
    )
    assert "备注" not in draft.content.text


def test_the_labour_office_seeks_workers():
    picture = """
襄城县企业用工需求登记表|||||||||
单位名称|岗位名称|需求人数|学历要求|工资待遇（元/月）|是否提供食宿|上班方式|到岗时间|联系电话|备注
甲机械公司|数控车工|20人|高中|5000-8000|包吃住|两班倒|随时|13800000000|有经验优先
甲机械公司|普工|若干|不限|4000以上|是|长白班|2026年11月底||
乙建材公司|装载机司机|2-3||面议|||||
丙食品公司|包装工|30名||150元/天|||||
"""
    plan = plan_of(form(picture, merged="A1:J1"))
    assert stated(plan) == {
        3: {
            "occupation": "数控车工",
            "headcount": 20,
            "wage_min_fen": 500_000,
            "wage_max_fen": 800_000,
            "shift": "two",
            "housing": True,
        },
        4: [("人数", "number.whole")],
        5: {"occupation": "装载机司机", "headcount": 3},
        6: [("月薪下限", "money.words")],
    }
    [draft, *_] = plan.commands
    assert draft.content.title == "招聘数控车工20人"
    assert draft.content.text.endswith("学历要求：高中。备注：有经验优先")
    assert plan.tables[0].ignored == ("联系电话",)


def test_the_trade_office_keeps_what_is_bought_and_what_is_made():
    bought = """
企业名称|采购产品|规格型号|去年采购量|年采购量|单位|单价（元）|现供应商|交货时间
乙建材公司|水泥|P.O42.5|8000|10000|吨|380-420|外地某公司|2026年12月
甲机械公司|钢材|Q235|100|200吨|千克|4000元/吨||长期
"""
    made = """
企业名称|主要产品|规格|年产能|单位|出厂价|产值（万元）
乙建材公司|商品混凝土|C30|30万|立方米|420元/立方米|9000
乙建材公司|水泥管|D300|5万吨|吨|面议|800
"""
    plan = plan_of(form(bought, name="采购需求"), form(made, name="供应目录"))
    assert [table.kind for table in plan.tables] == ["sales.need", "sales.offering"]
    assert [of_row(row) for row in plan.rows] == [
        {
            "product_name": "水泥",
            "spec": "P.O42.5",
            "quantity": 10_000,
            "unit": "吨",
            "max_unit_price_fen": 42_000,
            "deliver_by": date(2026, 12, 31),
        },
        [("采购数量", "field.conflict"), ("最高单价", "field.conflict")],
        {
            "product_name": "商品混凝土",
            "spec": "C30",
            "quantity": 300_000,
            "unit": "立方米",
            "unit_price_fen": 42_000,
        },
        {"product_name": "水泥管", "spec": "D300", "quantity": 50_000, "unit": "吨"},
    ]


def test_the_science_office_the_bank_and_the_data_office():
    science = """
企业名称|技术需求名称|技术难题描述|主要技术指标|拟投入资金（万元）|合作方式
甲机械公司|薄板焊接变形控制|焊后变形大|变形小于1毫米|50-80|联合攻关、委托开发
丙食品公司|保鲜技术|货架期短||面议|均可
"""
    bank = """
银行名称|产品名称|贷款额度|期限|利率|担保方式|适用对象|客户经理
农商银行|某某快贷|10-500万元|1-3年|3.85%-5.2%|信用、保证|小微企业|王某
农商银行|某某科技贷|最高1000万元|36个月|LPR+50BP|知识产权质押|科技型企业|
"""
    data = """
企业名称|是否上云|现有系统|改造需求|需求类型|预算（万元）|已投入资金（万元）|计划上线时间
甲机械公司|否|财务软件|想把车间管起来|MES系统|50|10|2027年6月
"""
    plan = plan_of(form(science, name="技术需求"), form(bank), form(data))
    assert [of_row(row) for row in plan.rows] == [
        {"budget_fen": 80_000_000, "cooperation": ("joint", "commissioned")},
        {},
        {
            "amount_min_fen": 10_000_000,
            "amount_max_fen": 500_000_000,
            "tenor_min_days": 365,
            "tenor_max_days": 1095,
            "rate_from_bp": 385,
            "collateral_kinds": ("unsecured", "guarantee"),
        },
        [("年利率下限", "rate.relative")],
        {"domain": "mes", "budget_fen": 50_000_000, "go_live_by": date(2027, 6, 30)},
    ]
    [first, *_] = plan.commands
    assert first.content.text == "焊后变形大\n主要技术指标：变形小于1毫米"


def test_the_planning_office_lists_policies_in_its_own_words():
    picture = """
惠企政策清单||||||
序号|政策名称|文号|发文单位|责任单位|申报条件|奖补标准
1|技改补助|某政〔2026〕5号|某县政府|工信局|设备投资500万元以上的规上企业|投资的10%，最高50万元
"""
    plan = plan_of(form(picture, merged="A1:G1"))
    [draft, *_] = plan.commands
    assert (draft.party, draft.content.title) == ("D1", "技改补助")
    assert draft.content.terms.conditions is None
    assert draft.content.terms.benefit_fen is None
    assert "奖补标准：投资的10%，最高50万元" in draft.content.text
    assert "申报条件：设备投资500万元以上的规上企业" in draft.content.text
    assert warned(plan) == [(3, "申报条件", "condition.unread")]


def test_a_list_of_enterprises_above_scale():
    picture = f"""
襄城县规模以上工业企业名单|||||||||||
序号|企业名称|统一社会信用代码|法人|法人电话|联系人|联系电话|年产值（万元）|从业人数|乡镇|企业规模|是否规上|备注
1|一号公司|{CODES[0]}|张某|13900000009|李某|13800000000/0374-3500000|5000|100|紫云镇|大型企业|√|
2|二号公司|{CODES[1]}|王某||||4000|50|城关镇|小微企业|是|
3|三号公司|9.1411E+17|赵某||||3000|20|茨沟乡|小型|否|
4|四号公司|{CODES[3]}|||||900|8||小型|规下|停产
5|四号公司|{CODES[3]}|||||900|8||小型|规下|停产
6|五号公司|123456789012345678|||||900|8||||
7|||||||||||
合计|6家|||||||||||
"""
    plan = plan_of(form(picture, merged="A1:M1"))
    enterprise = {"roles": ("enterprise",)}
    assert stated(plan) == {
        3: enterprise
        | {"title": "一号公司", "uscc": CODES[0], "region": "411025105"}
        | {"scale": "large", "above_scale": True},
        4: [("规模", "code.unknown")],
        5: [("统一社会信用代码", "uscc.lost_digits")],
        6: enterprise | {"title": "四号公司", "uscc": CODES[3], "scale": "small"},
        7: "unchanged",
        8: [("统一社会信用代码", "uscc.placeholder")],
    }
    [registered, contact, _] = plan.commands
    assert isinstance(registered, RegisterParty)
    assert (contact.contact.reveal(), contact.phone.reveal()) == ("李某", "13800000000")
    [table] = plan.tables
    assert table.ignored == ("序号", "法人", "法人电话", "年产值（万元）", "从业人数")


def test_a_number_that_only_counts_is_no_id_and_another_that_comes_twice_is_asked_about():
    counted = "编号|企业名称|融资金额（万元）\n1|甲机械公司|300\n2|乙建材公司|200"
    [table] = plan_of(form(counted), track="bank").tables
    assert table.ignored == ("编号",)
    own = counted.replace("\n1|", "\nA-001|").replace("\n2|", "\nA-001|")
    assert stated(plan_of(form(own), track="bank"))[3] == [("编号", "row.twice")]


def test_a_need_in_words_is_the_text_and_no_unreadable_amount():
    words = """
企业融资需求表
企业名称|融资需求|联系人
甲机械公司|采购原料缺资金|张某
乙建材公司|厂房建设|
"""
    plan = plan_of(form(words))
    assert stated(plan) == {3: {}, 4: {}}
    assert [c.content.text for c in plan.commands if isinstance(c, Draft)] == [
        "采购原料缺资金",
        "厂房建设",
    ]


def test_one_code_under_two_names_is_asked_about():
    plan = plan_of(form(f"企业名称|统一社会信用代码|备注\n戊公司|{USCC}|\n戊有限公司|{USCC}|"))
    assert stated(plan)[3] == [("统一社会信用代码", "row.twice")]


def test_marks_for_nothing_are_not_stated_and_an_identity_number_is_no_code():
    marks = """
企业名称|标题|融资金额（万元）|期限（月）|用途|担保方式|期望利率|用款时间
甲机械公司|流动资金贷款|/|无|无|无|—|待定
"""
    plan = plan_of(form(marks))
    assert (stated(plan), plan.warnings) == ({2: {}}, ())
    people = """
企业名称|统一社会信用代码|单位类型
某副食店|411025180001010012|企业
占位一|000000000000000000|企业
"""
    codes = {row: [code for _, code in left] for row, left in stated(plan_of(form(people))).items()}
    assert codes == {2: ["uscc.identity_number"], 3: ["uscc.placeholder"]}


def test_the_list_of_next_month_revises_what_was_corrected_and_adds_what_is_new():
    october = "企业名称|融资金额（万元）|用途|期限（月）\n甲机械公司|300|流动资金|12"
    posted = {
        c.id: (c.party, c.content) for c in plan_of(form(october)).commands if type(c) is Draft
    }
    known = {
        "posting": lambda _side, id_: posted.get(id_),
        "postings": lambda party, *_: [
            (id_, c) for id_, (who, c) in posted.items() if who == party
        ],
    }
    more = october.replace("300", "320") + "\n甲机械公司|500|技术改造|36"
    asked = plan_of(form(more), **known)  # 320 may be the 300 corrected, or another loan
    assert [row.became for row in asked.rows] == ["left", "created"]
    plan = plan_of(form(more), confirmed={"same"}, **known)
    assert [(row.became, row.changes) for row in plan.rows] == [
        ("revised", ("标题", "说明", "融资金额")),
        ("created", ()),
    ]
    assert warned(plan) == [(2, "", "posting.corrected")]
    assert [row.became for row in plan_of(form(october), **known).rows] == ["unchanged"]
