"""The rows of the list of leads: what tells one from the other, and what is to be done by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.values.dates import show_days
from domain.values.money import round_money
from projections.leads.leads import LeadRow
from services.web.request import PageRequest
from services.web.selectors.leads import labels, lead_turn, product_titles


class InboxRow(NamedTuple):
    """`figures`: how much of what, for how long; "" where it may not be shown. `money` is what was
    last said of it, with what it is called; `manager` a colleague, or a name that was written;
    `unnamed` what stands where `need` may not."""

    lead: LeadRow
    need: str
    enterprise: str
    product: str
    receiver: str
    figures: str
    turn: str
    colour: str
    manager: str
    money: tuple[str, str] | None
    unread: bool
    next_on: str
    unnamed: str


def inbox_rows(
    request: PageRequest, leads: Sequence[LeadRow], people: Mapping[str, str]
) -> list[InboxRow]:
    """`people` are the looker's own, by user, where they are a receiver's."""
    names, products = labels(request, leads), product_titles(request, leads)
    day = request.today.isoformat()
    own = [lead.id for lead in leads if lead.receiver in request.actor.parties]
    marks = request.house.stores.lead_marks
    seen = marks.opened(request.actor.user, own) if own else frozenset()
    return [
        InboxRow(
            lead,
            names[lead.id].need,
            names[lead.id].enterprise,
            products[lead.id],
            request.name(lead.receiver),
            figures(lead) if names[lead.id].need else "",
            lead_turn(request, lead, names[lead.id]),
            lead.clock(day),
            people.get(lead.user) or lead.manager or lead.branch or ("已分派" if lead.user else ""),
            _money(lead),
            lead.id in own and lead.id not in seen,
            lead.next_on if lead.id in own else "",
            names[lead.id].unnamed,
        )
        for lead in leads
    ]


def figures(lead: LeadRow) -> str:
    parts = (
        round_money(lead.wanted_fen) if lead.wanted_fen else lead.wanted,
        show_days(lead.tenor_days) if lead.tenor_days else "",
    )
    return " · ".join(part for part in parts if part)


def _money(lead: LeadRow) -> tuple[str, str] | None:
    for title, fen in (
        ("放款", lead.drawn_fen),
        ("授信", lead.approved_fen),
        ("意向", lead.intent_fen),
    ):
        if fen:
            return title, round_money(fen)
    return None
