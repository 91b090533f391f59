"""Publishing a need or an offering in three short steps, and revising one.

Every step carries what was said before in hidden fields, so that nothing is kept between them and
everything works without scripts; the last shows it whole, with what a missing field costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from domain.parties.codes import PARTY_ROLES
from domain.postings.content import Content
from domain.postings.posting import Draft, Publish, Revise, Submit
from domain.postings.tracks import SIDES, TRACKS
from services.files.columns import SIDE_TITLES, Column
from services.inbound.decode import malformed
from services.web import forms
from services.web.display import said_of, written
from services.web.forms import Form
from services.web.posting_form import content, lacks, objections, steps, taken_from
from services.web.proposed_values import proposed
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.postings import allowed_steps, visible_posting

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("posting"))]
Doing = Annotated[Submission, Depends(Does("posting"))]
TITLES = ("基本情况", "具体要求", "地区和有效期")


@router.get("/publish")
def choose(request: Looking) -> Response:
    """Which of the six tracks, and on which side."""
    return request.page(
        "postings/publish_choose.html",
        choices=_choices(request),
        sides=SIDE_TITLES,
        past=request.at is not None and request.actor.role in WRITES,
    )


@router.get("/publish/{side}/{track}")
def begin(request: Looking, side: str, track: str) -> Response:
    _allowed(request, side, track)
    return _step(request, side, track, 0, forms.blank(_all(side, track)), "")


@router.post("/publish/{side}/{track}")
def go_on(submission: Doing, side: str, track: str) -> Response:
    """The next step, the one before, or the end: kept as a draft, or published."""
    request = submission.request
    _allowed(request, side, track)
    form, party = forms.read(_all(side, track), submission), _party(submission)
    at = {"1": 1, "2": 2}.get(submission.field("step"), 0)
    if submission.field("go") == "back":
        return _step(request, side, track, max(0, at - 1), _silent(form), party)
    wrong = _first_wrong(side, track, form, at)
    if wrong is not None:
        return _step(request, side, track, wrong, form, party, faulty=True)
    if submission.field("go") not in {"draft", "publish"}:
        if at == 0 and side == "need":
            form = _from_record(request, form, party)
        return _step(request, side, track, min(2, at + 1), _silent(form), party)
    return _finish(submission, side, track, form, party)


@router.get("/postings/{side}/{id}/edit")
def editing(request: Looking, side: str, id: str) -> Response:
    row = visible_posting(request, side, id)
    if "revise" not in allowed_steps(request, row):
        raise NotHere
    fields = _all(row.side, row.track)
    values = {field.key: written(field, _value(row.content, field)) for field in fields}
    picked = {field.key: _picked(row.content, field) for field in fields}
    form, labels = proposed(request, Form(fields, values, picked))
    return _edit(request, row, form, labels=labels)


@router.post("/postings/{side}/{id}/edit")
def edit(submission: Doing, side: str, id: str) -> Response:
    request, row = submission.request, visible_posting(submission.request, side, id)
    form = forms.read(_all(row.side, row.track), submission)
    made = _made(row.side, row.track, form, request)
    if form.refusals or made is None:
        return _edit(request, row, form)
    return submission.do(
        lambda: Revise(side=row.side, id=id, content=made),
        then=f"/postings/{side}/{id}",
        again=lambda refusal: _edit(request, row, form, refusal),
        flash="已修改",
        party=row.party,
    )


def _finish(submission: Submission, side: str, track: str, form: Form, party: str) -> Response:
    request, made = submission.request, _made(side, track, form, submission.request)
    if form.refusals or made is None:
        at = _first_wrong(side, track, form, 2)
        return _step(request, side, track, 2 if at is None else at, form, party, faulty=True)
    id = f"{track}-{side[0]}-{submission.new_id(10)}"
    names: Any = {"side": side, "id": id}

    def commands() -> list[Command]:
        draft = Draft(**names, party=party, content=made)
        return (
            [draft]
            if submission.field("go") == "draft"
            else [draft, Submit(**names), Publish(**names)]
        )

    published = submission.field("go") == "publish"
    return submission.do(
        commands,
        then=f"/proposals?side={side}&id={id}" if published else f"/postings/{side}/{id}",
        again=lambda refusal: _step(request, side, track, 2, form, party, refusal=refusal),
        flash="已发布，正在匹配" if published else "已存为草稿",
        party=party,
    )


def _from_record(request: PageRequest, form: Form, party: str) -> Form:
    row = request.house.views.parties.party(party)
    return taken_from(row.profile, form) if row else form


def _made(side: str, track: str, form: Form, request: PageRequest) -> Content | None:
    """The content, where nothing is wrong with it; else the form knows what is."""
    if form.refusals:
        return None
    try:
        made = content(track, side, form, request.today)
    except ValidationError as wrong:
        refusal = malformed(wrong)
        form.blame(refusal)
        return None
    for field, objection in objections(side, made, request.today).items():
        if not form.blame(objection):
            form.refusals[field or "title"] = objection
    return None if form.refusals else made


def _first_wrong(side: str, track: str, form: Form, at: int) -> int | None:
    """The first step up to this one in which a field can't be taken."""
    for number, fields in enumerate(steps(f"{track}.{side}")[: at + 1]):
        if any(field.key in form.refusals for field in fields):
            return number
    return None


