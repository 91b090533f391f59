"""A cell is read as its column says; what can be read in two ways is asked back, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.core.malformed import Malformed
from domain.postings.terms import Condition
from services.files.cells.column import Column
from services.files.cells.reading import read_cell
from services.files.sheets.sheets import Cell
from services.files.tables.columns import columns


def column(kind: str, key: str) -> Column:
    return next(c for c in columns(kind) if c.key == key)


@pytest.mark.parametrize(
    ("kind", "key", "cell", "value"),
    [
        ("bank.need", "needed_by", Cell("46082", "number"), date(2026, 3, 1)),
        ("bank.need", "needed_by", Cell("2026年3月1日"), date(2026, 3, 1)),
        ("bank.need", "needed_by", Cell("２０２６／３／１"), date(2026, 3, 1)),
        ("bank.need", "tenor_days", Cell("12", "number"), 12),
        ("bank.need", "tenor_days", Cell("3个月"), 90),
        ("bank.need", "max_rate_bp", Cell("4.35"), 435),
        ("bank.need", "max_rate_bp", Cell("4.35%"), 435),
        ("bank.need", "purpose", Cell(" 流动 资金 "), "working_capital"),
        (
            "bank.need",
            "collateral_kinds",
            Cell("信用/设备抵押"),
            ("unsecured", "equipment_mortgage"),
        ),
        ("bank.need", "collateral_kinds", Cell("信用,信用"), ("unsecured",)),
        ("digitization.offering", "domains", Cell("研发设计CAD/PLM、mes"), ("design", "mes")),
        (
            "digitization.offering",
            "industries",
            Cell("木材加工和木、竹、藤、棕、草制品业、C30"),
            ("C20", "C30"),
        ),
        ("bank.need", "industries", Cell("A0111"), ("A0111",)),
        ("sales.need", "quantity", Cell("1,200.50"), Decimal("1200.50")),
        ("sales.need", "max_unit_price_fen", Cell("420"), 42_000),
        ("labor.need", "headcount", Cell("２０人"), 20),
        ("labor.need", "headcount", Cell("20.0", "number"), 20),
        ("labor.need", "housing", Cell("是", "yes_no"), True),
        ("labor.need", "housing", Cell("FALSE"), False),
        ("academia.need", "trl_min", Cell("6级"), 6),
        ("sales.offering", "origin", Cell("许昌市襄城县"), "411025"),
        ("bank.need", "title", Cell("'=1+1"), "=1+1"),
        ("bank.need", "title", Cell("　标题　"), "标题"),
        ("bank.need", "text", Cell(" \t "), None),
        (
            "policy.offering",
            "conditions",
            Cell(
                "研发投入占比 不低于 3% | 上年占比不低于3%\n职工人数≤300\n高新技术企业 为 是｜高企"
            ),
            (
                Condition(
                    fact="rd_ratio_bp",
                    operator="at_least",
                    value=300,
                    source_text="上年占比不低于3%",
                ),
                Condition(
                    fact="employees", operator="at_most", value=300, source_text="职工人数≤300"
                ),
                Condition(fact="high_tech", operator="is", value=True, source_text="高企"),
            ),
        ),
        (
            "policy.offering",
            "conditions",
            Cell("上年营业收入 不低于 2000万元"),
            (
                Condition(
                    fact="revenue_fen",
                    operator="at_least",
                    value=2_000_000_000,
                    source_text="上年营业收入 不低于 2000万元",
                ),
            ),
        ),
    ],
)
def test_a_cell_is_read_as_its_column_says(kind, key, cell, value):
    assert read_cell(column(kind, key), cell) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("企业要好", "condition.unreadable"),
        ("身高 不低于 3", "code.unknown"),
        ("高新技术企业 不低于 3", "condition.operator"),
        ("职工人数 为 3", "condition.operator"),
        ("职工人数 不低于 许多", "number.whole"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(text, code):
    with pytest.raises(Malformed) as refused:
        read_cell(column("policy.offering", "conditions"), Cell(text))
    assert refused.value.code == code
