"""Consents: what was agreed to, for whom, until when; the wording, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.malformed import Malformed
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import (
    LATEST_WORDING,
    LIFECYCLE,
    GrantConsent,
    RevokeConsent,
    consent_text,
    text_digest,
)
from domain.values.dates import read_date
from services.web import forms
from services.web.export import MOST_ROWS, exported
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import RECEIVERS, MenuEntry
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
from services.web.selectors.consents import may_be_asked, owner_of_need, visible_consents
from services.web.selectors.parties import contact_of, contact_of_receiver, keeps_record
from services.web.selectors.postings import visible_posting
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (
    MenuEntry(250, "/consents", "授权", "consent", "shield-check", own="我的授权", but=RECEIVERS),
)
Looking = Annotated[PageRequest, Depends(Sees("consent"))]
Doing = Annotated[Submission, Depends(Does("consent"))]
EXPORTED = ("需求编号", "需求", "企业", "对接单位", "状态", "提供的信息", "到期日")
LIST = Lists("/consents", ("status",))
DAYS = 90  # until when, unless somebody says otherwise
BESIDE = {kind: title for kind, title in DATA_KINDS.items() if kind != "need"}
FIELDS = (
    column("kinds", "除需求外还提供", "choices", choices=BESIDE, needed=False),
    column("until", "授权到期日", "date"),
)


@router.get("/consents")
def consents(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """What changed last at the top, a page at a time."""
    rows, many = visible_consents(request, status=asked["status"], after=asked.after, limit=PAGE)
    request.names(party for row in rows for party in (row.consent.receiver, row.need.party))
    return request.page(
        "leads/consents.html",
        rows=rows,
        many=many,
        asked=asked,
        titles=LIFECYCLE.titles,
        kinds=DATA_KINDS,
    )


@router.post("/consents/export")
def export(submission: Doing, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    request = submission.as_shown()
    rows, _ = visible_consents(request, status=asked["status"], limit=MOST_ROWS)
    request.names(party for row in rows for party in (row.consent.receiver, row.need.party))
    lines = (
        (
            consent.need,
            need.title,
            request.name(need.party),
            request.name(consent.receiver),
            LIFECYCLE.titles[consent.status],
            "；".join(DATA_KINDS[kind] for kind in consent.kinds),
            consent.through,
        )
        for consent, need in rows
    )
    return exported(request, "consents", "授权", EXPORTED, lines)


@router.get("/consents/{need}/{receiver}")
def consent(request: Looking, need: str, receiver: str) -> Response:
    """What stands, or what would be agreed to: all kinds, for ninety days."""
    owner_of_need(request, need)
    stands = request.house.views.consents.consent(need, receiver, request.at)
    granted = stands if stands is not None and stands.status == "granted" else None
    kinds = granted.kinds if granted else tuple(DATA_KINDS)
    until = granted.through if granted else (request.today + timedelta(days=DAYS)).isoformat()
    return _page(request, need, receiver, Form(FIELDS, {"until": until}, {"kinds": kinds}))


@router.post("/consents/{need}/{receiver}/read")
def read(submission: Doing, need: str, receiver: str) -> Response:
    """Show what goes out for what was chosen; nothing is agreed to yet."""
    owner_of_need(submission.request, need)
    return _page(submission.request, need, receiver, forms.read(FIELDS, submission))


@router.post("/consents/{need}/{receiver}/grant")
def grant(submission: Doing, need: str, receiver: str) -> Response:
    """What is ticked is what is granted; where the text that was shown said otherwise, it is shown
    again as it is now."""
    request, party = submission.request, owner_of_need(submission.request, need)
    form, digest = forms.read(FIELDS, submission), submission.field("digest")
    if form.refusals:
        return _page(request, need, receiver, form)
    if digest != text_digest(_text(request, need, receiver, form)):
        return _page(request, need, receiver, form, changed=True)

    def make() -> GrantConsent:
        return GrantConsent(
            need=need,
            receiver=receiver,
            kinds=_chosen(form),
            until=form.values["until"],
            wording=LATEST_WORDING,
            digest=digest,
            method="click",
        )

    return submission.do(
        make,
        then="/consents",
        again=lambda refusal: _page(request, need, receiver, form, refusal),
        flash="已授权",
        party=party,
    )


@router.post("/consents/{need}/{receiver}/revoke")
def revoke(submission: Doing, need: str, receiver: str) -> Response:
    request, party = submission.request, owner_of_need(submission.request, need)
    return submission.do(
        lambda: RevokeConsent(need=need, receiver=receiver),
        then="/consents",
        again=lambda refusal: _page(
            request, need, receiver, Form(FIELDS, {}, {"kinds": tuple(DATA_KINDS)}), refusal
        ),
        flash="已撤回，从现在起不再提供任何新的信息",
        party=party,
    )


def _chosen(form: Form) -> tuple[str, ...]:
    """The kinds that are ticked, in the order of the list, behind the need itself."""
    ticked = {"need", *form.picked.get("kinds", ())}
    return tuple(kind for kind, title in DATA_KINDS.items() if not ticked.isdisjoint({kind, title}))


def _text(request: PageRequest, need: str, receiver: str, form: Form) -> str:
    """What is agreed to with what is chosen. Raises `NotHere` where there is no such receiver."""
    row = request.house.views.market.posting("need", need, request.at)
    names = request.house.views.parties.names([receiver], request.at)
    if row is None or receiver not in names or not may_be_asked(request, need, receiver):
        raise NotHere
    return consent_text(
        LATEST_WORDING,
        title=row.content.title,
        receiver=names[receiver],
        purpose="docking",
        kinds=_chosen(form),
        until=_until(form, request.today),
    )


def _until(form: Form, today: date) -> date:
    read: date | None = form.values.get("until")
    if read is not None:
        return read
    try:
        return read_date(form.written.get("until", ""))
    except Malformed:
        return today


def _page(
    request: PageRequest,
    need: str,
    receiver: str,
    form: Form,
    refusal: Rejected | None = None,
    *,
    changed: bool = False,
) -> Response:
    text = _text(request, need, receiver, form)
    row = visible_posting(request, "need", need)
    party = request.house.views.parties.party(row.party, request.at)
    assert party is not None, "whoever has a need is registered"
    now = request.at is None and request.actor.role in WRITES
    return request.page(
        "leads/consent.html",
        422 if form.refusals else status_of(refusal) if refusal else 200,
        need=row,
        company=party.profile,
        contact=contact_of(request, row.party),
        keeps=keeps_record(request, row.party),
        receiver=receiver,
        receiver_name=request.name(receiver),
        receiver_contact=contact_of_receiver(request, receiver),
        form=form,
        agreed=_chosen(form),
        text=text,
        digest=text_digest(text),
        changed=changed,
        stands=request.house.views.consents.consent(need, receiver, request.at),
        writes=now and row.party in request.actor.parties,
        refusal=refusal,
        titles=LIFECYCLE.titles,
        timeline=timeline(request, f"consent-{need}:{receiver}", request.house.views.consents),
    )
