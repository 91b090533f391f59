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
from services.web.selectors.consents import need_of_consent, visible_consents
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
FIELDS = (
    column("kinds", "提供的信息", "choices", choices=DATA_KINDS),
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
def consent(
    request: Looking, need: str, receiver: str, kinds: str = "", until: str = ""
) -> Response:
    """The text as it would be agreed to; other kinds or another day show another text."""
    need_of_consent(request, need)
    chosen = tuple(kind for kind in DATA_KINDS if kind in kinds.split(",")) or ("need",)
    day = request.today + timedelta(days=DAYS)
    form = forms.blank(FIELDS, {"until": until or day.isoformat()})
    form.picked = {"kinds": chosen}
    return _page(request, need, receiver, form, chosen, until or day.isoformat())


@router.post("/consents/{need}/{receiver}/read")
def read(submission: Doing, need: str, receiver: str) -> Response:
    """Show the text for what was chosen; nothing is agreed to yet."""
    need_of_consent(submission.request, need)
    form = forms.read(FIELDS, submission)
    kinds = form.values.get("kinds", ("need",))
    until = form.values.get("until", submission.request.today + timedelta(days=DAYS))
    return _page(submission.request, need, receiver, form, kinds, until.isoformat())


@router.post("/consents/{need}/{receiver}/grant")
def grant(submission: Doing, need: str, receiver: str) -> Response:
    request, row = submission.request, need_of_consent(submission.request, need)
    kinds, until = (
        tuple(submission.field("agreed_kinds").split(",")),
        submission.field("agreed_until"),
    )
    form = Form(FIELDS, {"until": until}, {"kinds": kinds})

    def make() -> GrantConsent:
        return GrantConsent(
            need=need,
            receiver=receiver,
            kinds=kinds,
            until=_day(until),
            wording=LATEST_WORDING,
            digest=submission.field("digest"),
            method="click",
        )

    return submission.do(
        make,
        then="/consents",
        again=lambda refusal: _page(request, need, receiver, form, kinds, until, refusal),
        flash="已授权",
        party=row,
    )


@router.post("/consents/{need}/{receiver}/revoke")
def revoke(submission: Doing, need: str, receiver: str) -> Response:
    request, row = submission.request, need_of_consent(submission.request, need)
    return submission.do(
        lambda: RevokeConsent(need=need, receiver=receiver),
        then="/consents",
        again=lambda refusal: _page(
            request, need, receiver, forms.blank(FIELDS), ("need",), "", refusal
        ),
        flash="已撤回，从现在起不再提供任何新的信息",
        party=row,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed("date.unreadable", "日期读不懂", value=text, field="until") from None


def _page(
    request: PageRequest,
    need: str,
    receiver: str,
    form: Form,
    kinds: tuple[str, ...],
    until: str,
    refusal: Rejected | None = None,
) -> Response:
    row = request.house.views.market.posting("need", need, request.at)
    names = request.house.views.parties.names([receiver], request.at)
    if row is None or receiver not in names:
        raise NotHere
    text = consent_text(
        LATEST_WORDING,
        title=row.content.title,
        receiver=names[receiver],
        purpose="docking",
        kinds=kinds,
        until=_day(until) if until else request.today,
    )
    writes = (
        request.at is None and request.actor.role in WRITES and row.party in request.actor.parties
    )
    return request.page(
        "leads/consent.html",
        422 if form.refusals else status_of(refusal) if refusal else 200,
        need=row,
        receiver=receiver,
        receiver_name=names[receiver],
        form=form,
        text=text,
        digest=text_digest(text),
        agreed={"kinds": ",".join(kinds), "until": until},
        stands=request.house.views.consents.consent(need, receiver, request.at),
        writes=writes,
        refusal=refusal,
        titles=LIFECYCLE.titles,
        timeline=timeline(
            request.house.log,
            f"consent-{need}:{receiver}",
            request.shown_until(request.house.views.consents),
        ),
    )
