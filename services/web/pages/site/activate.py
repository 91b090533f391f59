"""Coming in by a slip: whose it is, one's own name and password, and one is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.parties.contact import half_of_contact
from services.files.cells.column import Column
from services.identity.activation import WRONG, Entrance, Person, Slips
from services.identity.signin import Identity
from services.web import forms
from services.web.forms import Form, column
from services.web.public import Public, begun, entered, knock_of, own_password
from services.web.request import (
    Open,
    PageRequest,
    Rejected,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
LONGEST = 60  # letters of a code that are looked at
PERSON = (
    column("name", "您的姓名", "name", example="张三"),
    column("phone", "手机或电话", "phone", example="13700001111"),
    column("id", "用户名（不填就由系统编一个）", "id", needed=False, example="zhangsan"),
)
CONTACT = (
    column("contact", "单位联系人（不填就是您本人）", "name", needed=False, example="李经理"),
    column("contact_phone", "联系人电话", "phone", needed=False, example="0374-3560000"),
)
TAKEN = Malformed(
    "user.known", "这个用户名已有人使用", "请换一个，例如姓名的拼音加两个数字，或者不填"
)


@router.get("/activate")
def activating(request: Annotated[PageRequest, Depends(Open())], code: str = "") -> Response:
    if not code.strip():
        return _ask_for_code(request)
    try:
        entrance = entered(request, code)
    except (Refusal, Malformed) as refusal:
        return _ask_for_code(request, code, refusal)
    if entrance.subject.kind == "blank":
        return request.go(f"/register?code={code.strip()[:LONGEST]}")
    known = dict(zip(("name", "phone"), entrance.contact or (), strict=False))
    return _page(request, code, entrance, forms.blank(_fields(entrance), known))


@router.post("/activate")
def activate(submission: Annotated[Submission, Depends(Public())]) -> Response:
    request, code = submission.request, submission.field("code")
    try:
        entrance = entered(request, code)
    except (Refusal, Malformed) as refusal:
        return _ask_for_code(request, code, refusal)
    form = forms.read(_fields(entrance), submission)
    password = own_password(submission, form, _user(entrance, form))
    half = half_of_contact(form.values.get("contact"), form.values.get("contact_phone"))
    if half:
        form.refusals["contact" if half.field == "contact" else "contact_phone"] = half
    if form.refusals:
        return _page(request, code, entrance, form)
    try:
        user = Slips.of(request.house).activate(entrance, _person(entrance, form, password))
    except (Refusal, Malformed) as refusal:
        if refusal.code.startswith("activation."):
            return _ask_for_code(request, code, refusal)
        wrong = TAKEN.at("id") if refusal.code == "user.known" else refusal
        return _page(request, code, entrance, form, wrong)
    request.after_command()
    token = Identity.of(request.house).begin(user, "slip", knock_of(request.http))
    return begun(request, token, "/", "账号已开通，您已登录；下次用电话或用户名和密码登录")


def _fields(entrance: Entrance) -> tuple[Column, ...]:
    if entrance.subject.kind == "user":
        return ()
    return (*PERSON, *CONTACT) if entrance.wants_contact else PERSON


def _user(entrance: Entrance, form: Form) -> str:
    """The user name that somebody has, or chooses; "" where they leave it to us."""
    if entrance.subject.kind == "user":
        return entrance.subject.id
    return str(form.values.get("id") or "")


def _person(entrance: Entrance, form: Form, password: str) -> Person:
    values = form.values
    contact = values.get("contact")
    return Person(
        user=_user(entrance, form),
        name=values.get("name", ""),
        phone=values.get("phone", ""),
        password=password,
        contact=(contact, values["contact_phone"]) if contact else None,
    )


def _ask_for_code(
    request: PageRequest, code: str = "", refusal: Rejected | None = None
) -> Response:
    status = status_of(refusal) if refusal else 200
    unknown = refusal is not None and refusal.code == WRONG.code
    more = {"code": code[:LONGEST], "refusal": refusal, "unknown": unknown}
    return request.page("site/activate_code.html", status, **more)


def _page(
    request: PageRequest,
    code: str,
    entrance: Entrance,
    form: Form,
    refusal: Rejected | None = None,
) -> Response:
    page = "site/activate.html"
    return forms.page(request, form, refusal, page, code=code, entrance=entrance)
