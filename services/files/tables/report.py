"""Reports: what is wrong in a file, cell by cell, in words for the person who filled it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.files.sheets.workbook import column_name


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong. `cell` ("C5") and `label` are empty where a whole row is meant,
    `row` is 0 where a whole sheet is, `sheet` is empty where the whole file is."""

    sheet: str = ""
    cell: str = ""
    row: int = 0
    label: str = ""
    code: str
    message: str
    advice: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = self.cell or (f"第 {self.row} 行" if self.row else "")
        place = " ".join(part for part in (self.sheet, where, self.label) if part)
        read = f"（读到“{self.value}”）" if self.value else ""
        what = "。".join(part for part in (self.message + read, self.advice) if part)
        return f"{place}：{what}" if place else what


@dataclass(frozen=True)
class Origin:
    """Where a command came from: a row, and the cell and label of each field."""

    sheet: str
    row: int
    places: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # field → column, label

    def finding(self, objection: Malformed | Refusal, key: str = "") -> Finding:
        """What is wrong with this row; with the cell where the field has a column."""
        place, label = self.places.get(key or objection.field, (0, ""))
        return Finding(
            sheet=self.sheet,
            cell=f"{column_name(place)}{self.row}" if place else "",
            row=self.row,
            label=label,
            code=objection.code,
            message=objection.message if isinstance(objection, Malformed) else str(objection),
            advice=getattr(objection, "advice", ""),
            value=getattr(objection, "value", ""),
        )
