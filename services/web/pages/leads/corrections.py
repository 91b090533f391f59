"""A lead's money: corrected from the list of what was told, a step taken back, confirmed by a
second person; and what the enterprise says of each drawdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command
from domain.leads.answers import VoidDisbursement
from domain.leads.corrections import (
    CorrectApproval,
    CorrectDisbursement,
    CorrectIntent,
    TakeBackStep,
)
from domain.leads.receipts import ConfirmReceipt, DisputeReceipt
from domain.leads.review import ConfirmMoney, TurnDownMoney
from domain.values.corrections import CORRECTION_REASONS
from projections.leads.leads import LeadRow
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.house.desk import Answer
from services.inbound.shorthand import ReopenLeadById, Shorthand
from services.web import forms
from services.web.forms import Form, column
from services.web.lead_questions import asked_beside, receipt_at_stake, returned
from services.web.lead_steps import ANSWERS, LOST, columns_called
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
from services.web.selectors.leads import labels, visible_lead
from services.web.selectors.money import TAKEN_BACK, money_of

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("lead"))]
Doing = Annotated[Submission, Depends(Does("lead"))]

WHY = (
    column("reason_code", "更正原因", "choice", choices=CORRECTION_REASONS),
    column("note", "说明", "text", needed=False),
)
KINDS: dict[str, tuple[type[Any], str, tuple[Column, ...]]] = {
    "intent": (CorrectIntent, "更正意向", (*ANSWERS["sign_intent"][1], *WHY)),
    "approval": (CorrectApproval, "更正授信", (*ANSWERS["approve"][1], *WHY)),
    "disbursement": (CorrectDisbursement, "更正放款", (*ANSWERS["disburse"][1], *WHY)),
    "void": (VoidDisbursement, "作废一笔放款", (column("reason", "作废原因", "text"),)),
}
NOTE = column("note", "说明", "text")


@router.get("/leads/{id}/correct/{what}")
def correcting(request: Looking, id: str, what: str, voucher: str = "") -> Response:
    """What was told, as it was told, to be changed."""
    lead = visible_lead(request, id)
    columns = _columns(request, lead, what, voucher)
    standing = returned(request, lead, what, voucher) or _standing(lead, what, voucher)
    values = {c.key: written(c, standing.get(c.key)) for c in columns}
    return _form(request, lead, what, voucher, forms.blank(columns, values))


@router.post("/leads/{id}/correct/{what}")
def correct(submission: Doing, id: str, what: str, voucher: str = "") -> Response:
    request, lead = submission.request, visible_lead(submission.request, id)
    form = forms.read(_columns(request, lead, what, voucher), submission)
    if form.refusals:
        return _form(request, lead, what, voucher, form)
    values = dict(form.values)
    if what in {"disbursement", "void"}:
        values |= {"new_voucher": values["voucher"]} if what == "disbursement" else {}
        values["voucher"] = voucher
        becomes_fen = values.get("amount_fen", 0)
        form.at_stake = receipt_at_stake(request, lead, voucher, becomes_fen)
    values |= forms.confirmed(form, submission)
    return submission.do(
        lambda: KINDS[what][0](id=lead.id, **values),
        then=f"/leads/{lead.id}",
        again=lambda refusal: _form(request, lead, what, voucher, form, refusal),
        flash=_flash(request, "已作废" if what == "void" else "没有变化"),
    )


@router.get("/leads/{id}/back/{undone}")
def taking_back(request: Looking, id: str, undone: str) -> Response:
    lead = visible_lead(request, id)
    _check_undoes(request, lead, undone)
    return _back_form(request, lead, undone, forms.blank(WHY))


@router.post("/leads/{id}/back/{undone}")
def take_back(submission: Doing, id: str, undone: str) -> Response:
    request, lead = submission.request, visible_lead(submission.request, id)
    _check_undoes(request, lead, undone)
    form = forms.read(WHY, submission)
    if form.refusals:
        return _back_form(request, lead, undone, form)

    def make() -> Command | Shorthand:
        if undone == "rejected":
            return ReopenLeadById(id=lead.id, **form.values)
        return TakeBackStep(id=lead.id, undone=undone, **form.values)

    return submission.do(
        make,
        then=f"/leads/{lead.id}",
        again=lambda refusal: _back_form(request, lead, undone, form, refusal),
        flash="已恢复到上一步",
    )


@router.post("/leads/{id}/waiting/{answer}")
def review(submission: Doing, id: str, answer: str) -> Response:
    """What the second person says of an amount that waits."""
    note = submission.field("note")
    makes: dict[str, Callable[[], Command]] = {
        "confirm": lambda: ConfirmMoney(id=id),
        "turn_down": lambda: TurnDownMoney(id=id, note=note),
    }
    form = forms.read((NOTE,) if answer == "turn_down" else (), submission)
    return _one_tap(submission, id, makes, answer, "复核金额", "已退回，没有计入", form)


@router.post("/leads/{id}/receipt/{answer}")
def receipt(submission: Doing, id: str, answer: str) -> Response:
    """What the enterprise says of a drawdown."""
    voucher, note = submission.field("voucher"), submission.field("note")
    makes: dict[str, Callable[[], Command]] = {
        "confirm": lambda: ConfirmReceipt(id=id, voucher=voucher),
        "dispute": lambda: DisputeReceipt(id=id, voucher=voucher, note=note),
    }
    flash = "已确认到账，谢谢" if answer == "confirm" else "已告诉对接单位和助企办，请等核实"
    return _one_tap(submission, id, makes, answer, "到账情况", flash, forms.blank(()))


def _one_tap(
    submission: Submission,
    id: str,
    makes: dict[str, Callable[[], Command]],
    answer: str,
    heading: str,
    flash: str,
    form: Form,
) -> Response:
    """One tap; where it is refused, a page with what was said and the way back."""
    request, lead = submission.request, visible_lead(submission.request, id)
    if answer not in makes:
        raise NotHere

    def again(refusal: Rejected | None = None) -> Response:
        path = request.path
        return _page(request, lead, form, refusal, heading=heading, action=path)

    if form.refusals:
        return again()
    return submission.do(
        makes[answer],
        then=f"/leads/{lead.id}",
        again=again,
        flash=_flash(request, flash),
        party=lead.enterprise,
    )


def _flash(request: PageRequest, otherwise: str) -> Callable[[Answer], str]:
    words = MoneyWords(request.language)
    return lambda answer: words.after(answer.events) or otherwise


def _columns(request: PageRequest, lead: LeadRow, what: str, voucher: str) -> tuple[Column, ...]:
    """The fields of a correction; there is none of what wasn't told, or can't be changed now."""
    kind = "disbursement" if what == "void" else what
    if what not in KINDS or kind not in money_of(request, lead).correctable:
        raise NotHere
    if kind == "disbursement" and voucher not in {d.voucher for d in lead.drawdowns}:
        raise NotHere
    return (*columns_called(lead, "sign_intent"), *WHY) if what == "intent" else KINDS[what][2]


def _standing(lead: LeadRow, what: str, voucher: str) -> dict[str, Any]:
    match what:
        case "intent":
            return {"on": lead.intent_on, "amount_fen": lead.intent_fen or None}
        case "approval":
            return {
                "on": lead.approved_on,
                "amount_fen": lead.approved_fen,
                "rate_bp": lead.approved_rate_bp,
                "tenor_days": lead.approved_tenor_days or None,
                "collateral": lead.collateral,
                "through": lead.through,
            }
    drawdown = next(each for each in lead.drawdowns if each.voucher == voucher)
    return {"on": drawdown.day, "amount_fen": drawdown.fen, "voucher": drawdown.voucher}


def _form(
    request: PageRequest,
    lead: LeadRow,
    what: str,
    voucher: str,
    form: Form,
    refusal: Rejected | None = None,
) -> Response:
    if refusal is not None and form.blame(refusal):
        refusal = None
    asked_beside(request, lead, what, form)
    action = request.link(f"/leads/{lead.id}/correct/{what}", voucher=voucher)
    return _page(
        request,
        lead,
        form,
        refusal,
        heading=KINDS[what][1],
        action=action,
        warning=LOST.get(what, ""),
    )


def _check_undoes(request: PageRequest, lead: LeadRow, undone: str) -> None:
    if not undone or money_of(request, lead).undoes != undone:
        raise NotHere


def _back_form(
    request: PageRequest, lead: LeadRow, undone: str, form: Form, refusal: Rejected | None = None
) -> Response:
    action = f"/leads/{lead.id}/back/{undone}"
    return _page(request, lead, form, refusal, heading=TAKEN_BACK[undone], action=action)


def _page(
    request: PageRequest, lead: LeadRow, form: Form, refusal: Rejected | None, **more: Any
) -> Response:
    label = labels(request, [lead])[lead.id]
    about = label.need or label.company()
    return forms.page(request, form, refusal, about=about, back=f"/leads/{lead.id}", **more)
