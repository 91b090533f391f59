"""Users: who may sign in, as what, for whom; and what they did at the door."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.user import (
    FOR_PEOPLE,
    TITLES,
    CloseUser,
    Duty,
    ReopenUser,
    ReviseUser,
)
from domain.core.command import Command, Refusal, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.codes import PARTY_ROLES
from projections.administration.users import UserRow
from services.files.exports.records import user_sheet
from services.files.tables.record_kinds import USER_STATES
from services.identity.bound import bind, bound_to, unbind
from services.identity.signin import Identity
from services.inbound.shorthand import AddUserByName
from services.web import forms
from services.web.export import exported_sheets
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
from services.web.selectors.parties import called_so
from services.web.timeline import answerable

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(930, "/users", "用户", "user", "users"),)
Looking = Annotated[PageRequest, Depends(Sees("user"))]
Doing = Annotated[Submission, Depends(Does("user"))]

ROLES = {role.value: title for role, title in FOR_PEOPLE.items()}
FIELDS = (
    column("name", "姓名", "text", example="张三"),
    column("role", "角色", "choice", choices=ROLES),
    column("party", "所属单位", "party", needed=False),
    column("phone", "手机或电话", "phone", needed=False, example="13700001111"),
    column("supports", "分包的企业", "parties", needed=False, roles=("enterprise",)),
)
SUBJECT = (column("subject", "统一身份认证给这个人的 sub", "text"),)
LIST = Lists("/users", ("text", "role", "status"))
NEW = (column("id", "用户名", "id", example="zhang.san"), *FIELDS)


@router.get("/users")
def users(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """By their ids, a page at a time; of one role, or whose id or party's name has a text."""
    rows = _wanted(request, asked)
    shown = rows[asked.after : asked.after + PAGE]
    request.names({row.duty.party for row in shown if row.duty.party})
    return request.page(
        "administration/users.html", users=shown, many=len(rows), asked=asked, states=USER_STATES
    )


def _wanted(request: PageRequest, asked: Listing) -> list[UserRow]:
    text = asked["text"].lower()
    rows = [
        row
        for row in request.house.views.users.all(request.at)
        if asked["role"] in {"", row.duty.role} and asked["status"] in {"", row.status}
    ]
    if not text:
        return rows
    parties = called_so(request, text)
    return [row for row in rows if text in row.id or row.duty.party in parties]


@router.get("/users/new")
def new(request: Looking) -> Response:
    return _form(request, forms.blank(NEW), "/users/new")


@router.post("/users/new")
def add(submission: Doing) -> Response:
    form = forms.read(NEW, submission)
    if form.refusals:
        return _form(submission.request, form, "/users/new")

    def make() -> AddUserByName:
        id = str(form.values["id"])
        person = _person(form, f"person-{submission.new_id(12)}")
        return AddUserByName(id=id, duty=_duty(form), **person)

    return submission.do(
        make,
        then=f"/users/{form.values['id']}",
        again=lambda refusal: _form(submission.request, form, "/users/new", _taken(refusal)),
        flash="已新增，请打印激活条，或给一个首次登录密码",
    )


