"""Keys: an organization's programs ask with them. A key is shown once, when it is issued."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.access_key import SCOPES, RevokeKey
from domain.administration.permission import WRITES
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.identity.signin import issue_key
from services.web import forms
from services.web.forms import Form, column
from services.web.request import Deed, Does, Look, Said, Sees

router = APIRouter()
FIELDS = (
    column("title", "用在哪里", "text", example="信贷系统"),
    column("scopes", "可以做什么", "choices", choices=SCOPES),
    column("until", "有效期到", "date"),
)


@router.get("/keys")
def keys(look: Annotated[Look, Depends(Sees("channel"))]) -> Response:
    return _page(look)


@router.post("/keys")
def issue(deed: Annotated[Deed, Depends(Does("channel"))]) -> Response:
    look, form = deed.look, forms.read(FIELDS, deed)
    if form.said:
        return _page(look, form)
    said = form.values
    try:
        _, key = issue_key(look.house, look.ask(), said["title"], said["scopes"], said["until"])
    except (Refusal, Malformed) as no:
        return _page(look, form, no)
    look.kept()
    return _page(look, key=key)


@router.post("/keys/{id}/revoke")
def revoke(deed: Annotated[Deed, Depends(Does("channel"))], id: str) -> Response:
    return deed.do(
        lambda: RevokeKey(id=id),
        then="/keys",
        again=lambda said: _page(deed.look, said=said),
        flash="已收回",
    )


def _page(
    look: Look, form: Form | None = None, said: Said | None = None, key: str = ""
) -> Response:
    until = look.today + timedelta(days=365)
    return forms.page(
        look,
        form or forms.blank(FIELDS, {"until": until.isoformat()}),
        said,
        "parties/keys.html",
        keys=look.house.users.keys(look.actor.duty.party, look.at),
        scopes=SCOPES,
        key=key,
        writes=look.at is None and look.actor.role in WRITES,
    )
