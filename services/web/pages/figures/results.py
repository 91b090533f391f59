"""Results of docking besides loans: reported by enterprises or the office for them, voided by the
office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Role
from domain.core.streams import stream
from domain.results.codes import RESULT_KINDS
from domain.results.result import (
    ConfirmResult,
    CorrectResult,
    DisputeResult,
    ReportResult,
    Result,
    ResultReported,
    VoidResult,
)
from domain.values.corrections import CORRECTION_REASONS
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.files.exports.records import result_sheet
from services.web import forms
from services.web.export import MOST_ROWS, exported_sheets
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.results import answerable, visible_results

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(280, "/results", "填报成果", "result", "trophy"),)
Looking = Annotated[PageRequest, Depends(Sees("result"))]
Doing = Annotated[Submission, Depends(Does("result"))]
LIST = Lists("/results", ("kind", "first", "last"))
OWN = (
    column(
        "kind", "成果", "choice", choices={code: kind.title for code, kind in RESULT_KINDS.items()}
    ),
    column("on", "日期", "date"),
    column("partner", "对接单位", "party", needed=False),
    column("amount_fen", "金额", "money", "万元", needed=False, example="120"),
    column("people", "人数", "count", "人", needed=False, example="20"),
    column("scarce", "紧缺人才", "yes_no", needed=False),
)
FOR = (column("enterprise", "企业", "party", roles=("enterprise",)), *OWN)  # the office says whose
CORRECTED = (
    *OWN[1:],
    column("reason_code", "更正原因", "choice", choices=CORRECTION_REASONS),
    column("note", "说明", "text", needed=False),
)
REASON = (column("reason", "作废原因", "text"),)


@router.get("/results")
def results(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """The latest first, a page at a time."""
    return _list(request, asked)


@router.post("/results/export")
def export(submission: Doing, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    request = submission.as_shown()
    days = (asked.day("first"), asked.day("last"))
    rows, _ = visible_results(request, kind=asked["kind"], days=days, after=0, limit=MOST_ROWS)
    request.names({party for row in rows for party in (row.party, row.partner) if party})
    return exported_sheets(request, "results", "填报成果", [result_sheet(rows, request.name)])


@router.get("/results/new")
def new(request: Looking) -> Response:
    return _new(request, forms.blank(_columns(request)))


@router.post("/results/new")
def report(submission: Doing) -> Response:
    request, form = submission.request, forms.read(_columns(submission.request), submission)
    id = f"r-{submission.new_id(16)}"
    if form.refusals:
        return _new(request, form)

    def make() -> Command:
        party = {"enterprise": request.actor.duty.party} if request.actor.duty.party else {}
        sure = forms.confirmed(form, submission)
        return ReportResult.model_validate({"id": id, **form.values, **party, **sure})

    return submission.do(
        make,
        then="/results",
        again=lambda refusal: _new(request, form, refusal),
        party=form.values.get("enterprise"),
        flash="已填报",
    )


@router.get("/results/{id}/correct")
def correcting(request: Looking, id: str) -> Response:
    """What was reported, as it was reported, to be changed."""
    before = _reported(request, id)
    values = {c.key: written(c, getattr(before, c.key, None)) for c in CORRECTED}
    values["scarce"] = "是" if before.scarce else "否"
    return _correct(request, id, before, forms.blank(CORRECTED, values))


@router.post("/results/{id}/correct")
def correct(submission: Doing, id: str) -> Response:
    request, form = submission.request, forms.read(CORRECTED, submission)
    before = _reported(request, id)
    if form.refusals:
        return _correct(request, id, before, form)
    sure = forms.confirmed(form, submission)
    return submission.do(
        lambda: CorrectResult(id=id, **form.values, **sure),
        then="/results",
        again=lambda refusal: _correct(request, id, before, form, refusal),
        party=before.enterprise,
        flash="已更正",
    )


@router.post("/results/{id}/void")
def void(submission: Doing, id: str) -> Response:
    """By the office, with its reason."""
    return submission.do(
        lambda: VoidResult(id=id, reason=submission.field("reason")),
        then="/results",
        again=lambda refusal: _list(submission.request, LIST(submission.request.http), refusal),
        flash="已作废",
    )


@router.post("/results/{id}/confirm")
def confirm(submission: Doing, id: str) -> Response:
    return _answer(submission, lambda: ConfirmResult(id=id), "已确认")


@router.post("/results/{id}/dispute")
def dispute(submission: Doing, id: str) -> Response:
    return _answer(submission, lambda: DisputeResult(id=id), "已提出异议，助企办会核实")


def _answer(submission: Submission, make: Callable[[], Command], flash: str) -> Response:
    """By whom the office entered it of."""
    return submission.do(
        make,
        then="/results",
        again=lambda refusal: _list(submission.request, LIST(submission.request.http), refusal),
        flash=flash,
    )


def _list(request: PageRequest, asked: Listing, refusal: Rejected | None = None) -> Response:
    days = (asked.day("first"), asked.day("last"))
    rows, many = visible_results(
        request, kind=asked["kind"], days=days, after=asked.after, limit=PAGE
    )
    request.names({party for row in rows for party in (row.party, row.partner) if party})
    acts = request.at is None and request.actor.role in WRITES
    return request.page(
        "figures/results.html",
        status_of(refusal) if refusal else 200,
        refusal=refusal,
        rows=rows,
        many=many,
        asked=asked,
        kinds=RESULT_KINDS,
        kind_titles={code: kind.title for code, kind in RESULT_KINDS.items()},
        acts=acts,
        answerable=lambda row: acts and answerable(request, row),
        own=request.actor.parties,
        office=request.actor.role is Role.ORGANIZER,
        voids=acts and request.actor.role is Role.ORGANIZER,
    )


def _reported(request: PageRequest, id: str) -> ResultReported:
    """A result as it stands, of those that somebody may see and change."""
    result = request.house.desk.state(stream("result", id), Result())
    if result.told is None or result.status != "reported" or request.actor.role not in WRITES:
        raise NotHere
    request.sees("result", (result.told.enterprise,))
    return result.told


def _correct(
    request: PageRequest,
    id: str,
    before: ResultReported,
    form: Form,
    refusal: Rejected | None = None,
) -> Response:
    kind = RESULT_KINDS[before.kind].title
    action = f"/results/{id}/correct"
    return forms.page(
        request, form, refusal, heading="更正成果", about=kind, action=action, back="/results"
    )


def _columns(request: PageRequest) -> tuple[Column, ...]:
    return OWN if request.actor.duty.party else FOR


def _new(request: PageRequest, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request, form, refusal, heading="填报成果", about="", action="/results/new", back="/results"
    )
