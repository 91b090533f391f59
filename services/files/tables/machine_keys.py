"""Machine keys ("bank.need.amount_fen"): what our templates and exports say of their own columns.

They stand in a hidden first row; in a text, which can hide none, one stands in the heading of the
first column: 编号（bank.need.id）.
"""

from __future__ import annotations

from services.files.sheets.sheets import Sheet, SheetRow
from services.files.tables.columns import STATE, columns, kinds
from services.files.tables.layout import Layout

LOOKED_AT = 10  # rows in which the keys may stand


def machine_row(sheet: Sheet) -> tuple[str, SheetRow | None]:
    """The kind of table, and the row that says so."""
    for row in sheet.rows[:LOOKED_AT]:
        texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
        kinds_there = {text.rpartition(".")[0] for text in texts}
        if len(kinds_there) == 1 and (kind := kinds_there.pop()) in kinds():
            return kind, row
    return "", None


def keys_of_row(row: SheetRow) -> dict[int, str]:
    """The keys by place, "" where a column has none."""
    return {place: cell.text.strip() for place, cell in enumerate(row.cells, start=1)}


def key_in_headings(layout: Layout) -> tuple[str, dict[int, str]]:
    """The kind of table, and the keys of first columns and states by their places; "" where no
    heading has one, or several have."""
    ours = {f"{kind}.{columns(kind)[0].key}": kind for kind in kinds()}
    keys = {place: h.remark for place, h in layout.headings.items() if h.remark in ours}
    if len(keys) != 1:
        return "", {}
    kind = ours[next(iter(keys.values()))]
    states = {place for place, h in layout.headings.items() if h.text == STATE.label}
    return kind, keys | dict.fromkeys(states, f"{kind}.{STATE.key}")