@router.post("/users/export")
def export(submission: Doing, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    request = submission.as_shown()
    users = _wanted(request, asked)
    request.names({user.duty.party for user in users if user.duty.party})
    return exported_sheets(request, "users", "用户", [user_sheet(users, request.name)])


@router.get("/users/{id}")
def user(request: Looking, id: str) -> Response:
    return _page(request, _user(request, id))


@router.get("/users/{id}/revise")
def revising(request: Looking, id: str) -> Response:
    user = _user(request, id)
    values = {
        "name": user.person.reveal(),
        "role": user.duty.role,
        "party": user.duty.party or "",
        "phone": user.phone.reveal() if user.phone else "",
        "supports": "、".join(user.duty.supports),
    }
    return _form(request, forms.blank(FIELDS, values), f"/users/{id}/revise")


@router.post("/users/{id}/revise")
def revise(submission: Doing, id: str) -> Response:
    user, form = _user(submission.request, id), forms.read(FIELDS, submission)
    if form.refusals:
        return _form(submission.request, form, f"/users/{id}/revise")

    def make() -> Command:
        return ReviseUser(id=id, duty=_duty(form), **_person(form, user.person.subject))

    return submission.do(
        make,
        then=f"/users/{id}",
        again=lambda refusal: _form(submission.request, form, f"/users/{id}/revise", refusal),
    )


@router.post("/users/{id}/close")
def close(submission: Doing, id: str) -> Response:
    user = _user(submission.request, id)
    return submission.do(
        lambda: CloseUser(id=id),
        then=f"/users/{id}",
        again=lambda refusal: _page(submission.request, user, refusal),
        flash="已停用",
    )


@router.post("/users/{id}/reopen")
def reopen(submission: Doing, id: str) -> Response:
    user = _user(submission.request, id)
    return submission.do(
        lambda: ReopenUser(id=id),
        then=f"/users/{id}",
        again=lambda refusal: _page(submission.request, user, refusal),
        flash="已恢复",
    )


@router.post("/users/{id}/password")
def password(submission: Doing, id: str) -> Response:
    """A password for the next sign-in, shown once."""
    request, user = submission.request, _user(submission.request, id)
    made = "-".join(secrets.token_hex(3) for _ in range(3))
    Identity.of(request.house).give_password(id, made, request.ask())
    request.after_command(lost="新密码已设好，但没能显示，也不会再显示。请稍后再给一次密码。")
    return _page(request, user, password=made)


@router.post("/users/{id}/second-factor")
def reset_second_factor(submission: Doing, id: str) -> Response:
    """For who has lost it, and was known again some other way."""
    request, user = submission.request, _user(submission.request, id)
    try:
        Identity.of(request.house).factor.reset(id, request.ask())
    except Refusal as refusal:
        return _page(request, user, refusal)
    request.after_command()
    return request.go(f"/users/{id}", "已取消他的动态码，请他登录后重新设置")


@router.post("/users/{id}/oidc")
def bind_identity(submission: Doing, id: str) -> Response:
    """The issuer is the one of the settings; the subject is what it calls this person for ever."""
    request, user = submission.request, _user(submission.request, id)
    form, issuer = forms.read(SUBJECT, submission), request.house.settings.oidc_issuer
    if form.refusals or not issuer:
        return _page(request, user, subject=form)
    try:
        bind(request.house, id, issuer.rstrip("/"), form.values["subject"], request.ask())
    except Refusal as refusal:
        return _page(request, user, refusal, subject=form)
    request.after_command()
    return request.go(f"/users/{id}", "已绑定统一身份认证")


@router.post("/users/{id}/oidc/remove")
def unbind_identity(submission: Doing, id: str) -> Response:
    request, user = submission.request, _user(submission.request, id)
    try:
        unbind(request.house, id, request.ask())
    except Refusal as refusal:
        return _page(request, user, refusal)
    request.after_command()
    return request.go(f"/users/{id}", "已解除绑定")


def _user(request: PageRequest, id: str) -> UserRow:
    user = request.house.views.users.user(id, request.at)
    if user is None:
        raise NotHere
    return user


def _page(
    request: PageRequest, user: UserRow, refusal: Rejected | None = None, **more: Any
) -> Response:
    status = 422 if "subject" in more else status_of(refusal) if refusal else 200
    status = status_of(refusal) if refusal else status
    has_factor = request.house.stores.second_factors.since(user.id) is not None
    context = {"refusal": refusal, "password": "", "has_factor": has_factor} | {
        "oidc": bool(request.house.settings.oidc_issuer),
        "bound": bool(bound_to(request.house, user.id)),
        "subject": forms.blank(SUBJECT),
    }
    context |= more
    until = request.shown_until(request.house.views.users)
    moments = answerable(request, f"user-{user.id}", until, user.id)
    request.names(user.duty.supports)
    return request.page("administration/user.html", status, user=user, timeline=moments, **context)


def _form(
    request: PageRequest, form: Form, action: str, refusal: Rejected | None = None
) -> Response:
    return forms.page(request, form, refusal, "administration/user_form.html", action=action)


def _taken(refusal: Rejected) -> Rejected:
    """What to do about somebody who is a user already."""
    if refusal.code != "user.known":
        return refusal
    advice = "是同一个人，要重设密码，请在用户页面打印激活条；不是，请换一个用户名"
    return Malformed(refusal.code, "用户名已有人使用", advice, field="id")


def _person(form: Form, subject: str) -> dict[str, Any]:
    phone = form.values.get("phone")
    return {
        "person": Personal(subject=subject, value=form.values["name"]),
        "phone": Personal(subject=subject, value=phone) if phone else None,
    }


def _duty(form: Form) -> Duty:
    role, party = form.values["role"], form.values.get("party")
    if role in PARTY_ROLES and party is None:
        raise Malformed("field.needed", f"{TITLES[Role(role)]}要写明所属单位", field="party")
    return Duty(role=role, party=party, supports=form.values.get("supports", ()))
