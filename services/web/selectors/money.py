"""What somebody sees of a lead's money and may do about it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.administration.permission import WRITES
from domain.core.command import OFFICE_AND_ADMIN, Role
from domain.leads.lead import LIFECYCLE
from domain.leads.review import is_another
from projections.leads.lead_money import Waiting
from projections.leads.leads import LeadRow
from services.web.request import PageRequest

INNER = frozenset({"lead.money_proposed", "lead.money_confirmed", "lead.money_turned_down"})
TAKEN_BACK = {  # by the state that a mistaken step led to: how taking it back is called
    "won": "办结有误，恢复办理",
    "disbursed": "没有放款，退回到已授信",
    "approved": "授信有误，撤销授信",
    "intent_signed": "意向有误，撤销意向",
    "rejected": "拒绝有误，恢复办理",
}


@dataclass(frozen=True)
class MoneyShown:
    """`waiting` is what waits for a second person, for whom it concerns; `correctable` what may be
    corrected; `undoes` the state whose step may be taken back, "" where none may."""

    waiting: Waiting | None
    confirms: bool
    turns_down: bool
    correctable: frozenset[str]
    undoes: str
    receives: bool  # says whether the money came


def money_of(request: PageRequest, lead: LeadRow) -> MoneyShown:
    own, role = request.actor.parties, request.actor.role
    acts = request.at is None and role in WRITES
    office = role in OFFICE_AND_ADMIN
    receives = lead.receiver in own
    waiting = lead.pending if receives or office else None
    second = acts and waiting is not None and (receives or role is Role.ORGANIZER)
    open_steps = (
        {step.command for step in LIFECYCLE.open_steps(lead.status, role)} if acts else set()
    )
    return MoneyShown(
        waiting=waiting,
        confirms=second and waiting is not None and may_confirm(request, lead, waiting),
        turns_down=second,
        correctable=_correctable(lead, open_steps)
        if receives and not lead.pending
        else frozenset(),
        undoes=_undoes(lead, open_steps) if receives and not lead.pending else "",
        receives=lead.enterprise in own and "confirm_receipt" in open_steps,
    )


def may_confirm(request: PageRequest, lead: LeadRow, waiting: Waiting) -> bool:
    """Whether who looks, of the receiver or of the office, is a second person."""
    office = request.actor.role is Role.ORGANIZER
    return is_another(request.actor.user, waiting.by, lead.receiver, office)


def _correctable(lead: LeadRow, open_steps: set[str]) -> frozenset[str]:
    stated = {
        "intent": lead.intent_on,
        "approval": lead.approved_on,
        "disbursement": lead.drawdowns,
    }
    return frozenset(
        what for what, there in stated.items() if there and f"correct_{what}" in open_steps
    )


def _undoes(lead: LeadRow, open_steps: set[str]) -> str:
    if lead.status == "rejected":
        return "rejected" if "reopen" in open_steps else ""
    free = lead.status == "won" or not lead.drawdowns
    return lead.status if free and lead.status in TAKEN_BACK and "take_back" in open_steps else ""
