"""What a clerk writes is read by rules, each value with the words that say it; and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.postings.reading.read import kind_of, likely_kinds, readings, unread
from domain.postings.reading.table import TABLE
from domain.postings.terms import TERMS, Condition
from services.files.tables.columns import columns

TODAY = date(2026, 9, 10)
WAN = 1_000_000  # fen of 1万元


def condition(fact, operator, value, said):
    return Condition(fact=fact, operator=operator, value=value, source_text=said)


DENIED = [
    ("bank.need", "房产不能抵押", "collateral_kinds"),
    ("bank.need", "厂房没法抵押", "collateral_kinds"),
    ("bank.need", "房产已抵押给工行", "collateral_kinds"),
    ("bank.need", "房产抵押给了工行", "collateral_kinds"),
    ("bank.need", "设备不想抵押", "collateral_kinds"),
    ("bank.need", "应收账款不质押", "collateral_kinds"),
    ("bank.need", "朋友不愿意担保", "collateral_kinds"),
    ("policy.need", "我们是不是高新技术企业", "high_tech"),
    ("policy.offering", "不限于规上企业", "conditions"),
    ("policy.offering", "不适用于规上企业", "conditions"),
    ("policy.offering", "不面向规上企业", "conditions"),
    ("policy.offering", "不仅限于高新技术企业", "conditions"),
]


@pytest.mark.parametrize(("kind", "text", "field"), DENIED)
def test_what_a_clause_denies_is_not_read_as_said(kind, text, field):
    assert field not in readings(kind, text, TODAY)


def test_what_an_enterprise_says_that_it_is_not_is_read_as_no():
    for text, facts in (
        ("我们不是高新技术企业，公司不是规上企业", {"high_tech": False, "above_scale": False}),
        ("我们没有被认定为高新技术企业", {"high_tech": False}),
        ("我们不仅是高新技术企业", {"high_tech": True}),
    ):
        found = readings("policy.need", text, TODAY)
        assert {name: reading.value for name, reading in found.items()} == facts


OTHERS = [
    ("labor.need", "年薪50000到60000元", "wage_min_fen"),
    ("labor.need", "押金3000到5000元", "wage_max_fen"),
    ("bank.need", "在郑州市有客户", "regions"),
    ("bank.need", "产品在郑州市销售", "regions"),
    ("bank.need", "公司办了3年", "tenor_days"),
    ("bank.need", "厂房租了5年", "tenor_days"),
    ("bank.need", "去年12月20日到期", "existing_loan_due_on"),
    ("bank.need", "去年底到期", "existing_loan_due_on"),
    ("bank.need", "上月底到期", "existing_loan_due_on"),
    ("bank.need", "厂房评估800万抵押贷款", "amount_fen"),
    ("bank.need", "去年亏了50万，想贷款", "amount_fen"),
]


@pytest.mark.parametrize(("kind", "text", "field"), OTHERS)
def test_a_figure_of_something_else_is_not_taken_for_the_field(kind, text, field):
    assert field not in readings(kind, text, TODAY)


PARTS = [
    ("sales.need", "两万八千元一台"),
    ("sales.need", "2万8千元一台"),
    ("sales.need", "单价3万5千元/台"),
    ("sales.need", "三万二千元一车"),
    ("sales.need", "4200-4500元/吨"),
    ("bank.need", "用1年6个月"),
    ("bank.need", "想贷两亿三"),
    ("bank.need", "想贷120万5千元"),
    ("sales.need", "1元2角一个"),
]


@pytest.mark.parametrize(("kind", "text"), PARTS)
def test_a_figure_is_read_whole_or_named_as_not_read(kind, text):
    assert readings(kind, text, TODAY) == {}
    assert len(unread(kind, text, TODAY)) == 1


SQUARED = {"product_name": "松木板材", "quantity": Decimal(50), "unit": "方"}
SAID = [
    ("bank.need", "想贷120万，用八个月", {"amount_fen": 120 * WAN, "tenor_days": 240}),
    ("bank.need", "申请贷款２５０万元，期限２年", {"amount_fen": 250 * WAN, "tenor_days": 730}),
    ("bank.need", "二百二十万，一年半", {"amount_fen": 220 * WAN, "tenor_days": 545}),
    ("bank.need", "缺口两百来万，半年就还", {"amount_fen": 200 * WAN, "tenor_days": 180}),
    ("bank.need", "借两千万建冷库", {"amount_fen": 2000 * WAN, "purpose": "construction"}),
    ("bank.need", "融资1.2亿，三年", {"amount_fen": 12_000 * WAN, "tenor_days": 1095}),
    ("bank.need", "年营收6000万，想贷400万", {"amount_fen": 400 * WAN}),
    ("bank.need", "没有抵押，也没人担保", {"collateral_kinds": ("unsecured",)}),
    (
        "bank.need",
        "没有房产抵押，老板可以个人担保",
        {"collateral_kinds": ("unsecured", "guarantee")},
    ),
    ("bank.need", "由法定代表人保证", {"collateral_kinds": ("guarantee",)}),
    ("bank.need", "可以拿厂房抵押", {"collateral_kinds": ("mortgage",)}),
    (
        "bank.need",
        "设备抵押或者担保公司担保都行",
        {"collateral_kinds": ("equipment_mortgage", "guarantee_company")},
    ),
    ("bank.need", "拿专利贷款", {"collateral_kinds": ("intellectual_property",)}),
    ("bank.need", "进一批原料，周转用", {"purpose": "purchase"}),
    ("bank.need", "发工资周转", {"purpose": "working_capital"}),
    ("bank.need", "想添两台数控机床", {"purpose": "equipment"}),
    ("bank.need", "11月底前要用", {"needed_by": date(2026, 11, 30)}),
    ("bank.need", "3月15日到期的贷款", {"existing_loan_due_on": date(2027, 3, 15)}),
    (
        "bank.need",
        "原来在紫云镇信用社的贷款20天内要倒贷",
        {"purpose": "bridge", "existing_bank": "紫云镇信用社", "needed_by": date(2026, 9, 30)},
    ),
    ("bank.need", "厂址在紫云镇", {"regions": ("411025105",)}),
    ("bank.need", "利息4.5%以内", {"max_rate_bp": 450}),
    (
        "labor.need",
        "招十五名焊工，月薪5500到7500，两班倒",
        {
            "headcount": 15,
            "occupation": "焊工",
            "wage_min_fen": 550_000,
            "wage_max_fen": 750_000,
            "shift": "two",
        },
    ),
    ("labor.need", "缺缝纫工，管吃住", {"occupation": "缝纫工", "housing": True}),
    ("labor.need", "不提供住宿，工资六千起", {"housing": False, "wage_min_fen": 600_000}),
    ("labor.need", "厂里现有80人，再招3个电工", {"headcount": 3, "occupation": "电工"}),
    ("labor.need", "10月8号上班", {"start_on": date(2026, 10, 8)}),
    (
        "sales.need",
        "采购塑料托盘300个，12月1日前到货",
        {
            "product_name": "塑料托盘",
            "quantity": Decimal(300),
            "unit": "个",
            "deliver_by": date(2026, 12, 1),
        },
    ),
    (
        "sales.need",
        "买一万五千条编织袋，只要本地的",
        {"product_name": "编织袋", "quantity": Decimal(15_000), "unit": "条", "local_only": True},
    ),
    ("sales.need", "钢板每吨4200元", {"max_unit_price_fen": 420_000}),
    (
        "sales.offering",
        "出售玉米60吨，2300元/吨，5吨起订",
        {
            "product_name": "玉米",
            "quantity": Decimal(60),
            "unit": "吨",
            "min_quantity": Decimal(5),
            "unit_price_fen": 230_000,
        },
    ),
    (
        "sales.need",
        "要买10吨红薯淀粉，做粉条用",
        {"product_name": "红薯淀粉", "quantity": Decimal(10), "unit": "吨"},
    ),
    (
        "sales.offering",
        "想把库存的3000套工装卖出去",
        {"product_name": "工装", "quantity": Decimal(3000), "unit": "套"},
    ),
    ("labor.need", "招踩缝纫机的女工", {"occupation": "踩缝纫机的女工"}),
    ("sales.offering", "辣椒酱找销路", {"product_name": "辣椒酱"}),
    (
        "digitization.need",
        "排产靠手工，想上MES，预算二十万左右，明年3月底前上线",
        {
            "domain": "mes",
            "current_level": 1,
            "budget_fen": 20 * WAN,
            "go_live_by": date(2027, 3, 31),
        },
    ),
    ("digitization.need", "想上一套进销存，花5万以内", {"domain": "erp", "budget_fen": 5 * WAN}),
    (
        "academia.need",
        "找懂热处理的专家指导，经费10万",
        {"cooperation": ("consulting",), "budget_fen": 10 * WAN},
    ),
    ("academia.need", "想和高校联合研发", {"cooperation": ("joint",)}),
    (
        "policy.need",
        "我们是规上企业吗？现有职工86人，研发投入180万",
        {"employees": 86, "rd_spend_fen": 180 * WAN},
    ),
    (
        "policy.need",
        "公司已认定高新技术企业，产品出口到东南亚",
        {"high_tech": True, "exports": True},
    ),
    (
        "bank.offering",
        "额度10万到500万，最长三年，信用方式",
        {
            "amount_min_fen": 10 * WAN,
            "amount_max_fen": 500 * WAN,
            "tenor_max_days": 1095,
            "collateral_kinds": ("unsecured",),
        },
    ),
    (
        "labor.offering",
        "可供普工40人，需要住宿",
        {"occupation": "普工", "headcount": 40, "housing_needed": True},
    ),
    ("policy.offering", "新认定的最高奖励30万", {"benefit_fen": 30 * WAN}),
    (
        "policy.offering",
        "设备投资额不低于500万元，补10%，最高300万元，申报截止2027年3月31日",
        {
            "conditions": (
                condition("investment_fen", "at_least", 500 * WAN, "设备投资额不低于500万元"),
            ),
            "benefit_fen": 300 * WAN,
            "benefit_rate_bp": 1000,
            "apply_through": date(2027, 3, 31),
        },
    ),
    (
        "policy.offering",
        "对研发投入占比不低于3%的企业，按研发投入的10%给予补助，最高20万元",
        {
            "conditions": (
                condition("rd_ratio_bp", "at_least", 300, "对研发投入占比不低于3%的企业"),
            ),
            "benefit_fen": 20 * WAN,
            "benefit_rate_bp": 1000,
        },
    ),
    (
        "policy.offering",
        "面向规上企业，职工人数不少于20人，成立不少于3年",
        {
            "conditions": (
                condition("above_scale", "is", True, "面向规上企业"),
                condition("employees", "at_least", 20, "职工人数不少于20人"),
                condition("years_running", "at_least", 3, "成立不少于3年"),
            )
        },
    ),
    ("policy.offering", "收入增长不低于10%的奖励5万元", {"benefit_fen": 5 * WAN}),
    ("labor.need", "月薪4千5到6千", {"wage_min_fen": 450_000, "wage_max_fen": 600_000}),
    ("labor.need", "工资4千5", {"wage_min_fen": 450_000, "wage_max_fen": 450_000}),
    ("sales.need", "要收松木板材，50方", SQUARED),
    ("sales.offering", "布卖不出去，有坯布3000米", {"quantity": Decimal(3000), "unit": "米"}),
    (
        "sales.offering",
        "饲料1200吨，一吨2,800块",
        {"quantity": Decimal(1200), "unit": "吨", "unit_price_fen": 280_000},
    ),
    ("bank.need", "融资1.5个亿", {"amount_fen": 15_000 * WAN}),
    ("bank.need", "贷款3000千元，借半个月", {"amount_fen": 300 * WAN, "tenor_days": 15}),
    ("bank.need", "买钢材，贷50万", {"amount_fen": 50 * WAN, "purpose": "purchase"}),
    (
        "bank.offering",
        "信用，最高100万",
        {"amount_max_fen": 100 * WAN, "collateral_kinds": ("unsecured",)},
    ),
    ("bank.offering", "信用社贷款最高50万，信用记录良好", {"amount_max_fen": 50 * WAN}),
    ("bank.offering", "信用或保证方式", {"collateral_kinds": ("unsecured", "guarantee")}),
    (
        "bank.offering",
        "抵押、质押、保证均可",
        {"collateral_kinds": ("mortgage", "pledge", "guarantee")},
    ),
    ("bank.offering", "不接受抵押，放款速度有保证", {}),
    ("bank.offering", "无抵押担保要求", {"collateral_kinds": ("unsecured",)}),
    ("labor.offering", "能派遣缝纫工40人", {"occupation": "缝纫工", "headcount": 40}),
]
NOTHING = [
    ("bank.need", "成立五年了，年产值3000万，去年纳税80万"),
    ("bank.need", "贷300到500万都行"),
    ("bank.need", "要么贷200万，要么贷300万"),
    ("bank.need", "几十万就够，用不了多久"),
    ("bank.need", "想贷二三十万，5-8年"),
    ("labor.need", "要几十号人"),
    ("policy.offering", "研发投入不低于100万元或者规上企业"),
    ("policy.offering", "项目投资达到500万元的奖5万元，项目投资达到1000万元的奖10万元"),
    ("bank.need", "厂房是租的，不能抵押房产"),
    ("bank.need", "预算50万，三年前买的设备"),
    ("bank.need", "老板保证按时还"),
    ("labor.need", "厂里现有120人，干了十年"),
    ("labor.need", "待遇面议，人数不限"),
    ("sales.need", "长期合作，价格好商量"),
    ("policy.need", "专精特新有奖励吗，怎么申请"),
    ("policy.need", "高新技术企业能享受什么政策"),
    ("digitization.need", "年营收2000万，想提高效率"),
    ("academia.need", "去年因为开裂损失30万"),
]


@pytest.mark.parametrize(("kind", "text", "values"), SAID, ids=lambda v: str(v)[:24])
def test_what_is_said_is_read_and_nothing_besides(kind, text, values):
    read = readings(kind, text, TODAY)
    assert {name: reading.value for name, reading in read.items()} == values
    for reading in read.values():
        assert text[reading.start : reading.end].strip() == reading.words != ""


@pytest.mark.parametrize(("kind", "text"), NOTHING)
def test_control_what_isnt_said_for_sure_is_not_read(kind, text):
    assert readings(kind, text, TODAY) == {}


@pytest.mark.parametrize(
    ("kind", "text", "figures"),
    [
        ("bank.need", "想贷二三十万，5-8年", ("二三十万", "5-8年")),
        ("bank.need", "要么贷200万，要么贷300万", ("200万", "300万")),
        ("labor.need", "招缝纫工20-30个，月薪4到6千", ("20-30个",)),
        ("labor.need", "要几十号人", ("几十号人",)),
        ("labor.need", "缺十几个缝纫工，要20几个", ("十几个", "20几个")),
        ("labor.need", "招十五六个女工，正月初十前到岗", ("十五六个", "正月初十前")),
        ("bank.need", "想贷120万，春节前要用，腊月底还", ("春节前", "腊月底")),
        ("bank.need", "想贷120万，用八个月", ()),
        ("bank.need", "成立五年了，年产值3000万，去年纳税80万", ()),
        ("bank.offering", "额度10万到500万，最长三年", ()),
    ],
)
def test_figures_that_were_seen_and_not_read_are_named(kind, text, figures):
    assert tuple(unread(kind, text, TODAY)) == figures


def test_every_kind_has_a_row_and_every_row_a_field():
    assert TABLE.keys() == TERMS.keys()
    for kind, row in TABLE.items():
        assert row.keys() <= {column.key for column in columns(kind)}


KINDS = [
    *(
        ("need", track)
        for track in ("bank", "labor", "sales", "academia", "digitization", "policy")
    ),
    ("offering", "sales"),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("想贷120万买饲料，用一年", ("need", "bank")),
        ("手里有承兑汇票想贴现", ("need", "bank")),
        ("再招6个车工，月薪7000", ("need", "labor")),
        ("求购塑料颗粒20吨", ("need", "sales")),
        ("粉条卖不掉，找销路", ("offering", "sales")),
        ("镀层老起泡，想请高校老师看看工艺", ("need", "academia")),
        ("库存老对不上，想上进销存系统", ("need", "digitization")),
        ("规上企业有什么补贴，怎么申请", ("need", "policy")),
        ("想待款5百万", ("need", "bank")),
        ("招缝纫工20-30个", ("need", "labor")),
        ("招人", ("need", "labor")),
        ("要收松木板材，50方", ("need", "sales")),
        ("饲料滞销", ("offering", "sales")),
        ("库里还压着3000套工装想找单位买，一套95块", ("offering", "sales")),
        ("想把库存的3000套工装卖出去，一套95元", ("offering", "sales")),
        ("想买3000套工装，一套95元", ("need", "sales")),
        ("秋天收小麦要一笔周转的钱，大概八十万，没有房产抵押，老板可以个人担保", ("need", "bank")),
        ("资金周转不开，想要八十万", ("need", "bank")),
        ("车间缺十几个缝纫工，一个月5000左右", ("need", "labor")),
        ("想买两台饲料粉碎机", ("need", "sales")),
        ("需要买一批钢材", ("need", "sales")),
        ("准备购置三台叉车", ("need", "sales")),
        ("想买一套ERP系统", None),
        ("还有五百万的设备想买", None),
        ("买设备要八百万，手里有三百万，分三年还", ("need", "bank")),
        ("要五百万，三年还清", ("need", "bank")),
        ("有五百万库存，还有别的要问", None),
        ("招商引资有项目", None),
        ("今年收入不错", None),
        ("老板让问一下", None),
        ("想把厂子做大", None),
    ],
)
def test_the_track_is_told_where_it_is_clear(text, kind):
    assert kind_of(text, KINDS) == kind
    assert kind_of(text, []) is None


def test_where_it_is_not_clear_the_likelier_kinds_come_first():
    assert likely_kinds("要八十万，老板担保", KINDS) == [("need", "bank")]
    assert likely_kinds("想把厂子做大", KINDS) == []
