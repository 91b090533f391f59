"""Writing a cell: each value as somebody would write it, so that `reading.py` reads it so again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.core.malformed import Malformed
from domain.postings.codes import FACTS, OPERATORS
from domain.postings.terms import PolicyNeed
from domain.values.dates import show_days
from domain.values.money import show_money
from domain.values.rate import show_rate
from domain.values.region import read_region, region_name
from services.files.cells.column import Column
from services.files.sheets.formats import text_as_seen
from services.files.sheets.formula_guard import neutral, restored


def written(column: Column, value: Any) -> str:
    """A value for its column; "" where nothing is stated."""
    if value in (None, (), ""):
        return ""
    return WRITERS.get(column.reads, _plain)(column, value)


def as_it_returns(text: str) -> str:
    """A text as it is read again: without what no cell shows, such as blanks at a line's end."""
    return restored(text_as_seen(neutral(text)))


def _plain(_: Column, value: Any) -> str:
    return str(value)


def _choice(column: Column, value: Any) -> str:
    return str(column.choices.get(str(value), value))


def _choices(column: Column, value: Any) -> str:
    return "、".join(_choice(column, code) for code in value)


def _region(_: Column, value: Any) -> str:
    """By its name, where that is one place and not another's."""
    name = region_name(value)
    try:
        return name if read_region(name) == value else str(value)
    except Malformed:
        return str(value)


def _conditions(_: Column, value: Any) -> str:
    return "\n".join(map(_condition, value))


def _condition(condition: Any) -> str:
    asked: Any = PolicyNeed.model_fields[condition.fact].json_schema_extra
    fact = Column(key=condition.fact, label="", reads=asked["reads"], unit=asked["unit"])
    counted = fact.unit if fact.reads == "count" else ""
    value = f"{written(fact, condition.value)}{counted}"
    return (
        f"{FACTS[condition.fact]} {OPERATORS[condition.operator]} {value} | {condition.source_text}"
    )


WRITERS: dict[str, Callable[[Column, Any], str]] = {  # the others are texts, or numbers as they are
    "money": lambda _, value: show_money(value),
    "rate": lambda _, value: show_rate(value),
    "days": lambda _, value: show_days(value),
    "quantity": lambda _, value: f"{value:f}",
    "yes_no": lambda _, value: "是" if value else "否",
    "choice": _choice,
    "level": _choice,
    "choices": _choices,
    "region": _region,
    "regions": lambda column, value: "、".join(_region(column, code) for code in value),
    "industries": lambda _, value: "、".join(value),
    "parties": lambda _, value: "、".join(value),
    "conditions": _conditions,
}
