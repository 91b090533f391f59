"""Cells as people fill them in: what is taken, what is taken with a warning, what is asked.

A line a cell: what stands there → the value, ~ and the code of the warning; or ! and the code of
the finding. A lone · is an empty value.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.core.malformed import Malformed
from services.files.cells.meaning import read_meaning
from services.files.cells.meant import Around
from services.files.sheets.sheets import Cell
from services.files.tables.columns import importable

TODAY = date(2026, 10, 1)
CELLS = {
    ("bank.need.amount_fen", "万元"): """
300 → 300000000
３００万 → 300000000
1亿2000万 → 12000000000
300万元整 → 300000000
300万元人民币 → 300000000
叁佰万元整 → 300000000
300W → 300000000
2000元 → 200000
100-500 → 500000000 ~ figure.range
100万-500万元 → 500000000 ~ figure.range
近300万元 → 300000000 ~ figure.roughly
不超过500万元 → 500000000 ~ figure.range
面议 → ·
— → ·
一次性奖励20万元 ! money.words
300万/年 ! money.words
300、200 ! money.unreadable
30万美元 ! money.foreign
￥300 ! money.ambiguous
几百万 ! money.chinese_numerals
""",
    ("bank.need.amount_fen", ""): """
300 ! money.ambiguous
100-500 ! money.ambiguous
约300 ! money.ambiguous
三百 ! money.ambiguous
100-500万 → 500000000 ~ figure.range
""",
    ("bank.need.tenor_days", ""): """
半年 → 180
12 ! term.ambiguous
十二 ! term.ambiguous
6-12 ! term.ambiguous
约12 ! term.ambiguous
12月 ! term.month
一年期 → 365
1-3年 → 1095 ~ figure.range
""",
    ("bank.need.tenor_days", "个月"): """
12 → 365
6-12 → 365 ~ figure.range
1年 → 365
""",
    ("bank.need.tenor_days", "年"): """
三 → 1095
1.5 → 545
3 → 1095
""",
    ("bank.need.purpose", ""): """
流动资金 → working_capital
流動資金 → working_capital
设备购置 → equipment ~ code.likely
补充流动资金 → working_capital ~ code.likely
流动资金、设备购置 ! code.several
非流动资金 ! code.unknown
固定资产 ! code.unknown
扩大生产 ! code.unknown
偿还贷款 ! code.unknown
无 → ·
""",
    ("bank.need.collateral_kinds", ""): """
信用、房产抵押 → ('unsecured', 'mortgage') ~ code.likely
厂房及土地抵押 → ('mortgage',) ~ code.likely code.likely
存单或股权质押 → ('pledge',)
房产+设备 → ('mortgage', 'equipment_mortgage') ~ code.likely code.likely
不限 → · ~ code.any
抵押 ! code.unknown
担保 ! code.unknown
""",
    ("bank.need.needed_by", ""): """
2026年3月底 → 2026-03-31 ~ date.completed
3月底 → 2027-03-31 ~ date.completed
上半年 → 2027-06-30 ~ date.completed
2026.3.15 → 2026-03-15
尽快 → · ~ date.soon
长期 → · ~ date.open
一年 ! date.unreadable
""",
    ("bank.need.regions", ""): """
颍桥、麦岭 → ('411025101', '411025102') ~ region.likely region.likely
襄城 → ('411025',)
许昌 → ('411000',)
紫云镇 → ('411025105',)
襄城县紫云镇 → ('411025105',)
许昌县 → ('411003',)
411023 → ('411003',)
411025000000 → ('411025',)
山东省潍坊市 → ('370000',) ~ region.wider
襄城县、山东省寿光市 → ('411025', '370000') ~ region.wider
襄城县紫云镇雷洞村 → ('411025105',) ~ region.wider
全县 → ('411025',)
各乡镇 → ('411025',) ~ region.likely
不限 → · ~ region.unbounded
月球 ! region.unknown
""",
    ("bank.offering.amount_max_fen", "万元"): """
10-500 → 500000000 + amount_min_fen 10000000
最高500 → 500000000
单户500万元 → 500000000
500万以上 → · + amount_min_fen 500000000
""",
    ("bank.offering.tenor_max_days", ""): """
1-3年 → 1095 + tenor_min_days 365
最长3年 → 1095
""",
    ("bank.offering.rate_from_bp", ""): """
3.85%-5.2% → 385 ~ figure.range
LPR+50BP ! rate.relative
""",
    ("labor.need.wage_min_fen", "元"): """
