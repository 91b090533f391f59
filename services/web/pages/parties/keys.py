"""Keys: an organization's programs ask with them. A key is shown once, when it is issued."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.access_key import SCOPES, RevokeKey
from domain.administration.permission import WRITES
from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from services.identity.signin import Identity
from services.web import forms
from services.web.forms import Form, column
from services.web.menu import MenuEntry
from services.web.public import over
from services.web.reproving import proofs_of, reprove
from services.web.request import Does, PageRequest, Rejected, Sees, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(840, "/keys", "接口密钥", "channel", "key-round", but=(Role.ENTERPRISE,)),)
FIELDS = (
    column("title", "用在哪里", "text", example="信贷系统"),
    column("scopes", "可以做什么", "choices", choices=SCOPES),
    column("until", "有效期到", "date"),
)


@router.get("/keys")
def keys(request: Annotated[PageRequest, Depends(Sees("channel"))]) -> Response:
    return _page(request)


@router.post("/keys")
def issue(submission: Annotated[Submission, Depends(Does("channel"))]) -> Response:
    request, form = submission.request, forms.read(FIELDS, submission)
    if form.refusals:
        return _page(request, form)
    values = form.values
    try:
        reprove(submission)
        _, key = Identity.of(request.house).issue_key(
            request.ask(), values["title"], values["scopes"], values["until"]
        )
    except (Refusal, Malformed) as no:
        return over(request, no) or _page(request, form, no)
    request.after_command(lost="密钥已发放，但没能显示，也不会再显示。请稍后收回它，再发放一把。")
    return _page(request, key=key)


@router.post("/keys/{id}/revoke")
def revoke(submission: Annotated[Submission, Depends(Does("channel"))], id: str) -> Response:
    return submission.do(
        lambda: RevokeKey(id=id),
        then="/keys",
        again=lambda refusal: _page(submission.request, refusal=refusal),
        flash="已收回",
    )


def _page(
    request: PageRequest, form: Form | None = None, refusal: Rejected | None = None, key: str = ""
) -> Response:
    until = request.today + timedelta(days=365)
    return forms.page(
        request,
        form or forms.blank(FIELDS, {"until": until.isoformat()}),
        refusal,
        "parties/keys.html",
        keys=request.house.views.users.keys(request.actor.duty.party, request.at),
        scopes=SCOPES,
        key=key,
        proofs=proofs_of(request),
        writes=request.at is None and request.actor.role in WRITES,
    )
