"""通知: what somebody is told, what of it was read, and where else they want to be told."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.parties.channel import MAILBOX
from projections.notices.kinds import groups_for
from services.files.cells.column import Column
from services.house.house import House
from services.outbound.gateways import EMAIL, SMS, sends_out
from services.outbound.moved import PERSON, tell_old
from services.stores.notices import Choices
from services.web import forms
from services.web.bell import shown_seconds
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.public import over
from services.web.reproving import proofs_of, reprove
from services.web.request import (
    Does,
    PageRequest,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.notices import visible_notice, visible_notices
from services.web.selectors.parties import contact_of

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees(""))]
Doing = Annotated[Submission, Depends(Does(""))]
Asked = Annotated[Listing, Depends(Lists("/notices", ("group",)))]
MOBILE = 11  # digits of a number that takes an SMS


@router.get("/notices")
def notices(request: Looking, asked: Asked) -> Response:
    rows, many = visible_notices(request, group=asked["group"], after=asked.after, limit=PAGE)
    groups = groups_for(request.actor)
    return request.page("notices/notices.html", notices=rows, many=many, asked=asked, groups=groups)


@router.post("/notices/read")
def read_all(submission: Doing) -> Response:
    request = submission.request
    request.house.stores.notices.read_all(request.actor.user, shown_seconds(request))
    return request.go("/notices", "已全部标为已读")


@router.get("/notices/settings")
def settings(request: Looking) -> Response:
    suggested = _suggested(request)
    return _settings(request, _filled(request, suggested), suggested)


@router.post("/notices/settings")
def choose(submission: Doing) -> Response:
    request, form = submission.request, forms.read(_fields(submission.request), submission)
    email, phone = form.values.get(EMAIL, ""), form.values.get(SMS, "")
    if email and not MAILBOX.fullmatch(email):
        form.refusals[EMAIL] = Malformed("mailbox.unreadable", "邮箱写法不对", field=EMAIL)
    if phone and not _is_mobile(phone):
        form.refusals[SMS] = Malformed("phone.mobile", "短信只能发到手机号", field=SMS)
    if form.refusals:
        return _settings(request, form)
    marks, user = request.house.stores.notices, request.actor.user
    off = [
        (channel, code)
        for channel, groups in _groups(request).items()
        for code in groups
        if code not in form.values.get(f"{channel}_groups", ())
    ]
    before = _addresses(request)
    moved = [
        (channel, address)
        for channel, address in ((EMAIL, email), (SMS, phone))
        if address != before.get(channel, "")
    ]
    try:
        if moved:  # codes go there when a password was forgotten
            reprove(submission)
    except Refusal as refusal:
        return over(request, refusal) or _settings(request, form, refusal=refusal)
    for channel, address in moved:
        marks.keep_address(user, channel, address, shown_seconds(request))
    marks.keep_off(user, off)
    response = request.go("/notices/settings", "通知设置已保存")
    left = [(channel, before[channel]) for channel, _ in moved if channel in before]
    response.background = BackgroundTask(_tell_old, request.house, left)
    return response


def _tell_old(house: House, left: list[tuple[str, str]]) -> None:
    """After the answer: a mail server may take its time."""
    for channel, address in left:
        tell_old(house, channel, address, PERSON, secrets.token_hex(8))


@router.get("/notices/{id}")
def open_notice(request: Looking, id: str) -> Response:
    """On to what it is about; it is read then."""
    notice = visible_notice(request, id)
    if request.at is None:
        marks = request.house.stores.notices
        marks.read(request.actor.user, notice.position, notice.kind, shown_seconds(request))
    return RedirectResponse(request.link(notice.path), 303)


def _groups(request: PageRequest) -> dict[str, dict[str, str]]:
    """By channel, the groups that there are to choose from."""
    actor = request.actor
    return {EMAIL: groups_for(actor), SMS: groups_for(actor, urgent=True)}


def _fields(request: PageRequest) -> tuple[Column, ...]:
    groups = _groups(request)
    return (
        column(EMAIL, "邮箱", "text", needed=False, example="wang@example.com"),
        column(f"{EMAIL}_groups", "发邮件的", "choices", needed=False, choices=groups[EMAIL]),
        column(SMS, "手机", "phone", needed=False, example="13900001234"),
        column(f"{SMS}_groups", "紧急时发短信的", "choices", needed=False, choices=groups[SMS]),
    )


def _filled(request: PageRequest, suggested: str) -> Form:
    """What was chosen; at first everything, and the number that is suggested."""
    user = request.actor.user
    choices = request.house.stores.notices.choices([user])[user]
    written = _addresses(request) or {SMS: suggested}
    picked = {
        f"{channel}_groups": tuple(code for code in groups if (channel, code) not in choices.off)
        for channel, groups in _groups(request).items()
    }
    return Form(_fields(request), written, picked)


def _addresses(request: PageRequest) -> dict[str, str]:
    """Where somebody is told, by channel."""
    user = request.actor.user
    known = request.house.stores.notices.choices([user])[user].addresses
    return {channel: address.address for channel, address in known.items()}


def _suggested(request: PageRequest) -> str:
    """The mobile that one's own party has named, where somebody has chosen nothing yet; or ""."""
    party, user = request.actor.duty.party, request.actor.user
    if not party or request.house.stores.notices.choices([user])[user] != Choices():
        return ""
    known = contact_of(request, party)
    return known.phone if known and _is_mobile(known.phone) else ""


def _is_mobile(phone: str) -> bool:
    return len(phone) == MOBILE and phone.isdecimal()


def _settings(
    request: PageRequest, form: Form, suggested: str = "", refusal: Refusal | None = None
) -> Response:
    on = {channel: sends_out(request.house.settings, channel) for channel in (EMAIL, SMS)}
    return request.page(
        "notices/settings.html",
        422 if form.refusals else status_of(refusal) if refusal else 200,
        form=form,
        refusal=refusal,
        proofs=proofs_of(request),
        on=on,
        suggested=suggested,
    )
