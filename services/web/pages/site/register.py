"""An enterprise registers itself; whoever did signs in, and waits for the office on a page that
says so. A slip of the office's makes it valid at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.registration import ROLE
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.parties.party import Profile
from services.identity.registering import Registering
from services.identity.signin import Identity
from services.web import forms
from services.web.forms import Form, column
from services.web.public import (
    Public,
    begun,
    check_often,
    count_often,
    entered,
    knock_of,
    own_password,
)
from services.web.request import (
    Does,
    Open,
    PageRequest,
    Rejected,
    SnapshotRoute,
    Submission,
)
from services.web.waiting_page import CODE, waiting_page

router = APIRouter(route_class=SnapshotRoute)
FIELDS = (
    column("uscc", "统一社会信用代码", "uscc", example="营业执照上的18位代码"),
    column("title", "企业名称", "title", example="襄城县某某机械有限公司"),
    column("region", "所在县区", "region", needed=False, example="襄城县"),
    column("contact", "联系人", "name", example="张经理"),
    column("phone", "联系电话", "phone", example="13700001111"),
    column("code", "激活码（没有就不填）", "text", needed=False, example="ABCDE-23456"),
)
WAITS = "已收到，等待助企办确认"
VALID = "登记已生效，您已登录"


@router.get("/register")
def registering(request: Annotated[PageRequest, Depends(Open())], code: str = "") -> Response:
    return _page(request, forms.blank(FIELDS, {"code": code[:60]}))


@router.post("/register")
def register(submission: Annotated[Submission, Depends(Public())]) -> Response:
    request, form = submission.request, forms.read(FIELDS, submission)
    check_often("register", request)
    password = own_password(submission, form, str(form.values.get("uscc", "")))
    if form.refusals:
        return _page(request, form)
    try:
        code = form.values.get("code")
        entrance = entered(request, code) if code else None
        if entrance and entrance.subject.kind != "blank":
            return request.go(f"/activate?code={code}")
        if not entrance and not submission.field("different") and _called_so(request, form):
            return _page(request, form, same=True)
        profile = Profile(
            title=form.values["title"],
            uscc=form.values["uscc"],
            roles=(ROLE.value,),
            region=form.values.get("region"),
        )
        count_often("register", request)
        person = (form.values["contact"], form.values["phone"], password)
        user = Registering.of(request.house).file(profile, *person, entrance)
    except (Refusal, Malformed) as refusal:
        return _page(request, form, refusal)
    request.after_command()
    token = Identity.of(request.house).begin(user, "registration", knock_of(request.http))
    return begun(request, token, "/", VALID if entrance else WAITS)


@router.post("/register/code")
def confirm(submission: Annotated[Submission, Depends(Does(""))]) -> Response:
    """Who waits has got a slip in the meantime."""
    request, form = submission.request, forms.read(CODE, submission)
    if form.refusals:
        return waiting_page(request, form)
    try:
        entrance = entered(request, form.values["code"])
        answer = Registering.of(request.house).confirm(request.actor.user, entrance)
    except (Refusal, Malformed) as refusal:
        return waiting_page(request, form, refusal)
    request.after_command(answer.position)
    return request.go("/", VALID)


def _called_so(request: PageRequest, form: Form) -> bool:
    return bool(request.house.views.parties.alike(form.values["title"]))


def _page(
    request: PageRequest, form: Form, refusal: Rejected | None = None, *, same: bool = False
) -> Response:
    """`same`: somebody of this name is registered already, and is it the same?"""
    return forms.page(request, form, refusal, "site/register.html", same=same)
