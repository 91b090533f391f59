"""Consents: what was agreed to, for whom, until when; the wording, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.administration.user import TITLES as ROLES
from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.leads.answers import WithdrawLead
from domain.leads.codes import CONSENT_METHODS, DATA_KINDS, KINDS_IN_SHORT
from domain.leads.consent import HELPERS, LIFECYCLE, GrantConsent, PrepareConsent, RevokeConsent
from domain.leads.lead import LIFECYCLE as LEAD
from domain.leads.wording import text_digest
from domain.values.dates import read_date
from projections.leads.leads import LeadRow
from services.web import forms
from services.web.export import MOST_ROWS, exported
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import RECEIVERS, MenuEntry
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.consents import (
    no_contact,
    owner_of_need,
    visible_consents,
    why_in_vain,
    wording,
)
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
LIST = Lists("/consents", ("text", "status"))
Asked = Annotated[Listing, Depends(LIST)]
BY = {role.value: title for role, title in ROLES.items()}
DAYS = 90  # until when, unless somebody says otherwise
BESIDE = {kind: title for kind, title in DATA_KINDS.items() if kind != "need"}
FIELDS = (
    column("kinds", "除需求外还提供", "choices", choices=BESIDE, needed=False),
    column("until", "授权到期日", "date"),
)


@router.get("/consents")
def consents(request: Looking, asked: Asked) -> Response:
    """What changed last at the top, a page at a time."""
    rows, many = visible_consents(request, **_wanted(asked), after=asked.after, limit=PAGE)
    return request.page(
        "leads/consents.html",
        rows=rows,
        many=many,
        asked=asked,
        titles=LIFECYCLE.titles,
        kinds=KINDS_IN_SHORT,
        receives=request.actor.role in RECEIVERS,
        all=request.actor.sees("consent") is None,
    )


def _wanted(asked: Listing) -> dict[str, Any]:
    return {"text": asked["text"], "status": asked["status"]}


@router.post("/consents/export")
def export(submission: Doing, asked: Asked) -> Response:
    request = submission.as_shown()
    rows, _ = visible_consents(request, **_wanted(asked), limit=MOST_ROWS)
    lines = (
        (
            row.need,
            row.title,
            row.enterprise,
            request.name(row.consent.receiver),
            LIFECYCLE.titles[row.consent.status],
            "；".join(DATA_KINDS[kind] for kind in row.consent.kinds),
            row.consent.through,
        )
        for row in rows
    )
    return exported(request, "consents", "授权", EXPORTED, lines)


@router.get("/consents/{need}/{receiver}")
def consent(request: Looking, need: str, receiver: str) -> Response:
    """What stands or was prepared, else what would be agreed to: all kinds, for ninety days."""
    owner_of_need(request, need)
    stands = request.house.views.consents.consent(need, receiver, request.at)
    worded = stands if stands is not None and stands.kinds else None
    kinds = worded.kinds if worded else tuple(DATA_KINDS)
    until = worded.through if worded else (request.today + timedelta(days=DAYS)).isoformat()
    return _page(request, need, receiver, Form(FIELDS, {"until": until}, {"kinds": kinds}))


@router.post("/consents/{need}/{receiver}/read")
def read(submission: Doing, need: str, receiver: str) -> Response:
    """Show what goes out for what was chosen; nothing is agreed to yet."""
    owner_of_need(submission.request, need)
    return _page(submission.request, need, receiver, forms.read(FIELDS, submission))


@router.post("/consents/{need}/{receiver}/grant")
def grant(submission: Doing, need: str, receiver: str) -> Response:
    return _agree(submission, need, receiver, GrantConsent, "已授权")


@router.post("/consents/{need}/{receiver}/prepare")
def prepare(submission: Doing, need: str, receiver: str) -> Response:
    """By who works for the enterprise, which confirms it."""
    return _agree(submission, need, receiver, PrepareConsent, "已代填，等企业确认")


def _agree(
    submission: Submission,
    need: str,
    receiver: str,
    kind: type[GrantConsent | PrepareConsent],
    flash: str,
) -> Response:
    """What is ticked is what is granted; where the text that was shown said otherwise, it is shown
    again as it is now."""
    request, party = submission.request, owner_of_need(submission.request, need)
    form, digest = forms.read(FIELDS, submission), submission.field("digest")
    if form.refusals or why_in_vain(request, need, receiver):
        return _page(request, need, receiver, form)
    chosen, until = _chosen(form), form.values["until"]
    if digest != text_digest(wording(request, need, receiver, chosen, until)):
        return _page(request, need, receiver, form, changed=True)
    return submission.do(
        lambda: kind(need=need, receiver=receiver, kinds=chosen, until=until, digest=digest),
        then=f"/consents/{need}/{receiver}",
        again=lambda refusal: _page(request, need, receiver, form, refusal),
        flash=flash,
        party=party,
    )


@router.post("/consents/{need}/{receiver}/revoke")
def revoke(submission: Doing, need: str, receiver: str) -> Response:
    """The lead that is under way is taken back in the same step, where that was asked."""
    request, party = submission.request, owner_of_need(submission.request, need)
    lead = _withdrawable(request, need, receiver) if submission.field("lead") else None

    def make() -> list[Command]:
        revoked = RevokeConsent(need=need, receiver=receiver)
        if lead is None:
            return [revoked]
        return [WithdrawLead(id=lead.id, need=need, reason_code="consent_revoked"), revoked]

    return submission.do(
        make,
        then="/consents",
        again=lambda refusal: _page(
            request, need, receiver, Form(FIELDS, {}, {"kinds": tuple(DATA_KINDS)}), refusal
        ),
        flash="已撤回，从现在起不再提供任何新的信息",
        party=party,
    )


def _withdrawable(request: PageRequest, need: str, receiver: str) -> LeadRow | None:
    """The lead between the two that its enterprise may still take back."""
    origins = LEAD.step("withdraw").origins
    leads = request.house.views.leads.all(need=need, receiver=receiver, as_of=request.at)
    return next((lead for lead in leads if lead.status in origins), None)


def _chosen(form: Form) -> tuple[str, ...]:
    """The kinds that are ticked, in the order of the list, behind the need itself."""
    ticked = {"need", *form.picked.get("kinds", ())}
    return tuple(kind for kind, title in DATA_KINDS.items() if not ticked.isdisjoint({kind, title}))


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
    text = wording(request, need, receiver, _chosen(form), _until(form, request.today))
    row = visible_posting(request, "need", need)
    party = request.house.views.parties.party(row.party, request.at)
    assert party is not None, "whoever has a need is registered"
    stands = request.house.views.consents.consent(need, receiver, request.at)
    leads = request.house.views.leads.all(need=need, receiver=receiver, as_of=request.at)
    in_vain = why_in_vain(request, need, receiver)
    return request.page(
        "leads/consent.html",
        422 if form.refusals else status_of(refusal) if refusal else 200,
        need=row,
        company=party.profile,
        contact=contact_of(request, row.party),
        reachable=party.reachable,
        keeps=keeps_record(request, row.party),
        receiver=receiver,
        receiver_name=request.name(receiver),
        receiver_contact=contact_of_receiver(request, receiver),
        form=form,
        agreed=_chosen(form),
        text=text,
        digest=text_digest(text),
        changed=changed,
        stands=stands,
        lead=_withdrawable(request, need, receiver),
        sent=bool(leads),
        in_vain=in_vain,
        amends=bool(stands and stands.status == "granted" and not no_contact(stands))
        and not (form.refusals or refusal or changed),
        methods=CONSENT_METHODS,
        by=BY.get(stands.by, "") if stands else "",
        refusal=refusal,
        titles=LIFECYCLE.titles,
        timeline=timeline(request, f"consent-{need}:{receiver}", request.house.views.consents),
        **({"agrees": False, "helps": False} if in_vain else _may(request, row.party)),
    )


def _may(request: PageRequest, party: str) -> Mapping[str, bool]:
    """Who agrees, and who only prepares and takes back; nobody in the past."""
    now = request.at is None and request.actor.role in WRITES
    helps = now and request.actor.role in HELPERS
    return {"agrees": now and request.actor.duty.party == party, "helps": helps}
