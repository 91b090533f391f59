"""Sheets as people fill them in, and what the intake plans for them."""

from __future__ import annotations

from datetime import date

from domain.values.uscc import completed
from services.files.intake.batch import Known
from services.files.intake.intake import plan
from services.files.sheets.sheets import Cell, Sheet, SheetRow

TODAY = date(2026, 10, 1)
USCC = completed("91411025MA9KX000")
LOAN = {
    "编号": "N1",
    "单位编号": "E1",
    "标题": "流动资金贷款",
    "说明": "用于采购原料，旺季前到位",
    "融资金额（万元）": "300",
}


def sheet(*rows: dict[str, str | Cell], name: str = "需求", headings=()) -> Sheet:
    labels = list(headings) or list(rows[0])
    lines = [tuple(Cell(label) for label in labels)]
    for row in rows:
        values = [row.get(label, "") for label in labels]
        lines.append(tuple(v if isinstance(v, Cell) else Cell(v) for v in values))
    return Sheet(name, tuple(SheetRow(n, cells) for n, cells in enumerate(lines, start=1)))


def planned(
    *sheets, track="bank", known=("E1", "B1"), today=TODAY, confirmed=(), file="", **options
):
    """What the intake makes of sheets, where these parties are known and nothing else is, but for
    what `options` say of `Known`."""

    def find(name):
        return name if name in known else None

    options = {"party": find, "person": lambda: "person-1"} | options
    return plan(sheets, Known(**options), track=track, today=today, confirmed=confirmed, file=file)


def found(*sheets, **options):
    """(cell, label, code) of every finding."""
    return [(f.cell, f.label, f.code) for f in planned(*sheets, **options).findings]
