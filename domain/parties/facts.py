"""企业情况 Facts of an enterprise: what conditions of policies are held against, stated once.

Nought is a fact too, and none is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.core.asked import asked
from domain.core.malformed import Malformed
from domain.core.shapes import Shape, Whole, YesNo
from domain.values.money import MOST_FEN, show_money
from domain.values.rate import MOST_POINTS, show_rate

MOST: dict[str, tuple[int, Callable[[int], str]]] = {  # by how a fact is read, as it is shown
    "money": (MOST_FEN, show_money),
    "rate": (MOST_POINTS, show_rate),
    "count": (1_000_000, str),
}


class Facts(Shape):
    """As they stand; a missing one is unknown."""

    employees: Whole | None = asked("职工人数", "count", "人", example="86")
    revenue_fen: Whole | None = asked("上年营业收入", "money", "万元", example="5200万元", least=0)
    rd_spend_fen: Whole | None = asked("上年研发投入", "money", "万元", example="180万元", least=0)
    rd_ratio_bp: Whole | None = asked("研发投入占比", "rate", "%", example="3.46%")
    investment_fen: Whole | None = asked("项目投资额", "money", "万元", example="1200万元", least=0)
    new_hires: Whole | None = asked("当年新增就业", "count", "人", example="12")
    years_running: Whole | None = asked("成立年数", "count", "年", example="6")
    above_scale: YesNo | None = asked("规模以上企业", "yes_no", example="是")
    high_tech: YesNo | None = asked("高新技术企业", "yes_no", example="否")
    srdi: YesNo | None = asked("专精特新企业", "yes_no", example="否")
    exports: YesNo | None = asked("有出口业务", "yes_no", example="否")


UNKNOWN = Facts()


def with_stated(facts: Facts, stated: Facts) -> Facts:
    """The facts once these are stated too: what these leave open stays as it was."""
    values = {name: getattr(stated, name) for name in Facts.model_fields}
    return facts.model_copy(update={k: v for k, v in values.items() if v is not None})


def check_facts(facts: Facts) -> None:
    """Raises `Malformed` with the field for what can't be taken."""
    for name, field in type(facts).model_fields.items():
        extra: Any = field.json_schema_extra
        value, bounds = getattr(facts, name), MOST.get(extra["reads"])
        if value is None or bounds is None:
            continue
        most, shows = bounds
        if not 0 <= value <= most:
            message = f"应在 {shows(0)} 到 {shows(most)} 之间"
            raise Malformed("number.range", message, "请检查数值", value=str(value), field=name)
