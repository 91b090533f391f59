"""Forms as offices draw them, written as a picture: a line a row, cells between bars."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.utils import range_boundaries

from domain.postings.posting import Draft
from services.files.sheets.sheets import Cell, Sheet, SheetRow, Span
from tests.services.filled import planned

PARTIES = {"甲机械公司": "E1", "乙建材公司": "E2", "丙食品公司": "E3", "农商银行": "B1"}
PARTIES |= {"工信局": "D1", "软件公司": "S1"}


def form(
    picture: str, *, name: str = "Sheet1", merged: str = "", **hidden: frozenset[int]
) -> Sheet:
    """A sheet as it is read: merged cells ("A1:I1 B3:B4") all hold what stands in the first."""
    lines = [line.split("|") for line in picture.strip("\n").splitlines()]
    width = max(map(len, lines))
    grid = [[Cell(text.strip()) for text in (*line, *[""] * (width - len(line)))] for line in lines]
    for area in merged.split():
        left, top, right, bottom = range_boundaries(area)
        first = replace(grid[top - 1][left - 1], merged=Span(top, left, bottom, right))
        for row in grid[top - 1 : bottom]:
            row[left - 1 : right] = [first] * (right - left + 1)
    rows = ((number, tuple(row)) for number, row in enumerate(grid, start=1))
    filled = tuple(SheetRow(n, cells) for n, cells in rows if any(cell.text for cell in cells))
    return Sheet(name, filled, **hidden)


def plan_of(*sheets, track=None, **options):
    """What is planned where the parties of `PARTIES` are known."""

    def namesakes(title):
        return [PARTIES[title]] if title in PARTIES else []

    options = {"known": tuple(PARTIES.values()), "namesakes": namesakes} | options
    return planned(*sheets, track=track, **options)


def stated(plan):
    """By the number of its row: what a posting or a party states, or why the row is left."""
    return {row.origin.row: of_row(row) for row in plan.rows}


def of_row(row):
    if row.findings:
        return [(finding.label, finding.code) for finding in row.findings]
    if not row.commands:
        return row.became
    [command, *_] = row.commands
    terms = command.content.terms if isinstance(command, Draft) else command.profile
    return {k: v for k, v in terms.model_dump().items() if v not in {None, False} and k != "kind"}


def warned(plan):
    return [(warning.row, warning.label, warning.code) for warning in plan.warnings]
