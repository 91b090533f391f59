"""Personal data of one subject: where it occurs, whether it is held, and its erasure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.subject import HoldSubject, ReleaseSubject
from domain.core.command import Refusal
from domain.core.lifecycle import event_title
from domain.core.malformed import Malformed
from services.outbound.erasing import erase as erase_it
from services.outbound.occurrences import occurrences, subjects_in, told_to
from services.web import forms
from services.web.forms import Form, column
from services.web.lanes import costly
from services.web.listing import Listing, Lists
from services.web.menu import MenuEntry
from services.web.public import over
from services.web.reproving import proofs_of, reprove
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

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(970, "/subjects", "个人信息", "subject", "circle-user-round"),)
Looking = Annotated[PageRequest, Depends(Sees("subject"))]
Doing = Annotated[Submission, Depends(Does("subject"))]
LIST = Lists("/subjects", ("text",))
BASIS = (column("basis", "依据", "text", example="本人书面申请，2026 年 3 月 2 日"),)
REASON = (column("reason", "解除原因", "text"),)
SUBJECT = re.compile(r"[a-z]+-[0-9A-Za-z-]{1,64}")
MOST = 200


@router.get("/subjects")
@costly
def subjects(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """Whose data it is, by the name, the telephone or the id of a user; or whom a party has named,
    by its id or name."""
    text = asked["text"]
    users = [
        user
        for user in request.house.views.users.all(request.at)
        if text and text in {user.id, user.person.reveal(), user.phone and user.phone.reveal()}
    ]
    party = request.house.views.parties.find(text) if text else None
    named = sorted(subjects_in(request.house.log, f"party-{party}")) if party else []
    erased = request.house.views.subjects.erased()
    return request.page(
        "administration/subjects.html",
        asked=asked,
        users=users[:MOST],
        named=named,
        erased=erased[-MOST:],
    )


@router.get("/subjects/{id}")
@costly
def subject(request: Looking, id: str) -> Response:
    return _page(request, id)


@router.post("/subjects/{id}/erase")
@costly
def erase(submission: Doing, id: str) -> Response:
    request, form = submission.request, forms.read(BASIS, submission)
    if form.refusals:
        return _page(request, id, basis=form)
    try:
        _known(request, id)
        reprove(submission)
        basis, streams = form.values["basis"], request.http.app.state.redis
        done = erase_it(request.house, id, basis, request.ask(), streams)
    except (Refusal, Malformed) as refusal:
        return over(request, refusal) or _page(request, id, basis=form, refusal=refusal)
    request.after_command()
    if done.streams_left:
        return request.go(f"/subjects/{id}", "已删除；消息流连不上，里面的等连上以后程序自己清")
    return request.go(f"/subjects/{id}", "已删除")


@router.post("/subjects/{id}/hold")
def hold(submission: Doing, id: str) -> Response:
    request, form = submission.request, forms.read(BASIS, submission)
    if form.refusals:
        return _page(request, id, basis=form)
    return submission.do(
        lambda: HoldSubject(subject=id, basis=form.values["basis"]),
        then=f"/subjects/{id}",
        again=lambda refusal: _page(request, id, basis=form, refusal=refusal),
        flash="已保全，解除以前不能删除",
    )


@router.post("/subjects/{id}/release")
def release(submission: Doing, id: str) -> Response:
    request, form = submission.request, forms.read(REASON, submission)
    if form.refusals:
        return _page(request, id, reason=form)
    return submission.do(
        lambda: ReleaseSubject(subject=id, reason=form.values["reason"]),
        then=f"/subjects/{id}",
        again=lambda refusal: _page(request, id, reason=form, refusal=refusal),
        flash="已解除保全",
    )


def _known(request: PageRequest, id: str) -> None:
    if not SUBJECT.fullmatch(id) or not occurrences(request.house.log, id):
        raise NotHere


def _page(
    request: PageRequest,
    id: str,
    *,
    basis: Form | None = None,
    reason: Form | None = None,
    refusal: Rejected | None = None,
) -> Response:
    _known(request, id)
    for form in (basis, reason):
        if refusal is not None and form is not None and form.blame(refusal):
            refusal = None
    faulty = any(form and form.refusals for form in (basis, reason))
    log = request.house.log
    places = Counter((each.stream, each.name, each.clear) for each in occurrences(log, id))
    receivers = told_to(log, id)
    request.names(receivers)
    return request.page(
        "administration/subject.html",
        422 if faulty else status_of(refusal) if refusal else 200,
        subject=request.house.views.subjects.subject(id),
        places=[
            (stream, event_title(name), clear, many)
            for (stream, name, clear), many in sorted(places.items())
        ],
        clear=any(clear for _, _, clear in places),
        told=sorted(receivers.items()),
        basis=basis or forms.blank(BASIS),
        reason=reason or forms.blank(REASON),
        refusal=refusal,
        proofs=proofs_of(request),
    )