4500-7000 → 450000 + wage_max_fen 700000
5K-8K → 500000 + wage_max_fen 800000
约4500-7000 → 450000 + wage_max_fen 700000 ~ figure.roughly
12000以上 → 1200000
4500元/月 → 450000
5000元/人·月 → 500000
月薪5000 → 500000
4500以下 → · + wage_max_fen 450000
面议 → ·
200元/天 ! money.words
25元/小时 ! money.words
年薪10万 ! money.words
8-12万/年 ! money.range
底薪3000+提成 ! money.unreadable
""",
    ("labor.need.headcount", ""): """
5名 → 5
20-30 → 30 ~ figure.range
20余人 → 20 ~ figure.roughly
不限 → · ~ figure.unstated
若干 ! number.whole
10男10女 ! number.whole
""",
    ("labor.need.housing", ""): """
√ → True
包吃住 → True ~ code.likely
自理 → False ~ code.likely
无 → False
/ → ·
x ! yes_no.unreadable
包吃 ! yes_no.unreadable
""",
    ("labor.need.shift", ""): """
长白班 → day ~ code.likely
8小时 ! code.unknown
白班、夜班 ! code.several
""",
    ("sales.need.quantity", ""): """
500吨 → 500 + unit 吨
5万吨 → 50000 + unit 吨
500万 → 5000000
500-800吨 → 800 + unit 吨 ~ figure.range
1000余吨 → 1000 + unit 吨 ~ figure.roughly
按需 ! number.quantity
""",
    ("sales.need.max_unit_price_fen", "元"): """
420元/吨 → 42000 + unit 吨
380-420 → 42000 ~ figure.range
市场价 ! money.unreadable
""",
    ("party.scale", ""): """
大型企业 → large ~ code.likely
小微企业 ! code.unknown
中小企业 ! code.unknown
""",
    ("party.above_scale", ""): """
√ → True
否 → False
规下 → False ~ code.likely
""",
    ("party.region", ""): """
襄城 → 411025
湛北 → 411025200 ~ region.likely
颍桥 → 411025101 ~ region.likely
許昌市 → 411000
金水 ! region.unknown
""",
    ("party.uscc", ""): """
待办 → ·
正在办理 → ·
110101199003070011 ! uscc.identity_number
41102519900101123X ! uscc.identity_number
""",
    ("academia.offering.trl", ""): """
中试 → 6
产业化 → 9 ~ code.likely
小试阶段 → 5 ~ code.likely
推广应用 ! code.unknown
""",
    ("party.phone", ""): """
138 0000 0000 → 13800000000
13800000000/0374-3500000 → 13800000000 ~ phone.several
1380000000 ! phone.form
""",
    ("party.contact", ""): """
张某 → 张某
张某（13800000000） → 张某 + phone 13800000000 ~ phone.within
""",
    ("party.roles", ""): """
有限责任公司 → ('enterprise',) ~ code.likely
事业单位 ! code.unknown
""",
    ("policy.offering.conditions", ""): """
在本县注册的规上企业 → · ~ condition.unread
""",
    ("digitization.need.domain", ""): """
MES系统 → mes ~ code.likely
MES、ERP ! code.several
数字化转型 ! code.unknown
""",
}
LINES = [(*of, line) for of, lines in CELLS.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("name", "unit", "line"), LINES, ids=[f"{n}: {x}" for n, _, x in LINES])
def test_a_cell_means_what_a_careful_clerk_takes_it_for(name, unit, line):
    kind, _, key = name.rpartition(".")
    columns = {column.key: column for column in importable(kind)}
    column = columns[key]
    if column.reads in {"money", "days"}:
        column = replace(column, unit=unit)
    written = line.replace(" ! ", " → ").partition(" → ")[0]
    assert taken(column, written, Around(columns, TODAY)) == line


def taken(column, written: str, around: Around) -> str:
    try:
        meaning = read_meaning(column, Cell(written), around)
    except Malformed as wrong:
        assert wrong.advice
        return f"{written} ! {wrong.code}"
    beside = [f"+ {key} {value}" for key, value in meaning.beside.items()]
    warned = ["~ " + " ".join(w.code for w in meaning.warnings)] if meaning.warnings else []
    value = "·" if meaning.value is None else meaning.value
    return " ".join([f"{written} → {value}", *beside, *warned])


def test_what_is_wrong_is_said_of_the_field_itself():
    for name, written, message, advice in (
        ("labor.need.headcount", "若干", "没有写明是多少", "请写一个数，例如 20；没定的请留空"),
        ("labor.need.wage_min_fen", "底薪4000+提成", "看不出是金额", "例如 4500元"),
    ):
        kind, _, key = name.rpartition(".")
        columns = {column.key: column for column in importable(kind)}
        with pytest.raises(Malformed) as refused:
            read_meaning(columns[key], Cell(written), Around(columns, TODAY))
        assert (refused.value.message, refused.value.advice) == (message, advice)
