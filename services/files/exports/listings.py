"""Lists of what is imported, as it is imported: parties, and postings by track and side.

The columns are those of `columns.py`, each value as its own reader reads it, so that an export that
is imported changes nothing. The state stands behind them; where an import would begin something
anew, it leaves what is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.parties.party import TITLES
from domain.postings.posting import LIFECYCLE
from projections.parties.parties import PartyRow
from projections.postings.posting_table import PostingRow
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.files.exports.export import MOST_DIGITS, ListSheet, Value
from services.files.tables.columns import (
    CONTACT_COLUMNS,
    PARTY,
    STATE,
    columns,
    importable,
    kinds,
    title_of,
)

FEN = {"元": 100, "万元": 1_000_000}
Contact = tuple[str, str]  # name and number


def kind_sheet(
    kind: str, lines: Iterable[tuple[Mapping[str, Any], str]], *, but: Iterable[Column] = ()
) -> ListSheet:
    """A sheet of this kind of table, of lines of values by field and a state; without the columns
    `but`. Of a posting with its party's name, for people."""
    shown = [column for column in columns(kind) if column not in but]
    shown += [column for column in importable(kind) if column.key == "party_name"]
    return ListSheet(
        title_of(kind),
        [*(column.heading for column in shown), STATE.label],
        [
            [*(listed_value(column, values.get(column.key)) for column in shown), state]
            for values, state in lines
        ],
        [f"{kind}.{column.key}" for column in (*shown, STATE)],
    )


def listed_value(column: Column, value: Any) -> Value:
    """As an import reads it; an amount as a number in the unit that its heading states, so that a
    spreadsheet adds it up. One with more digits than a spreadsheet keeps stays a text."""
    if column.reads == "money" and column.unit in FEN and value and value < MOST_DIGITS:
        return Decimal(value) / FEN[column.unit]
    return written(column, value)


def party_sheet(rows: Iterable[PartyRow], contacts: Mapping[str, Contact] | None) -> ListSheet:
    """The parties; with whom to call by party, where somebody may know that."""
    lines = []
    for row in rows:
        name, phone = (contacts or {}).get(row.id, ("", ""))
        values = vars(row.profile) | {"id": row.id, "contact": name, "phone": phone}
        lines.append((values, TITLES[row.status]))
    return kind_sheet(PARTY, lines, but=CONTACT_COLUMNS if contacts is None else ())


def posting_sheets(rows: Sequence[PostingRow], name: Callable[[str], str]) -> list[ListSheet]:
    """A sheet for each kind that there is something of; `name`: what a party is called."""
    by_kind: dict[str, list[PostingRow]] = {}
    for row in rows:
        by_kind.setdefault(f"{row.track}.{row.side}", []).append(row)
    return [
        kind_sheet(kind, [(_values(row, name), LIFECYCLE.titles[row.status]) for row in some])
        for kind in kinds()
        if (some := by_kind.get(kind))
    ]


def _values(row: PostingRow, name: Callable[[str], str]) -> dict[str, Any]:
    whose = {"id": row.id, "party": row.party, "party_name": name(row.party)}
    return vars(row.content.terms) | vars(row.content) | whose
