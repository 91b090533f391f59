"""Figures as people read them, on paper and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.values.money import round_money

if TYPE_CHECKING:
    from projections.figures.figures import Value


def figure_text(value: Value) -> str:
    """Amounts rounded, in 万元 or 亿元, as on the pages."""
    match value.value, value.figure.unit:
        case None, _:
            return "没有数据"
        case amount, "元":
            return round_money(round(amount)) if amount else "0"
        case share, "%":
            return f"{share:.1%}"
        case many, unit:
            return f"{many} {unit}"
