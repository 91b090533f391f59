"""Registrations that enterprises filed themselves: the office confirms them or sends them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.registration import (
    TITLES,
    RefuseRegistration,
    Registration,
)
from domain.core.streams import stream
from projections.administration.registrations import RegistrationRow
from projections.parties.parties import PartyRow
from services.house.contacts import Contact
from services.inbound.shorthand import ConfirmRegistrationById
from services.web import forms
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
)
from services.web.selectors.parties import names_near
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(812, "/registrations", "企业登记", "registration", "clipboard-list"),)
Looking = Annotated[PageRequest, Depends(Sees("registration"))]
Doing = Annotated[Submission, Depends(Does("registration"))]
LIST = Lists("/registrations", ("status",))
REASON = (column("reason", "退回的原因（对方会看到）", "text", example="名称与营业执照不一致"),)


@router.get("/registrations")
def registrations(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    listed = request.house.views.registrations
    rows, many = listed.all(asked["status"], after=asked.after, limit=PAGE, as_of=request.at)
    return request.page(
        "administration/registrations.html", rows=rows, many=many, asked=asked, states=TITLES
    )


@router.get("/registrations/{id}")
def registration(request: Looking, id: str) -> Response:
    return _page(request, _row(request, id))


@router.post("/registrations/{id}/confirm")
def confirm(submission: Doing, id: str) -> Response:
    """As a new party, or as an account of one that is registered already."""
    row, party = _row(submission.request, id), submission.field("party") or None
    different = submission.field("different") == "yes"
    return submission.do(
        lambda: ConfirmRegistrationById(id=id, party=party, different=different),
        then=f"/parties/{party or id}",
        again=lambda refusal: _page(submission.request, row, refusal=refusal),
        flash="已确认，对方现在可以办理",
    )


@router.post("/registrations/{id}/refuse")
def refuse(submission: Doing, id: str) -> Response:
    row, form = _row(submission.request, id), forms.read(REASON, submission)
    if form.refusals:
        return _page(submission.request, row, form)
    return submission.do(
        lambda: RefuseRegistration(id=id, reason=form.values["reason"]),
        then="/registrations",
        again=lambda refusal: _page(submission.request, row, form, refusal),
        flash="已退回，对方登录后会看到原因",
    )


def _row(request: PageRequest, id: str) -> RegistrationRow:
    row = request.house.views.registrations.registration(id, request.at)
    if row is None:
        raise NotHere
    return row


def _page(
    request: PageRequest,
    row: RegistrationRow,
    form: Form | None = None,
    refusal: Rejected | None = None,
) -> Response:
    view, waits = request.house.views.registrations, row.status == "waiting"
    alike = _alike(request, row) if waits else []
    near = names_near(request, row.profile.title) if waits else []
    return forms.page(
        request,
        form or forms.blank(REASON),
        refusal,
        "administration/registration.html",
        row=row,
        contact=_contact(request, row.id),
        alike=alike,
        near=[party for party in near if party not in alike],
        states=TITLES,
        timeline=timeline(request, f"registration-{row.id}", view),
    )


def _contact(request: PageRequest, id: str) -> Contact | None:
    until = request.shown_until(request.house.views.registrations)
    state = request.house.desk.state(stream("registration", id), Registration(), until)
    filed = state.filed
    return Contact(filed.contact.reveal(), filed.phone.reveal()) if filed else None


def _alike(request: PageRequest, row: RegistrationRow) -> list[PartyRow]:
    """Parties that it may be: of the same code, or of the same name."""
    parties = request.house.views.parties
    holder = parties.find(row.id)
    by_code = parties.party(holder, request.at) if holder else None
    rows = [*([by_code] if by_code else []), *parties.alike(row.profile.title, request.at)]
    return list({party.id: party for party in rows}.values())
