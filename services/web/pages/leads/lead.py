"""One lead: what was sent, how far it is, and a form for each step that may be done now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.leads.codes import REJECTION_REASONS
from domain.leads.lead import LIFECYCLE
from domain.leads.money import TITLES as MONEY_TITLES
from domain.leads.state_titles import state_title
from domain.leads.unlikely import BOUNDS
from projections.leads.leads import LeadRow
from services.web import forms
from services.web.forms import Form
from services.web.lead_questions import asked_beside, why_it_waits
from services.web.lead_steps import (
    ANSWERS,
    MONEY_STEPS,
    columns_of,
    made,
    open_steps,
    step_forms,
)
from services.web.money_words import MoneyWords
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)
from services.web.selectors.covered import company_facts, consent_behind, sent_of
from services.web.selectors.lead_timeline import lead_timeline
from services.web.selectors.leads import (
    colleagues,
    is_receiver,
    labels,
    lead_turn,
    next_lead,
    not_to_be_called,
    opened_lead,
    product_titles,
    visible_lead,
)
from services.web.selectors.money import TAKEN_BACK, money_of
from services.web.selectors.parties import contact_of_receiver

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("lead"))]
Doing = Annotated[Submission, Depends(Does("lead"))]


@router.get("/leads/{id}")
def lead(request: Looking, id: str) -> Response:
    return _page(request, opened_lead(request, id))


@router.get("/leads/{id}/{step}")
def answering(request: Looking, id: str, step: str) -> Response:
    """The same page with the form of one step open."""
    lead = visible_lead(request, id)
    if step not in {step.command for step in open_steps(request, lead)}:
        raise NotHere
    return _page(request, lead, step)


@router.post("/leads/{id}/{step}")
def answer(submission: Doing, id: str, step: str) -> Response:
    request, lead = submission.request, visible_lead(submission.request, id)
    if step not in ANSWERS:
        raise NotHere
    form = forms.read(columns_of(request, lead, step), submission, step)
    if form.refusals:
        return _page(request, lead, step, form)
    silent = form.values.get("result") == "no_answer"
    sure = forms.confirmed(form, submission) if step in MONEY_STEPS else {}
    words = MoneyWords(request.language)
    to = LIFECYCLE.step(step).to
    done = state_title(lead.track, to) if to else "已办理"
    return submission.do(
        lambda: made(request, lead, step, form.values | sure),
        then=f"/leads/{lead.id}",
        again=lambda refusal: _page(request, visible_lead(request, id), step, form, refusal),
        flash=lambda answer: (
            "已记下，电话没有接通" if silent else words.after(answer.events) or done
        ),
        party=lead.enterprise,
    )


def _page(
    request: PageRequest,
    lead: LeadRow,
    asked: str = "",
    form: Form | None = None,
    refusal: Rejected | None = None,
) -> Response:
    """The lead, with the form of a step that was asked for as it was filled in."""
    if refusal is not None and form is not None and form.blame(refusal):
        refusal = None
    if form is not None and asked in MONEY_STEPS:
        asked_beside(request, lead, MONEY_STEPS[asked], form)
    sent = sent_of(request, lead)
    whole = sent is not None or not is_receiver(request, lead)
    own, money = lead.receiver in request.actor.parties, money_of(request, lead)
    label = labels(request, [lead])[lead.id]
    return request.page(
        "leads/lead.html",
        forms.status_after(form, refusal),
        lead=lead,
        label=label,
        product=product_titles(request, [lead])[lead.id],
        sheet=request.house.views.decisions.one(lead.id, request.at) if whole else None,
        sent=sent,
        company=company_facts(sent),
        own_side=not is_receiver(request, lead),
        receiver_contact=contact_of_receiver(request, lead.receiver)
        if sent and not is_receiver(request, lead)
        else None,
        consent=consent_behind(request, lead),
        steps=list(step_forms(request, lead, asked, form)),
        refusal=refusal,
        turn=lead_turn(request, lead, label),
        presses=not not_to_be_called(request, lead, label),
        after=next_lead(request, lead),
        reasons=REJECTION_REASONS,
        timeline=lead_timeline(request, lead),
        people=colleagues(request) if own else {},
        own=own,
        money=money,
        cause=why_it_waits(request, lead) if money.waiting and whole else None,
        what_titles=MONEY_TITLES,
        bounds=BOUNDS,
        taken_back=TAKEN_BACK,
        day=request.today.isoformat(),
    )
