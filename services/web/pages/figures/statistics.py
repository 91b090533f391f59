"""Statistics: figures that others publish about the county, told by the office with a source."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.results.codes import STATISTICS
from services.files.exports.records import statistic_sheet
from services.files.tables.columns import columns
from services.files.tables.record_kinds import EXACT, STATISTIC
from services.files.tables.statistic_fields import MONEY, statistic_command
from services.web import forms
from services.web.export import MOST_ROWS, exported_sheets
from services.web.forms import Form
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Rejected, Sees, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(730, "/statistics", "统计数据", "statistic", "type"),)
Looking = Annotated[PageRequest, Depends(Sees("statistic"))]
LIST = Lists("/statistics", ())
FIELDS = columns(STATISTIC)


@router.get("/statistics")
def statistics(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """The latest at the top."""
    facts = request.house.views.facts
    rows, many = facts.page(list(STATISTICS), after=asked.after, limit=PAGE, as_of=request.at)
    return request.page(
        "figures/statistics.html",
        rows=rows,
        many=many,
        asked=asked,
        kinds=STATISTICS,
        qualifiers=EXACT,
        money=MONEY,
    )


@router.post("/statistics/export")
def export(submission: Annotated[Submission, Depends(Does("statistic"))]) -> Response:
    request = submission.as_shown()
    rows, _ = request.house.views.facts.page(list(STATISTICS), limit=MOST_ROWS, as_of=request.at)
    sheet = statistic_sheet(request.house.desk, rows, request.at)
    return exported_sheets(request, "statistics", "统计数据", [sheet])


@router.get("/statistics/new")
def new(request: Looking) -> Response:
    return _form(request, forms.blank(FIELDS, {"qualifier": EXACT["exact"]}))


@router.post("/statistics/new")
def publish(submission: Annotated[Submission, Depends(Does("statistic"))]) -> Response:
    request, form = submission.request, forms.read(FIELDS, submission)
    if form.refusals:
        return _form(request, form)
    return submission.do(
        lambda: statistic_command(form.values),
        then="/statistics",
        again=lambda refusal: _form(request, form, refusal),
        flash="已填报，计入指标",
    )


def _form(request: PageRequest, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="填报统计数据",
        about="",
        action="/statistics/new",
        back="/statistics",
    )
