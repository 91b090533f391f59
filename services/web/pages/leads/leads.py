"""Leads: the inbox of a bank or another receiver, what became of an enterprise's needs, one lead
with its reasons, its snapshot and its timeline, and the receiver's answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.leads.answers import (
    Acknowledge,
    Approve,
    AssignManager,
    Contact,
    Disburse,
    Reject,
    SignIntent,
    VoidDisbursement,
    Win,
    WithdrawLead,
)
from domain.leads.codes import LEAD_WITHDRAWALS, REJECTION_REASONS
from domain.leads.lead import LIFECYCLE
from domain.postings.codes import COLLATERAL
from domain.postings.tracks import TRACKS
from domain.values.dates import civil_date
from projections.leads.leads import LeadRow
from services.files.columns import Column
from services.outbound.messages import messages
from services.web import forms
from services.web.export import MOST_ROWS, exported, in_wan
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
from services.web.selectors.leads import (
    is_receiver,
    lead_colours,
    lead_turn,
    names_shown,
    need_titles,
    product_titles,
    visible_lead,
    visible_leads,
)
from services.web.selectors.parties import parties_called
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(230, "/leads", "线索", "lead", "inbox", enterprise="对接进度"),)
Looking = Annotated[PageRequest, Depends(Sees("lead"))]
Doing = Annotated[Submission, Depends(Does("lead"))]

ON = column("on", "日期", "date", example="2026-07-01")
ANSWERS: dict[str, tuple[type[Any], tuple[Column, ...]]] = {  # by step: the command and its form
    "acknowledge": (Acknowledge, ()),
    "contact": (Contact, (ON,)),
    "sign_intent": (
        SignIntent,
        (ON, column("amount_fen", "意向金额", "money", "万元", needed=False, example="300万元")),
    ),
    "approve": (
        Approve,
        (
            ON,
            column("amount_fen", "授信金额", "money", "万元", example="300万元"),
            column("rate_bp", "年利率", "rate", "%", needed=False, example="4.35%"),
            column("tenor_days", "期限", "days", "天", needed=False, example="1年"),
            column("collateral", "担保方式", "choice", needed=False, choices=COLLATERAL),
            column("through", "额度到期日", "date", needed=False),
        ),
    ),
    "disburse": (
        Disburse,
        (
            ON,
            column("amount_fen", "放款金额", "money", "万元", example="100万元"),
            column("voucher", "借据或凭证号", "text"),
        ),
    ),
    "void": (
        VoidDisbursement,
        (column("voucher", "要作废的凭证号", "text"), column("reason", "作废原因", "text")),
    ),
    "win": (Win, ()),
    "reject": (
        Reject,
        (
            column("reasons", "主要原因（一至四个）", "choices", choices=REJECTION_REASONS),
            column("note", "说明", "text", needed=False),
        ),
    ),
    "assign": (
        AssignManager,
        (column("branch", "支行", "text"), column("manager", "客户经理（工号）", "text")),
    ),
    "withdraw": (
        WithdrawLead,
        (column("reason_code", "原因", "choice", choices=LEAD_WITHDRAWALS),),
    ),
}
LOST = {  # by a step that can't be taken back: what is lost
    "withdraw": "撤回之后对方不再办理，也不能恢复；要再对接，等新的匹配。",
    "reject": "拒绝之后这条线索就办结了，不能恢复。",
    "void": "作废之后这一笔不再计入放款，不能恢复；记错的请作废后重新登记。",
}
EXPORTED = (
    *("编号", "期限", "企业", "对接单位", "赛道", "状态"),
    *("意向（万元）", "授信（万元）", "放款（万元）", "客户经理"),
)
COLOURS = {"red": "逾期", "yellow": "今天到期", "green": "按期"}


LIST = Lists(
    "/leads",
    ("party", "status", "track", "colour", "first", "last"),
    {
        "due": "期限最近",
        "-sent": "最近送达",
        "-intent": "意向金额",
        "-approved": "授信金额",
        "-drawn": "放款金额",
    },
)
Asked = Annotated[Listing, Depends(LIST)]


@router.get("/leads")
def inbox(request: Looking, asked: Asked) -> Response:
    """What is due first at the top, or in another order, a page at a time."""
    colour, wanted = _colour(asked), _wanted(request, asked)
    leads = visible_leads(
        request, **wanted, colour=colour, sort=asked.sort, after=asked.after, limit=PAGE
    )
    counts = lead_colours(request, **wanted)
    return request.page(
        "leads/leads.html",
        leads=leads,
        many=counts.get(colour, 0) if colour else sum(counts.values()),
        names=names_shown(request, leads),
        needs=need_titles(request, leads),
        products=product_titles(request, leads),
        turn=lambda lead: lead_turn(request, lead),
        counts=counts,
        colours=COLOURS,
        asked=asked,
        all=request.actor.sees("lead") is None,
    )


def _colour(asked: Listing) -> str:
    return asked["colour"] if asked["colour"] in COLOURS else ""


def _wanted(request: PageRequest, asked: Listing) -> dict[str, Any]:
    return {
        "status": asked["status"],
        "track": asked["track"],
        "of": parties_called(request, "lead", asked["party"]),
        "sent": (asked.day("first"), asked.day("last")),
    }


@router.post("/leads/export")
def export(submission: Doing, asked: Asked) -> Response:
    request = submission.as_shown()
    wanted = _wanted(request, asked)
    leads = visible_leads(
        request, **wanted, colour=_colour(asked), sort=asked.sort, limit=MOST_ROWS
    )
    names = names_shown(request, leads)
    rows = (
        (
            lead.id,
            lead.due,
            names[lead.id],
            request.name(lead.receiver),
            TRACKS[lead.track].title,
            lead.title,
            *(in_wan(fen) for fen in (lead.intent_fen, lead.approved_fen, lead.drawn_fen)),
            lead.manager,
        )
        for lead in leads
    )
    return exported(request, "leads", "线索", EXPORTED, rows)


@router.get("/leads/{id}")
def lead(request: Looking, id: str) -> Response:
    return _page(request, visible_lead(request, id))


@router.get("/leads/{id}/{step}")
def answering(request: Looking, id: str, step: str) -> Response:
    """The form of one answer."""
    lead = visible_lead(request, id)
    if step not in _steps(request, lead):
        raise NotHere
    values = {"on": request.today.isoformat()}
    return _form(request, lead, step, forms.blank(ANSWERS[step][1], values))


@router.post("/leads/{id}/{step}")
def answer(submission: Doing, id: str, step: str) -> Response:
    request, lead = submission.request, visible_lead(submission.request, id)
    if step not in ANSWERS:
        raise NotHere
    kind, columns = ANSWERS[step]
    form = forms.read(columns, submission)
    if form.refusals:
        return _form(request, lead, step, form)
    more = {"need": lead.need} if kind is WithdrawLead else {}
    return submission.do(
        lambda: kind(id=lead.id, **more, **form.values),
        then=f"/leads/{lead.id}",
        again=lambda refusal: _form(request, lead, step, form, refusal),
        flash=LIFECYCLE.titles.get(LIFECYCLE.step(step).to or "", "已办理"),
        party=lead.enterprise,
    )


def _steps(request: PageRequest, lead: LeadRow) -> list[str]:
    """What whoever looks may do with it now."""
    if request.at is not None or request.actor.role not in WRITES:
        return []
    own = request.actor.parties
    sides = {"withdraw": lead.enterprise}
    return [
        step.command
        for step in LIFECYCLE.open_steps(lead.status, request.actor.role)
        if step.command in ANSWERS
        and sides.get(step.command, lead.receiver) in own
        and (TRACKS[lead.track].money or not step.money)
    ]


def _page(request: PageRequest, lead: LeadRow) -> Response:
    sent = _sent(request, lead)
    whole = sent is not None or not is_receiver(request, lead)
    return request.page(
        "leads/lead.html",
        lead=lead,
        names=names_shown(request, [lead]),
        need=need_titles(request, [lead])[lead.id] or (sent["content"]["title"] if sent else ""),
        product=product_titles(request, [lead])[lead.id],
        sheet=request.house.views.decisions.one(lead.id, request.at) if whole else None,
        sent=sent,
        steps=[LIFECYCLE.step(step) for step in _steps(request, lead)],
        turn=lead_turn(request, lead),
        reasons=REJECTION_REASONS,
        timeline=timeline(request, f"lead-{lead.id}", request.house.views.leads),
        day=request.today.isoformat(),
    )


def _sent(request: PageRequest, lead: LeadRow) -> Any:
    """What the receiver has of it: the message as it would be sent today, whatever day is shown."""
    items = [
        item
        for item in request.house.views.outbox.of_lead(lead.id)
        if item.name == "lead.delivered"
    ]
    day = civil_date(request.house.now()).isoformat()
    made = messages(request.house.log, request.house.views, items, day)
    return made[0]["data"] if made and made[0]["type"] == "docking.lead.delivered" else None


def _form(
    request: PageRequest, lead: LeadRow, step: str, form: Form, refusal: Rejected | None = None
) -> Response:
    name = names_shown(request, [lead])[lead.id] or "企业暂未授权显示名称"
    return forms.page(
        request,
        form,
        refusal,
        "leads/lead_step.html",
        lead=lead,
        about=need_titles(request, [lead])[lead.id] or name,
        step=LIFECYCLE.step(step),
        warning=LOST.get(step, ""),
    )
