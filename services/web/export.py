"""Exports: a list as Excel or CSV, as it is shown, and a note in the log of who took it out.

Amounts are numbers in 万元, but for what is imported again: there each is written with its unit. A
list is taken out by a form, not by a link: it leaves a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from domain.administration.user import NoteExport
from services.files.exports.export import (
    TEXT,
    TEXTS,
    WORKBOOK,
    ListSheet,
    as_text,
    as_texts,
    as_workbook,
)
from services.identity.audit import note_at_door
from services.identity.signin import Identity
from services.web.client_address import client_address
from services.web.request import PageRequest

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {WORKBOOK: TYPE, TEXT: "text/csv; charset=utf-8", TEXTS: "application/zip"}
MOST_ROWS = 20_000


def exported(
    request: PageRequest,
    what: str,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> Response:
    """The file. `what` is the list's name in the audit, `title` that of the sheet and the file;
    whole rows of texts, numbers and None."""
    sheet = ListSheet(title, headings, list(islice(rows, MOST_ROWS)))
    return exported_sheets(request, what, title, [sheet])


def exported_sheets(
    request: PageRequest, what: str, title: str, sheets: Sequence[ListSheet]
) -> Response:
    """The same of several sheets; as texts they come together, packed."""
    if request.http.query_params.get("format") != "csv":
        ending, made = WORKBOOK, as_workbook(sheets)
    elif len(sheets) == 1:
        ending, made = TEXT, as_text(sheets[0])
    else:
        ending, made = TEXTS, as_texts(sheets)
    rows = sum(len(sheet.rows) for sheet in sheets)
    note_export(request, what, rows)
    name = f"{file_title(title, sheets)}-{request.today.isoformat()}{ending}"
    return attachment(made, TYPES[ending], name, f"export{ending}")


def note_export(request: PageRequest, what: str, rows: int) -> None:
    """In the log, for ever; and in the audit, from where."""
    Identity.of(request.house).note(NoteExport(id=request.actor.user, what=what, rows=rows))
    user, address = request.actor.user, client_address(request.http)
    note_at_door("export", user=user, address=address, list=what, rows=rows)


def file_title(title: str, sheets: Sequence[ListSheet], most: int = MOST_ROWS) -> str:
    """There may be more than a file holds: its name says so, which nobody reads in again."""
    full = any(len(sheet.rows) >= most for sheet in sheets)
    return f"{title}-前{most}行" if full else title


def attachment(body: bytes, kind: str, name: str, plain: str) -> Response:
    """A file to be kept, of a media type; `plain` is its name for who can't read the other."""
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


def in_wan(fen: int) -> float | None:
    """An amount as a number in 万元; nothing where there is none."""
    return float(Decimal(fen) / 1_000_000) if fen else None
