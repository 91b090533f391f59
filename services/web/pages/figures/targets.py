"""Targets: what the office wants a year's figures to come to, all of a year on one form."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.results.codes import TARGETED
from domain.results.target import YEARS, SetTarget
from projections.figures.period_report import targets_of
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.web import forms
from services.web.forms import Form, column
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(735, "/targets", "全年目标", "target", "target"),)
Looking = Annotated[PageRequest, Depends(Sees("target"))]


def _field(figure: str) -> Column:
    title, unit = TARGETED[figure]
    money = unit == "元"
    reads, unit = ("money", "万元") if money else ("count", unit)
    return column(figure, title, reads, unit, needed=False)


FIELDS = tuple(map(_field, TARGETED))


@router.get("/targets")
def targets(request: Looking, year: int = 0) -> Response:
    wanted = year or request.today.year
    if wanted not in YEARS:
        raise NotHere
    set_ = targets_of(request.house.views.facts, wanted, request.at)
    values = {c.key: written(c, set_[c.key]) for c in FIELDS if c.key in set_}
    return _page(request, wanted, forms.blank(FIELDS, values))


@router.post("/targets")
def set_targets(submission: Annotated[Submission, Depends(Does("target"))], year: int) -> Response:
    """Those that are left empty have none."""
    request, form = submission.request, forms.read(FIELDS, submission)
    if form.refusals:
        return _page(request, year, form)
    return submission.do(
        lambda: [
            SetTarget(figure=figure, year=year, value=form.values.get(figure, 0))
            for figure in TARGETED
        ],
        then=f"/targets?year={year}",
        again=lambda refusal: _page(request, year, form, refusal),
        flash="已设定，时段报告里对照",
    )


def _page(request: PageRequest, year: int, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        "figures/targets.html",
        year=year,
        years=[each for each in (year - 1, year, year + 1) if each in YEARS],
    )
