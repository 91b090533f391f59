"""Parties: the list, and one party's file: what is known of it, what it asks for and offers, its
leads and its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.parties.facts import Facts
from domain.parties.merge import MergeParty
from domain.parties.party import TITLES
from projections.parties.parties import PartyRow
from services.files.exports.listings import party_sheet
from services.files.tables.columns import asked_of
from services.web import forms
from services.web.display import profile_facts, shown
from services.web.export import MOST_ROWS, exported_sheets
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.losses import LOSSES
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
from services.web.selectors.endings import ending_with
from services.web.selectors.leads import labels, visible_leads
from services.web.selectors.parties import (
    contact_of,
    keeps_record,
    names_near,
    visible_parties,
    visible_party,
)
from services.web.selectors.postings import visible_postings
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(810, "/parties", "单位", "party", "building-2", own="本单位信息"),)
Looking = Annotated[PageRequest, Depends(Sees("party"))]
MOST = 100
MERGE = (
    column("into", "保留哪个单位", "party"),
    column("reason", "原因", "text", example="同一家企业登记了两次"),
)


LIST = Lists("/parties", ("text", "role", "status", "contact"), {"id": "编号", "name": "名称"})
Asked = Annotated[Listing, Depends(LIST)]


@router.get("/parties")
def parties(request: Looking, asked: Asked) -> Response:
    rows, many = visible_parties(
        request, **asked.filters, sort=asked.sort, after=asked.after, limit=PAGE
    )
    request.names(row.id for row in rows)
    return request.page(
        "parties/parties.html",
        rows=rows,
        many=many,
        asked=asked,
        states=TITLES,
        contacts={"known": "已填写", "missing": "没有填写"},
        office=request.at is None and request.actor.knows("party_office"),
    )


@router.post("/parties/export")
def export(submission: Annotated[Submission, Depends(Does("party"))], asked: Asked) -> Response:
    request = submission.as_shown()
    rows, _ = visible_parties(request, **asked.filters, sort=asked.sort, limit=MOST_ROWS)
    if request.http.query_params.get("contacts") != "1":
        return exported_sheets(request, "parties", "单位", [party_sheet(rows, None)])
    reachable = [row.id for row in rows if request.actor.may_see("party_record", (row.id,))]
    contacts = {id: contact for id in reachable if (contact := contact_of(request, id))}
    sheet = party_sheet(rows, contacts if reachable else None)
    return exported_sheets(request, "party_contacts", "单位和联系人", [sheet])


@router.get("/parties/{id}")
def party(request: Looking, id: str) -> Response:
    row = visible_party(request, id)
    leads = visible_leads(request, of=[id], limit=MOST)
    postings, _ = visible_postings(request, of=[id], limit=MOST)
    return request.page(
        "parties/party.html",
        row=row,
        facts=list(profile_facts(row.profile)),
        stated=list(_stated(row)) if request.actor.may_see("party_record", (id,)) else [],
        enterprise="enterprise" in row.profile.roles,
        states=TITLES,
        merged=request.house.views.parties.merged_into(id, request.at),
        postings=postings,
        leads=leads,
        names=labels(request, leads),
        timeline=timeline(request, f"party-{id}", request.house.views.parties),
        contact=contact_of(request, id),
        keeps=keeps_record(request, id) and row.status != "merged",
        near=names_near(request, row.profile.title, but=id) if row.status != "merged" else [],
        office=request.at is None and request.actor.knows("party_office"),
        merges=request.at is None and request.actor.knows("merge") and row.status != "merged",
    )


@router.get("/parties/{id}/merge")
def merging(request: Annotated[PageRequest, Depends(Sees("merge"))], id: str) -> Response:
    if request.house.views.parties.party(id) is None:
        raise NotHere
    return _merge(request, id, forms.blank(MERGE))


@router.post("/parties/{id}/merge")
def merge(submission: Annotated[Submission, Depends(Does("merge"))], id: str) -> Response:
    form = forms.read(MERGE, submission)
    if form.refusals:
        return _merge(submission.request, id, form)
    into = form.values["into"]
    if submission.field("sure") != into:
        return _ending(submission.request, id, form, into)
    return submission.do(
        lambda: MergeParty(id=id, into=into, reason=form.values["reason"]),
        then=f"/parties/{form.values['into']}",
        again=lambda refusal: _merge(submission.request, id, form, refusal),
        flash="已合并；它还在发布的需求和供给会随即撤回",
    )


def _ending(request: PageRequest, id: str, form: Form, into: str) -> Response:
    """Which firm goes and which one stays, and what ends with the one that goes."""
    rows = request.house.views.parties.some([id, into])
    if id not in rows or into not in rows:
        raise NotHere
    both = (rows[id], rows[into])
    goes, stays = (f"{row.profile.title}（{row.profile.uscc or row.id}）" for row in both)
    return forms.page(
        request,
        form,
        None,
        "parties/ending.html",
        heading="并入另一个单位",
        about=rows[id].profile.title,
        asks=f"{goes} → {stays}",
        change=(),
        action=f"/parties/{id}/merge",
        back=f"/parties/{id}",
        warning=LOSSES["merge_party"].lost,
        ends=ending_with(request, id),
        sure=into,
    )


def _merge(request: PageRequest, id: str, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="并入另一个单位",
        about=request.name(id),
        action=f"/parties/{id}/merge",
        back=f"/parties/{id}",
        warning=LOSSES["merge_party"].lost,
    )


def _stated(row: PartyRow) -> Iterator[tuple[str, str]]:
    """(label, value) of what it states of itself, for conditions of policies."""
    for asked in asked_of(Facts):
        value = getattr(row.facts, asked.key)
        if value is not None:
            yield asked.label, shown(asked, value)
