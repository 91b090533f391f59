"""The facts of an enterprise that conditions of policies are held against: stated once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.parties.facts import Facts
from domain.parties.party import StateFacts
from projections.parties.parties import PartyRow
from services.files.cells.writing import written
from services.files.tables.columns import asked_of
from services.web import forms
from services.web.forms import Form
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.parties import keeps_record, visible_party

router = APIRouter(route_class=SnapshotRoute)
COLUMNS = tuple(asked_of(Facts))


@router.get("/parties/{id}/facts")
def stating(request: Annotated[PageRequest, Depends(Sees("party_record"))], id: str) -> Response:
    row = _enterprise(request, id)
    values = {column.key: written(column, getattr(row.facts, column.key)) for column in COLUMNS}
    return _form(request, row, forms.blank(COLUMNS, values))


@router.post("/parties/{id}/facts")
def state(submission: Annotated[Submission, Depends(Does("party_record"))], id: str) -> Response:
    request, row = submission.request, _enterprise(submission.request, id)
    form = forms.read(COLUMNS, submission)
    if form.refusals:
        return _form(request, row, form)
    return submission.do(
        lambda: StateFacts(id=id, facts=Facts(**form.values)),
        then=f"/parties/{id}",
        again=lambda refusal: _form(request, row, form, refusal),
        flash="企业情况已更新",
        party=id,
    )


def _enterprise(request: PageRequest, id: str) -> PartyRow:
    """The enterprise, for whoever keeps its record."""
    row = visible_party(request, id)
    if not keeps_record(request, id) or "enterprise" not in row.profile.roles:
        raise NotHere
    return row


def _form(
    request: PageRequest, row: PartyRow, form: Form, refusal: Rejected | None = None
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="企业情况",
        about=row.profile.title,
        action=f"/parties/{row.id}/facts",
        back=f"/parties/{row.id}",
    )
