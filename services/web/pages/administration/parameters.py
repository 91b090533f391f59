"""Parameters: figures in force, each from a day on, and days unlike the calendar."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.parameter import (
    PARAMETERS,
    STREAM,
    SetCalendarDay,
    SetParameter,
)
from services.house.parameters import parameters
from services.house.working_days import unknown_years
from services.web import forms
from services.web.forms import Form, column
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.timeline import answerable

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(920, "/parameters", "参数", "parameter", "sliders-horizontal"),)
Looking = Annotated[PageRequest, Depends(Sees("parameter"))]
Doing = Annotated[Submission, Depends(Does("parameter"))]

VALUE = (
    column("name", "参数", "choice", choices={key: row.title for key, row in PARAMETERS.items()}),
    column("value", "数值", "count"),
    column("since", "从哪天起", "date"),
)
DAY = (column("day", "日期", "date"), column("working", "是工作日", "yes_no"))


@router.get("/parameters")
def shown(request: Looking) -> Response:
    return _page(request)


@router.post("/parameters")
def set_parameter(submission: Doing) -> Response:
    form = forms.read(VALUE, submission)
    if form.refusals:
        return _page(submission.request, form)
    return submission.do(
        lambda: SetParameter(**form.values),
        then="/parameters",
        again=lambda refusal: _page(submission.request, form, refusal=refusal),
    )


@router.post("/parameters/day")
def set_day(submission: Doing) -> Response:
    form = forms.read(DAY, submission)
    if form.refusals:
        return _page(submission.request, day=form)
    return submission.do(
        lambda: SetCalendarDay(**form.values),
        then="/parameters",
        again=lambda refusal: _page(submission.request, day=form, refusal=refusal),
    )


def _page(
    request: PageRequest,
    form: Form | None = None,
    day: Form | None = None,
    refusal: Rejected | None = None,
) -> Response:
    written = form or day
    if refusal is not None and written is not None and written.blame(refusal):
        refusal = None
    faulty = bool(written and written.refusals)
    until = request.house.log.last() if request.at is None else request.at
    known = parameters(request.house.desk, until)
    in_force = {name: known.on(name, request.today) for name in PARAMETERS}
    later = [
        (name, since, value)
        for name, rows in known.values.items()
        for since, value in rows
        if since > request.today
    ]
    return request.page(
        "administration/parameters.html",
        422 if faulty else status_of(refusal) if refusal else 200,
        rows=PARAMETERS,
        in_force=in_force,
        later=later,
        days=sorted(known.days.items()),
        form=form or forms.blank(VALUE, {"since": request.today.isoformat()}),
        day=day or forms.blank(DAY),
        refusal=refusal,
        timeline=answerable(request, STREAM, until),
        unknown=unknown_years(known, request.today),
    )
