"""Revising a need or an offering: one form, kept as a draft until it is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.revisions import revising
from projections.postings.posting_table import PostingRow
from services.stores.drafts import KeptDraft
from services.web import forms
from services.web.forms import Form, filled
from services.web.posting_form import all_asked, made_of, written_of
from services.web.prefilled import Prefilled, prefilled
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.drafts import drop_draft, keep_draft, own_draft
from services.web.selectors.picks import parties_written
from services.web.selectors.postings import allowed_steps, changes_left, visible_posting

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("posting"))]
Doing = Annotated[Submission, Depends(Does("posting"))]
CHANGED = "这一条在您修改期间又有变动，请核对后再提交"


@router.get("/postings/{side}/{id}/edit")
def editing(request: Looking, side: str, id: str, check: bool = False) -> Response:
    row = visible_posting(request, side, id)
    if "revise" not in allowed_steps(request, row):
        raise NotHere
    draft = _draft(request, row)
    form = _form(request, row, draft)
    if check:
        made_of(f"{row.track}.{row.side}", form, request.today)  # says what is wrong with it
    else:
        form.refusals = {}
    warning = "" if _current(row, draft) else CHANGED
    return _page(request, row, prefilled(request, form), warning=warning)


@router.post("/postings/{side}/{id}/edit")
def edit(submission: Doing, side: str, id: str) -> Response:
    request, row = submission.request, visible_posting(submission.request, side, id)
    kind, path = f"{row.track}.{row.side}", f"/postings/{side}/{id}"
    sent = {**forms.sent(all_asked(kind), submission), "edition": (submission.field("edition"),)}
    draft = replace(_draft(request, row), kind=kind, revises=f"{side}-{id}", sent=sent)
    keep_draft(request, draft)
    form = _form(request, row, draft)
    made = made_of(kind, form, request.today)
    if made is None or not _current(row, draft):
        return request.go(f"{path}/edit?check=1")

    def then(_: object) -> str:
        drop_draft(request, draft.id)
        return path

    return submission.do(
        lambda: revising(
            row.party, side=row.side, id=id, content=made, **forms.confirmed(form, submission)
        ),
        then=then,
        again=lambda refusal: _page(request, row, Prefilled(form), refusal),
        flash="已修改",
        party=row.party,
    )


def _draft(request: PageRequest, row: PostingRow) -> KeptDraft:
    """What somebody has written of it, else nothing yet: everybody has one draft of a posting."""
    id = f"{row.side}-{row.id}"
    return own_draft(request, id) or KeptDraft(id, sent={"edition": (str(row.edition),)})


def _current(row: PostingRow, draft: KeptDraft) -> bool:
    """Whether the draft changes what stands, and not what stood before."""
    return draft.field("edition") == str(row.edition)


def _form(request: PageRequest, row: PostingRow, draft: KeptDraft) -> Form:
    kind = f"{row.track}.{row.side}"
    stands = written_of(row.content)
    stands["invited"] = (parties_written(request, row.content.invited),)
    return filled(request, all_asked(kind), {**stands, **draft.sent})


def _page(
    request: PageRequest,
    row: PostingRow,
    shown: Prefilled,
    refusal: Rejected | None = None,
    *,
    warning: str = "",
) -> Response:
    return forms.page(
        request,
        shown.form,
        refusal,
        "postings/edit.html",
        about=row.content.title,
        action=f"/postings/{row.side}/{row.id}/edit",
        back=f"/postings/{row.side}/{row.id}",
        check=shown.check,
        fill_in=shown.fill_in,
        warning=warning,
        edition=row.edition,
        left=None if row.status == "draft" else changes_left(request, row),
    )
