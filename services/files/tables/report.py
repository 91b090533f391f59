"""Reports: what is wrong in a file, cell by cell, in words for the person who filled it in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.core.canonical import canonical
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.files.sheets.workbook import column_name

TWICE = "row.twice"  # nothing is read otherwise than it stands


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong. `cell` ("C5") and `label` are empty where a whole row is meant,
    `row` is 0 where a whole sheet is, `sheet` is empty where the whole file is. `whose` row it is,
    as its list says; `asks` names the question to which it is, or was answered by, a `likeness`."""

    sheet: str = ""
    cell: str = ""
    row: int = 0
    label: str = ""
    code: str
    message: str
    advice: str = ""
    value: str = ""
    whose: str = ""
    asks: str = ""

    def __str__(self) -> str:
        where = self.cell or (f"第 {self.row} 行" if self.row else "")
        place = " ".join(part for part in (self.sheet, where, self.label) if part)
        read = f"（读到“{self.value}”）" if self.value else ""
        what = "。".join(part for part in (self.message + read, self.advice) if part)
        return f"{place}：{what}" if place else what


@dataclass(frozen=True)
class Origin:
    """Where a command came from: a row, whose it is, and the cell and label of each field."""

    sheet: str
    row: int
    places: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # field → column, label
    whose: str = ""

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
            whose=self.whose,
        )


def likeness(finding: Finding) -> str:
    """The same for all that say the same about the same column, and for all rows that stand in a
    file twice."""
    what = (finding.sheet, finding.label, finding.message, finding.value, finding.advice)
    if finding.code == TWICE:
        what = (finding.sheet, finding.label, finding.code, "", "")
    return hashlib.sha256(canonical([*what])).hexdigest()[:12]
