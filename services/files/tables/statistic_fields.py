"""The fields of a statistic, as a form and a file ask for them: an amount, or how many."""

from __future__ import annotations

from typing import Any

from domain.core.malformed import Malformed
from domain.results.codes import STATISTICS
from domain.results.statistic import PublishStatistic

MONEY = "元"  # the unit of those that are amounts


def statistic_command(values: dict[str, Any]) -> PublishStatistic:
    """What is counted in money stands in one field, what is counted in parties in the other. Raises
    `Malformed`."""
    is_money = STATISTICS[values["kind"]][1] == MONEY
    asked, other = ("amount", "many") if is_money else ("many", "amount")
    if asked not in values:
        raise Malformed("field.needed", "这一项必须填写", "按“哪一项”填金额或者家数", field=asked)
    if other in values:
        raise Malformed("quantity.unwanted", "这一项不填这里", "请删去", field=other)
    rest = {key: value for key, value in values.items() if key not in {asked, other}}
    return PublishStatistic.model_validate({**rest, "value": values[asked]})
