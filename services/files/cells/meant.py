"""Meant: what a cell says for a column, and what it is read with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.numerals import in_digits
from services.files.cells.column import Column
from services.files.cells.reading import read_cell
from services.files.sheets.sheets import Cell

ASKED = frozenset({"money.ambiguous", "term.ambiguous", "rate.ambiguous"})  # never read otherwise
_BARE = re.compile(r"[0-9]{1,9}(?:\.[0-9]*)?", re.ASCII)


@dataclass(frozen=True)
class Meaning:
    """A value, None where nothing is stated; what of it should be looked at; the values of fields
    beside it that the same cell states (4500-7000); and what it says for a text alone."""

    value: Any = None
    warnings: tuple[Malformed, ...] = ()
    beside: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class Around:
    """What a cell is read with: the columns that this kind of table may have, by field; the day."""

    columns: Mapping[str, Column]
    today: date


def strictly(column: Column, cell: Cell) -> Any:
    """As a form is read, but for a bare term: 12 is so many days only where a heading says so."""
    bare = column.reads == "days" and _BARE.fullmatch(in_digits(half_width(cell.text)))
    if bare and not column.unit:
        advice = "请写明单位，例如 12个月、1年"
        raise Malformed("term.ambiguous", "期限没有写单位", advice, value=cell.text)
    return read_cell(column, cell)


def tried(column: Column, text: str) -> Any:
    """The value of a part of a cell, None where it has none. Raises Malformed where it lacks only
    its unit."""
    try:
        return strictly(column, Cell(text))
    except Malformed as wrong:
        if wrong.code in ASKED:
            raise
        return None


def taken(code: str, text: str, message: str, advice: str = "不对的请改正") -> Malformed:
    """A warning that names what was taken for what."""
    return Malformed(code, message, advice, value=text)
