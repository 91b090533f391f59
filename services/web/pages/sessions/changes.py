"""Changes to a docking session by the office: what was announced, and when it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from domain.core.command import Command
from domain.sessions.office import PostponeSession, ReviseSession
from domain.sessions.session import LIFECYCLE, Details
from projections.sessions.sessions import SessionRow
from services.files.cells.writing import written
from services.inbound.decode import malformed
from services.web import forms
from services.web.forms import Form, column
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.sessions import visible_session
from services.web.session_form import ANNOUNCED

router = APIRouter(route_class=SnapshotRoute)
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]
POSTPONED = (
    column("day", "新的日期", "date"),
    column("starts", "开始时间", "text", example="09:00"),
)
HEADINGS = {"revise": "修改对接会", "postpone": "改期"}


@router.get("/sessions/{id}/revise")
def revising(request: Office, id: str) -> Response:
    row = _open_to(request, id, "revise_session")
    values = {field.key: written(field, getattr(row.details, field.key)) for field in ANNOUNCED}
    return _form(request, row, "revise", forms.blank(ANNOUNCED, values))


@router.post("/sessions/{id}/revise")
def revise(submission: Planning, id: str) -> Response:
    request, row = submission.request, visible_session(submission.request, id)
    form = forms.read(ANNOUNCED, submission)
    if form.refusals:
        return _form(request, row, "revise", form)

    def make() -> Command:
        asked: dict[str, Any] = {field.key: form.values.get(field.key) for field in ANNOUNCED}
        stated = {key: value for key, value in asked.items() if value is not None}
        try:
            return ReviseSession(id=id, details=Details.model_validate(stated))
        except ValidationError as wrong:
            raise malformed(wrong) from None

    return submission.do(
        make,
        then=f"/sessions/{id}",
        again=lambda refusal: _form(request, row, "revise", form, refusal),
        flash="已修改",
    )


@router.get("/sessions/{id}/postpone")
def postponing(request: Office, id: str) -> Response:
    row = _open_to(request, id, "postpone_session")
    values = {"day": row.details.day.isoformat(), "starts": row.details.starts}
    return _form(request, row, "postpone", forms.blank(POSTPONED, values))


@router.post("/sessions/{id}/postpone")
def postpone(submission: Planning, id: str) -> Response:
    request, row = submission.request, visible_session(submission.request, id)
    form = forms.read(POSTPONED, submission)
    if form.refusals:
        return _form(request, row, "postpone", form)
    return submission.do(
        lambda: PostponeSession(id=id, **form.values),
        then=f"/sessions/{id}",
        again=lambda refusal: _form(request, row, "postpone", form, refusal),
        flash="已改期",
    )


def _open_to(request: PageRequest, id: str, command: str) -> SessionRow:
    """The session, in a state from which this step leads on."""
    row = visible_session(request, id)
    if request.at is not None or row.status not in LIFECYCLE.step(command).origins:
        raise NotHere
    return row


def _form(
    request: PageRequest, row: SessionRow, step: str, form: Form, refusal: Rejected | None = None
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading=HEADINGS[step],
        about=row.details.title,
        action=f"/sessions/{row.id}/{step}",
        back=f"/sessions/{row.id}",
    )
