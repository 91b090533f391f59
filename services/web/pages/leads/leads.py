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
from projections.leads.leads import Lead
from services.files.columns import Column
from services.web import forms
from services.web.export import MOST_ROWS, exported, wan
from services.web.forms import Form, column
from services.web.request import Deed, Does, Look, NotHere, Said, Sees
from services.web.selectors.leads import is_receiver, names_shown, visible_lead, visible_leads
from services.web.timeline import timeline

router = APIRouter()
Looking = Annotated[Look, Depends(Sees("lead"))]
Doing = Annotated[Deed, Depends(Does("lead"))]

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
        (column("voucher", "要更正的凭证号", "text"), column("reason", "更正原因", "text")),
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
EXPORTED = (
    *("编号", "期限", "企业", "接收方", "赛道", "状态"),
    *("意向（万元）", "授信（万元）", "放款（万元）", "客户经理"),
)
PAGE = 50
COLOURS = {"red": "逾期", "yellow": "今天到期", "green": "按期"}


@router.get("/leads")
def inbox(
    look: Looking, status: str = "", colour: str = "", track: str = "", after: int = 0
) -> Response:
    """What is due first at the top, a page at a time."""
    wanted = {"status": status, "track": track}
    colour, after = colour if colour in COLOURS else "", min(max(after, 0), MOST_ROWS)
    found = visible_leads(look, **wanted, colour=colour, after=after, limit=PAGE + 1)
    counts = look.house.leads.colours(
        look.today.isoformat(), parties=look.actor.sees("lead"), **wanted, as_of=look.at
    )
    return look.page(
        "leads/leads.html",
        leads=found[:PAGE],
        many=counts.get(colour, 0) if colour else sum(counts.values()),
        more=after + PAGE if len(found) > PAGE else 0,
        names=names_shown(look, found[:PAGE]),
        counts=counts,
        colours=COLOURS,
        chosen={**wanted, "colour": colour},
    )


@router.post("/leads/export")
def export(deed: Doing, status: str = "", colour: str = "", track: str = "") -> Response:
    look = deed.as_shown()
    colour = colour if colour in COLOURS else ""
    found = visible_leads(look, status=status, track=track, colour=colour, limit=MOST_ROWS)
    names = names_shown(look, found)
    rows = (
        (
            one.id,
            one.due,
            names[one.id],
            look.name(one.receiver),
            TRACKS[one.track].title,
            one.title,
            *(wan(fen) for fen in (one.intent_fen, one.approved_fen, one.drawn_fen)),
            one.manager,
        )
        for one in found
    )
    return exported(look, "leads", "线索", EXPORTED, rows)


@router.get("/leads/{id}")
def lead(look: Looking, id: str) -> Response:
    return _page(look, visible_lead(look, id))


@router.get("/leads/{id}/{step}")
def asked(look: Looking, id: str, step: str) -> Response:
    """The form of one answer."""
    found = visible_lead(look, id)
    if step not in _steps(look, found):
        raise NotHere
    given = {"on": look.today.isoformat()}
    return _form(look, found, step, forms.blank(ANSWERS[step][1], given))


@router.post("/leads/{id}/{step}")
def answer(deed: Doing, id: str, step: str) -> Response:
    look, found = deed.look, visible_lead(deed.look, id)
    if step not in ANSWERS:
        raise NotHere
    kind, columns = ANSWERS[step]
    form = forms.read(columns, deed)
    if form.said:
        return _form(look, found, step, form)
    more = {"need": found.need} if kind is WithdrawLead else {}
    return deed.do(
        lambda: kind(id=found.id, **more, **form.values),
        then=f"/leads/{found.id}",
        again=lambda said: _form(look, found, step, form, said),
        flash=f"{LIFECYCLE.step(step).title}：已办理",
        party=found.enterprise,
    )


def _steps(look: Look, found: Lead) -> list[str]:
    """What whoever looks may do with it now."""
    if look.at is not None or look.actor.role not in WRITES:
        return []
    mine = look.actor.parties
    sides = {"withdraw": found.enterprise}
    return [
        step.command
        for step in LIFECYCLE.steps
        if step.command in ANSWERS
        and found.status in step.origins
        and look.actor.role in step.by
        and sides.get(step.command, found.receiver) in mine
        and (TRACKS[found.track].money or step.command not in {"approve", "disburse", "void"})
    ]


def _page(look: Look, found: Lead) -> Response:
    sent = _sent(look, found)
    whole = sent is not None or not is_receiver(look, found)
    return look.page(
        "leads/lead.html",
        lead=found,
        names=names_shown(look, [found]),
        sheet=look.house.decisions.one(found.id, look.at) if whole else None,
        sent=sent,
        steps=[LIFECYCLE.step(step) for step in _steps(look, found)],
        reasons=REJECTION_REASONS,
        timeline=timeline(look, f"lead-{found.id}"),
        day=look.today.isoformat(),
    )


def _sent(look: Look, found: Lead) -> Any:
    """What the receiver has of it: the message as it would be sent on the day that is shown."""
    from services.outbound.messages import messages

    items = [item for item in look.house.outbox.of_lead(found.id) if item.name == "lead.delivered"]
    made = messages(look.house, items, look.today.isoformat())
    return made[0]["data"] if made and made[0]["type"] == "docking.lead.delivered" else None


def _form(look: Look, found: Lead, step: str, form: Form, said: Said | None = None) -> Response:
    return forms.page(
        look, form, said, "leads/lead_step.html", lead=found, step=LIFECYCLE.step(step)
    )
