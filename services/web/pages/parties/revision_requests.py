"""What a party asks to be known as: the office compares, agrees, or says why not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from domain.parties.party import Profile, receives
from domain.parties.revision_request import DeclineRevision
from projections.parties.parties import PartyRow
from services.inbound.shorthand import AcceptRevisionById
from services.web import forms
from services.web.display import profile_changes
from services.web.forms import Form, column
from services.web.losses import LOSSES
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.parties import names_near, visible_party

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("party_office"))]
Doing = Annotated[Submission, Depends(Does("party_office"))]
REASON = (column("reason", "退回的原因（对方会看到）", "text", example="与营业执照不一致"),)
FLASH = "已同意，资料已更新"
DIFFERENT = "party.same_name"  # of two enterprises it may be so, where the office says it


@router.get("/parties/{id}/request")
def asked(request: Looking, id: str) -> Response:
    return _page(request, _asking(request, id))


@router.post("/parties/{id}/request/accept")
def accept(submission: Doing, id: str) -> Response:
    """`profile` is what the office has read, as the form had it."""
    request = submission.request
    try:
        profile = Profile.model_validate_json(submission.field("profile"))
    except ValidationError:
        raise NotHere from None
    different = submission.field("different") == "yes"
    return submission.do(
        lambda: AcceptRevisionById(id=id, profile=profile, different=different),
        then=f"/parties/{id}",
        again=lambda refusal: _page(request, _asking(request, id), refusal=refusal),
        flash=FLASH,
    )


@router.post("/parties/{id}/request/decline")
def decline(submission: Doing, id: str) -> Response:
    request, row = submission.request, _asking(submission.request, id)
    form = forms.read(REASON, submission)
    if form.refusals:
        return _page(request, row, form)
    return submission.do(
        lambda: DeclineRevision(id=id, reason=form.values["reason"]),
        then=f"/parties/{id}",
        again=lambda refusal: _page(request, row, form, refusal),
        flash="已退回，对方会看到原因",
    )


def _asking(request: PageRequest, id: str) -> PartyRow:
    row = visible_party(request, id)
    if row.asked is None:
        raise NotHere
    return row


def _page(
    request: PageRequest,
    row: PartyRow,
    form: Form | None = None,
    refusal: Rejected | None = None,
) -> Response:
    assert row.asked is not None
    near = names_near(request, row.asked.title, but=row.id)
    return forms.page(
        request,
        form or forms.blank(REASON),
        refusal,
        "parties/revision_request.html",
        row=row,
        changes=profile_changes(row.profile, row.asked),
        near=near,
        different=refusal is not None and refusal.code == DIFFERENT and not receives(row.asked),
        warning=LOSSES["decline_revision"].lost,
        acts=request.at is None,
    )
