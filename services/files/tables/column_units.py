"""Column units: in which unit a column's bare numbers are read, of all who may state one."""

from __future__ import annotations

import re

from domain.values.money import UNITS
from services.files.cells.column import Column
from services.files.tables.layout import Heading, Layout
from services.files.tables.stated_units import DAY_UNITS, goods_in

STATED = {"money": frozenset(UNITS), "days": frozenset(DAY_UNITS.values())}
EACH = frozenset("套件台个户家项")  # of which an amount may be, whatever the field
BY_TIME_OR_HEAD = re.compile("[年月天日周人时]")


def unit_read(column: Column, heading: Heading, layout: Layout, keyed: bool) -> str:
    """In which unit a bare number is read; "" where nobody states it."""
    if column.reads not in STATED:
        return column.unit
    if unit := unit_stated(column, heading):
        return unit
    if heading.stated.unit in UNITS or heading.stated.other:
        return ""  # it states another one than the sheet, which isn't read here
    if keyed or heading.base.rpartition(".")[2] == column.key:
        return column.unit  # our own template's
    return layout.unit if column.reads == "money" else ""


def unit_stated(column: Column, heading: Heading) -> str:
    """The unit that a heading states for what stands below it; "" for none that is read there."""
    unit, per, _ = heading.stated
    if column.reads == "days":
        return DAY_UNITS.get(unit, "") if not per else ""
    each = (
        not per
        or per in EACH
        or column.key.startswith("wage")
        or ("unit_price" in column.key and not BY_TIME_OR_HEAD.search(per))
    )
    return unit if column.reads == "money" and unit in UNITS and each else ""


def goods_stated(column: Column, heading: Heading) -> str:
    """What is counted: 采购数量（万吨）, 单价（元/斤）."""
    if column.reads == "quantity":
        return goods_in(heading.brackets)
    of_one = "unit_price" in column.key and unit_stated(column, heading)
    return heading.stated.per if of_one else ""
