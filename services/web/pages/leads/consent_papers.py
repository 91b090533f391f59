"""A consent on paper: what was prepared is printed, signed, and recorded by its scan's hash.

The file itself isn't kept: there is no place for files, and the office keeps the paper.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile
from starlette.responses import Response

from domain.core.malformed import Malformed
from domain.leads.consent import HELPERS, GrantConsent
from domain.leads.wording import text_digest
from projections.leads.consents import ConsentRow
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
from services.web.selectors.consents import owner_of_need, wording
from services.web.selectors.postings import visible_posting

router = APIRouter(route_class=SnapshotRoute)
LARGEST = 20 * 1024 * 1024
FIELDS = (column("paper", "或者填写校验码（SHA-256）", "text", needed=False),)


@router.get("/consents/{need}/{receiver}/paper")
def paper(
    request: Annotated[PageRequest, Depends(Sees("consent"))], need: str, receiver: str
) -> Response:
    return _page(request, _prepared(request, need, receiver), forms.blank(FIELDS))


@router.post("/consents/{need}/{receiver}/paper")
def record(
    submission: Annotated[Submission, Depends(Does("consent"))], need: str, receiver: str
) -> Response:
    request = submission.request
    prepared, form = _prepared(request, need, receiver), forms.read(FIELDS, submission)

    def make() -> GrantConsent:
        return GrantConsent(
            need=need,
            receiver=receiver,
            kinds=prepared.kinds,
            until=date.fromisoformat(prepared.through),
            digest=prepared.digest,
            method="paper",
            paper=_scan(submission) or form.values.get("paper", "").lower(),
        )

    return submission.do(
        make,
        then=f"/consents/{need}/{receiver}",
        again=lambda refusal: _page(request, prepared, form, refusal),
        flash="已登记纸质授权",
        party=owner_of_need(request, need),
    )


def _prepared(request: PageRequest, need: str, receiver: str) -> ConsentRow:
    """What was prepared, for whoever works for its enterprise."""
    owner_of_need(request, need)
    row = request.house.views.consents.consent(need, receiver, request.at)
    helps = request.actor.role in HELPERS and request.at is None
    if row is None or row.status != "prepared" or not helps:
        raise NotHere
    return row


def _scan(submission: Submission) -> str:
    """The hash of the file that was sent; "" where none was."""
    sent = submission.data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return ""
    if (sent.size or 0) > LARGEST:
        raise Malformed("file.large", "文件超过 20 MB", "请扫描得小一些", field="paper")
    return sha256(sent.file.read()).hexdigest()


def _page(
    request: PageRequest, prepared: ConsentRow, form: Form, refusal: Rejected | None = None
) -> Response:
    need, until = visible_posting(request, "need", prepared.need), prepared.through
    text = wording(
        request, prepared.need, prepared.receiver, prepared.kinds, date.fromisoformat(until)
    )
    return forms.page(
        request,
        form,
        refusal,
        "leads/consent_paper.html",
        path=f"/consents/{prepared.need}/{prepared.receiver}",
        title=need.content.title,
        enterprise=request.name(need.party),
        text=text,
        digest=prepared.digest,
        same=text_digest(text) == prepared.digest,
    )
