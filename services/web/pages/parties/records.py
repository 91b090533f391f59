"""A party's record: registered by the office, kept up by the party itself: what is known of it, who
is called, how it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.parties.contact import naming_contact
from domain.parties.inactive import INACTIVE
from domain.parties.party import (
    STATUSES,
    ChangeStatus,
    Profile,
    vouched_for,
)
from domain.parties.revision_request import AskRevision
from projections.parties.parties import PartyRow
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.files.tables.columns import CONTACT_COLUMNS, PARTY_COLUMNS
from services.inbound.shorthand import RegisterPartyByProfile, RevisePartyById
from services.web import forms
from services.web.forms import Form, column
from services.web.losses import LOSSES
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.endings import ending_with
from services.web.selectors.parties import contact_of, keeps_record, visible_party

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("party_record"))]
Doing = Annotated[Submission, Depends(Does("party_record"))]
NEW = tuple(field for field in PARTY_COLUMNS if field.key != "id")
DIFFERENT = column(  # asked about once somebody has that name
    "different", "同名的是另一家企业", "yes_no", needed=False, example="是"
)
OFFICE_ONLY = {"roles", "key_enterprise", "above_scale"}
STATUS = (
    column("status", "状态", "choice", choices=STATUSES),
    column("reason", "原因", "text", needed=False, example="市场监管部门已注销"),
)
WHY = "请写明原因：以后的人要看得懂为什么改"


@router.get("/parties/new")
def new(request: Annotated[PageRequest, Depends(Sees("party_office"))]) -> Response:
    return _new(request, forms.blank(NEW))


@router.post("/parties/new")
def register(submission: Annotated[Submission, Depends(Does("party_office"))]) -> Response:
    request, form = submission.request, forms.read((*NEW, DIFFERENT), submission)
    if form.refusals:
        return _new(request, form)
    values = form.values
    id = values.get("uscc") or f"p-{submission.new_id(10)}"

    def make() -> list[Command]:
        different = bool(values.get("different"))
        register = RegisterPartyByProfile(id=id, profile=_profile(values), different=different)
        registered = register.command(request.house, request.ask())
        return [registered, *_contact(id, values, submission)]

    return submission.do(
        make,
        then=f"/parties/{id}",
        again=lambda refusal: _new(request, form, refusal),
        flash="已登记",
    )


@router.get("/parties/{id}/revise")
def revising(request: Looking, id: str) -> Response:
    row = _own(request, id)
    fields = _fields(request)
    values = {field.key: written(field, getattr(row.profile, field.key)) for field in fields}
    picked = {"roles": tuple(row.profile.roles)}
    return _form(request, row, "revise", Form(fields, values, picked))


@router.post("/parties/{id}/revise")
def revise(submission: Doing, id: str) -> Response:
    request, row = submission.request, _own(submission.request, id)
    form = forms.read(_fields(request), submission)
    if form.refusals:
        return _form(request, row, "revise", form)
    asked = {field.key: form.values.get(field.key) for field in form.columns}
    profile = _profile(row.profile.model_dump() | asked)
    asks = not request.actor.knows("party_office") and vouched_for(row.profile, profile)
    revision = AskRevision if asks else RevisePartyById
    return submission.do(
        lambda: revision(id=id, profile=profile),
        then=f"/parties/{id}",
        again=lambda refusal: _form(request, row, "revise", form, refusal),
        flash="已申请，助企办核实后生效" if asks else "已修改",
        party=id,
    )


@router.get("/parties/{id}/contact")
def contacting(request: Looking, id: str) -> Response:
    row, known = _own(request, id), contact_of(request, id)
    values = {"contact": known.name, "phone": known.phone} if known else {}
    return _form(request, row, "contact", forms.blank(_needed(CONTACT_COLUMNS), values))


@router.post("/parties/{id}/contact")
def contact(submission: Doing, id: str) -> Response:
    request, row = submission.request, _own(submission.request, id)
    form = forms.read(_needed(CONTACT_COLUMNS), submission)
    if form.refusals:
        return _form(request, row, "contact", form)
    return submission.do(
        lambda: _contact(id, form.values, submission),
        then=f"/parties/{id}",
        again=lambda refusal: _form(request, row, "contact", form, refusal),
        flash="联系人已更新",
        party=id,
    )


@router.get("/parties/{id}/status")
def changing(request: Annotated[PageRequest, Depends(Sees("party_office"))], id: str) -> Response:
    row = visible_party(request, id)
    return _form(request, row, "status", forms.blank(STATUS, {"status": row.status}))


@router.post("/parties/{id}/status")
def change(submission: Annotated[Submission, Depends(Does("party_office"))], id: str) -> Response:
    request, form = submission.request, forms.read(STATUS, submission)
    row = visible_party(request, id)
    if form.refusals:
        return _form(request, row, "status", form)
    status, reason = form.values["status"], form.values.get("reason") or ""
    if status in INACTIVE and status != row.status and submission.field("sure") != status:
        return _ending(request, row, form, status)
    return submission.do(
        lambda: ChangeStatus(id=id, status=status, reason=reason),
        then=f"/parties/{id}",
        again=lambda refusal: _form(request, row, "status", form, refusal),
        flash="状态已更改",
    )


def _ending(request: PageRequest, row: PartyRow, form: Form, status: str) -> Response:
    """What would end, counted, and once more the question whether it is meant."""
    if not form.values.get("reason"):
        return _form(request, row, "status", form, Malformed("reason.needed", WHY, field="reason"))
    name = f"{row.profile.title}（{row.profile.uscc or row.id}）"
    return forms.page(
        request,
        form,
        None,
        "parties/ending.html",
        heading=HEADINGS["status"],
        about=row.profile.title,
        asks=name,
        change=(STATUSES[row.status], STATUSES[status]),
        action=f"/parties/{row.id}/status",
        back=f"/parties/{row.id}",
        warning=LOSSES["change_status"].lost,
        ends=ending_with(request, row.id),
        sure=status,
    )


def _own(request: PageRequest, id: str) -> PartyRow:
    """The party, for whoever keeps its record."""
    row = visible_party(request, id)
    if not keeps_record(request, id):
        raise NotHere
    return row


def _fields(request: PageRequest) -> tuple[Column, ...]:
    """What may be changed: never the code; what the office decides, by the office alone."""
    shut = {"uscc", "contact", "phone"}
    if not request.actor.knows("party_office"):
        shut |= OFFICE_ONLY
    return tuple(field for field in NEW if field.key not in shut)


def _needed(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(
        column(field.key, field.label, field.reads, example=field.example) for field in columns
    )


def _profile(values: dict[str, Any]) -> Profile:
    known = {name: values.get(name) for name in Profile.model_fields}
    return Profile(**known | {"key_enterprise": bool(values.get("key_enterprise"))})


def _contact(id: str, values: dict[str, Any], submission: Submission) -> list[Command]:
    person = f"person-{submission.new_id(12)}"
    return naming_contact(id, values.get("contact"), values.get("phone"), person)


def _new(request: PageRequest, form: Form, refusal: Rejected | None = None) -> Response:
    if refusal is None or refusal.code != "party.same_name":
        form = replace(form, columns=NEW)
    return forms.page(
        request,
        form,
        refusal,
        heading="登记单位",
        about="",
        action="/parties/new",
        back="/parties",
    )


HEADINGS = {"revise": "修改单位资料", "contact": "联系人", "status": "更改单位状态"}


def _form(
    request: PageRequest, row: PartyRow, step: str, form: Form, refusal: Rejected | None = None
) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading=HEADINGS[step],
        about=row.profile.title,
        action=f"/parties/{row.id}/{step}",
        back=f"/parties/{row.id}",
        warning=LOSSES["change_status"].lost if step == "status" else "",
    )
