"""The period report: a page to print, and the same as a workbook and as a document."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.malformed import Malformed
from domain.values.region import OWN_COUNTY_NAME
from services.files.period.files import TYPES, WRITERS
from services.files.period.paper import HEADINGS, SEAL, TARGET_HEADINGS, heading, paper, target_text
from services.web.export import attachment, note_export
from services.web.lanes import costly
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.spans import asked_span, quick_spans

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("report"))]
FILES = {"xlsx": "导出 Excel", "docx": "导出 Word"}


@router.get("/report/period")
@costly
def period_report(
    request: Looking, kind: str = "month", first: str = "", last: str = ""
) -> Response:
    """Of any days; where they can't be read, of this month."""
    refusal = None
    try:
        span = asked_span(request, kind, first, last)
    except Malformed as malformed:
        refusal, span = malformed, asked_span(request, "month", "", "")
    made = paper(request.house, span, request.today, request.at, unnamed=request.unnamed)
    return request.page(
        "figures/period.html",
        paper=made,
        targets=list(map(target_text, made.report.targets)),
        target_headings=TARGET_HEADINGS,
        county=OWN_COUNTY_NAME,
        span=span,
        refusal=refusal,
        quick=quick_spans(request.today),
        headings=HEADINGS,
        seal=SEAL,
        section_title=heading,
        files=FILES,
    )


@router.post("/report/period/{ending}")
@costly
def period_file(
    submission: Annotated[Submission, Depends(Does("report"))],
    ending: str,
    first: str,
    last: str,
) -> Response:
    """With the lists behind the figures; who takes it out is noted."""
    if ending not in FILES:
        raise NotHere
    request = submission.as_shown()
    span = asked_span(request, "", first, last)
    made = paper(request.house, span, request.today, request.at, unnamed=request.unnamed)
    suffix = f".{ending}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report{suffix}"
        WRITERS[suffix](made, path)
        body = path.read_bytes()
    rows = sum(len(value.rows) for value in made.lists)
    note_export(request, "period_report", rows)
    return attachment(body, TYPES[suffix], made.file_name + suffix, f"report{suffix}")
