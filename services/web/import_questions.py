"""The questions of an import's review: what of a file is to be looked at before it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.files.intake.batch import CREATED, LEFT, REVISED, Row
from services.files.intake.imports import ANSWERS, Checked, Reading, where, whose
from services.files.tables.report import Finding, likeness
from services.web.import_review import FOR_ALL, Choice

CHOSEN_ABOVE = {  # by what is found: what is to be chosen
    "money.ambiguous": "给这一栏选单位，或在表里写明",
    "term.ambiguous": "给这一栏选单位，或在表里写明",
    "sheet.ambiguous": "在“当作”里选是哪一种表",
    "sheet.other_list": "确是的，请在“当作”里选定；不是的不用管",
}
OF_ONE = {"same": "是更正", "new": "是另一条"}
AS_TAKEN = {"posting.corrected": "当作更正", "posting.another": "当作另一条"}


@dataclass(frozen=True)
class Question:
    """Findings or warnings that say the same; `key` names them where their rows may be left
    instead, `answers` are the ways to answer what they ask about these rows alone."""

    key: str
    first: Finding
    where: str
    whose: str
    taken: bool
    answers: tuple[Choice, ...] = ()


def questions(groups: Sequence[Sequence[Finding]], reading: Reading) -> list[Question]:
    return [
        Question(
            likeness(same[0]) if same[0].row else "",
            same[0],
            where(same),
            whose(same),
            likeness(same[0]) not in reading.declined,
            tuple(_answers_to(same[0], reading)),
        )
        for same in groups
    ]


def _answers_to(finding: Finding, reading: Reading) -> Iterator[Choice]:
    """What may be said of a row that is like a known one; "" is what is taken by itself."""
    if finding.asks:
        own = reading.answers.get(finding.asks, "")
        yield Choice(
            "", AS_TAKEN.get(finding.code, "暂不导入") if not own else "不逐行说明", not own
        )
        for answer in ANSWERS[finding.code if finding.code in ANSWERS else "posting.similar"]:
            yield Choice(answer, OF_ONE[answer], answer == own)


@dataclass(frozen=True)
class Revision:
    """A row that changes what is known: of each field what stood there and what will."""

    where: str
    whose: str
    path: str
    fields: tuple[tuple[str, str, str], ...]


def revisions(rows: Sequence[Row]) -> list[Revision]:
    return [
        Revision(
            f"{row.origin.sheet} 第 {row.origin.row} 行", row.origin.whose, row.id, _fields_of(row)
        )
        for row in rows
        if row.became == REVISED
    ]


def _fields_of(row: Row) -> tuple[tuple[str, str, str], ...]:
    texts = row.texts or ((("", ""),) * len(row.changes))
    return tuple((label, *pair) for label, pair in zip(row.changes, texts, strict=True))


def until(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Until which days the new rows stand that don't say so, and how many until each."""
    days = Counter(row.through for row in rows if row.became == CREATED and row.through)
    return [(day.isoformat(), many) for day, many in sorted(days.items())]


def as_asked(findings: Sequence[Finding]) -> list[Finding]:
    """What is chosen on the page is asked about once: a unit for a whole column, whatever its
    figures are."""
    return [
        replace(f, value="", advice=CHOSEN_ABOVE[f.code]) if f.code in CHOSEN_ABOVE else f
        for f in findings
    ]


def what_was_shown(checked: Checked) -> list[Any]:
    """What somebody agrees to who takes the rows: which become what, and with which warnings."""
    rows = [
        [row.origin.row, row.became, row.id, *row.changes, *row.texts] for row in checked.plan.rows
    ]
    return [checked.id, rows, sorted({likeness(warning) for warning in checked.plan.warnings})]


def rows_taken(checked: Checked) -> dict[str, list[int]]:
    """By sheet the rows that needn't come back."""
    taken: dict[str, list[int]] = {}
    for row in checked.plan.rows:
        if row.became != LEFT:
            taken.setdefault(row.origin.sheet, []).append(row.origin.row)
    return taken


def similar(checked: Checked, reading: Reading) -> list[Choice]:
    """What may be said of all rows that are like known ones, where there are any."""
    now = next((word for word in FOR_ALL if word in reading.confirmed), "")
    asked = any(finding.asks for finding in checked.findings)
    choices = {"": "逐行说明，没有说明的暂不导入", **FOR_ALL}
    return [Choice(w, title, w == now) for w, title in choices.items()] if asked or now else []