def _step(
    request: PageRequest,
    side: str,
    track: str,
    at: int,
    form: Form,
    party: str,
    *,
    refusal: Rejected | None = None,
    faulty: bool = False,
) -> Response:
    own = steps(f"{track}.{side}")
    here = {field.key for field in own[at]}
    made = _preview(side, track, form, request) if at == 2 else None
    return request.page(
        "postings/publish.html",
        422 if faulty else 409 if refusal else 200,
        side=side,
        track=TRACKS[track],
        at=at,
        titles=TITLES,
        fields=[field for field in form.fields if field.column.key in here],
        hidden=[field for field in form.fields if field.column.key not in here],
        parties=_parties(request, side, track),
        party=party,
        refusal=refusal,
        what=SIDE_TITLES[side],
        words=(form.written.get("title", ""), form.written.get("text", "")) if at == 2 else None,
        facts=list(said_of(_all(side, track), made)) if made else [],
        lacks=lacks(side, made) if made else [],
    )


def _edit(
    request: PageRequest,
    row: Any,
    form: Form,
    refusal: Rejected | None = None,
    labels: Sequence[str] = (),
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="修改",
        about=row.content.title,
        action=f"/postings/{row.side}/{row.id}/edit",
        back=f"/postings/{row.side}/{row.id}",
        check=labels,
    )


def _preview(side: str, track: str, form: Form, request: PageRequest) -> Content | None:
    try:
        return content(track, side, form, request.today)
    except (ValidationError, Malformed):
        return None


def _silent(form: Form) -> Form:
    """The same without complaints: nobody has been asked yet."""
    return Form(form.columns, form.written, form.picked, form.values)


def _all(side: str, track: str) -> tuple[Column, ...]:
    return tuple(field for step in steps(f"{track}.{side}") for field in step)


def _value(made: Content, field: Column) -> Any:
    holder: Any = made if field.key in type(made).model_fields else made.terms
    return getattr(holder, field.key, None)


def _picked(made: Content, field: Column) -> tuple[str, ...]:
    value = _value(made, field)
    return tuple(value) if field.reads == "choices" and value else ()


def _choices(request: PageRequest) -> list[tuple[str, str]]:
    """(side, track) on which whoever looks may publish for somebody."""
    return [(s, t) for t in TRACKS for s in SIDES if _parties(request, s, t)]


def _parties(request: PageRequest, side: str, track: str) -> list[str]:
    """For whom: the own organization, or one that is supported; the office says whose it is."""
    if request.actor.role not in WRITES or request.at is not None:
        return []
    wanted = TRACKS[track].roles(side)
    if request.actor.role in PARTY_ROLES and request.actor.role in wanted:
        return sorted(request.actor.parties)
    if request.actor.duty.supports and "enterprise" in wanted:
        return sorted(request.actor.duty.supports)
    return []


def _allowed(request: PageRequest, side: str, track: str) -> None:
    if side not in SIDES or track not in TRACKS or not _parties(request, side, track):
        raise NotHere


def _party(submission: Submission) -> str:
    own = submission.request.actor.duty.party
    chosen = own or submission.field("party")
    if not chosen and len(submission.request.actor.parties) == 1:
        return next(iter(submission.request.actor.parties))
    if chosen not in submission.request.actor.parties:
        raise Refusal("party.absent", "请选择为哪家企业办理", "party")
    return chosen
