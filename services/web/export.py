"""Exports: a list as an Excel file, as it is shown, and a note in the log of who took it out.

Ids are text, so that no spreadsheet rounds them; what would be read as a formula is neutralised;
amounts are numbers in 万元. A list is taken out by a form, not by a link: it leaves a trace.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from starlette.responses import Response
from xlsxwriter import Workbook

from domain.administration.user import NoteExport
from services.files.formula_guard import neutral
from services.identity.signin import Identity
from services.web.request import PageRequest

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
WIDEST = 40


def exported(
    request: PageRequest,
    what: str,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> Response:
    """The file. `what` is the list's name in the audit, `title` that of the sheet and the file;
    whole rows of texts, numbers and None."""
    written = [row for row, _ in zip(rows, range(MOST_ROWS), strict=False)]
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(made, options)
    sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        widths = [len(str(row[column] or "")) for row in written[:200]]
        sheet.set_column(column, column, min(WIDEST, max([len(heading) * 2, *widths]) + 2))
    for line, row in enumerate(written, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float | Decimal):
                sheet.write_number(line, column, float(value))
            elif value:
                sheet.write_string(line, column, neutral(str(value)), text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(written)), max(0, len(headings) - 1))
    book.close()
    Identity.of(request.house).note(NoteExport(id=request.actor.user, what=what, rows=len(written)))
    name = f"{title}-{request.today.isoformat()}.xlsx"
    disposition = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{quote(name)}"
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    return Response(made.getvalue(), media_type=TYPE, headers=headers)


def in_wan(fen: int) -> float | None:
    """An amount as a number in 万元; nothing where there is none."""
    return float(Decimal(fen) / 1_000_000) if fen else None
