"""Which leads somebody may see, and by which names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.values.dates import civil_date
from projections.leads.leads import LeadRow
from services.web.request import NotHere, PageRequest


def visible_leads(request: PageRequest, *, limit: int, **wanted: Any) -> list[LeadRow]:
    """The leads that somebody may see, what is due first at the top."""
    seen, day = request.actor.sees("lead"), request.today.isoformat()
    return request.house.views.leads.page(
        day, parties=seen, limit=limit, as_of=request.at, **wanted
    )


def lead_colours(request: PageRequest, **wanted: Any) -> dict[str, int]:
    """How many of them have each colour; under "" those of which nothing is owed."""
    seen, day = request.actor.sees("lead"), request.today.isoformat()
    return request.house.views.leads.colours(day, parties=seen, as_of=request.at, **wanted)


def leads_by_id(
    request: PageRequest, *, status: str = "", track: str = "", after: str = "", limit: int
) -> list[LeadRow]:
    """The leads that somebody may see in the order of their ids, those behind `after`."""
    return request.house.views.leads.all(
        parties=request.actor.sees("lead"),
        status=status or None,
        track=track or None,
        after=after,
        limit=limit,
        as_of=request.at,
    )


def visible_lead(request: PageRequest, id: str) -> LeadRow:
    lead = request.house.views.leads.one(id, request.at)
    if lead is None:
        raise NotHere
    request.sees("lead", (lead.enterprise, lead.receiver))
    return lead


def is_receiver(request: PageRequest, lead: LeadRow) -> bool:
    """Whether somebody looks at it as the receiver, who sees what a consent names and no more."""
    seen = request.actor.sees("lead")
    return seen is not None and lead.enterprise not in seen


def next_lead(request: PageRequest, lead: LeadRow) -> LeadRow | None:
    """What else waits for its receiver, by when it is due; None where nothing does, for others and
    in the past."""
    if request.at is not None or lead.receiver not in request.actor.parties:
        return None
    waiting = visible_leads(request, stage="todo", limit=2)
    return next((other for other in waiting if other.id != lead.id), None)


NEXT = {  # of a lead that waits for its receiver: for the receiver, for others
    "delivered": ("等您确认收到", "等对接单位确认收到"),
    "acknowledged": ("等您联系企业", "等对接单位联系企业"),
    "contacted": ("等您给出办理结果", "等对接单位给出办理结果"),
}


def lead_turn(request: PageRequest, lead: LeadRow) -> str:
    """Who is to do what next; how it stands, where nobody owes anything."""
    texts = NEXT.get(lead.status)
    if texts is None:
        return lead.title
    return texts[0 if lead.receiver in request.actor.parties else 1]


def need_titles(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, str]:
    """What the needs are called, by lead, for the enterprise's own side and the office; "" for a
    receiver, who reads what was sent on the lead's own page."""
    own = {lead.id: lead.need for lead in leads if not is_receiver(request, lead)}
    heads = request.house.views.market.heads_of("need", own.values(), request.at) if own else {}
    return {lead.id: heads[own[lead.id]].title if lead.id in own else "" for lead in leads}


def product_titles(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, str]:
    """What the offerings are called that the leads came to, by lead: nobody's secret."""
    ids = {lead.offering for lead in leads}
    heads = request.house.views.market.heads_of("offering", ids, request.at)
    return {lead.id: heads[lead.offering].title for lead in leads}


def names_shown(request: PageRequest, leads: list[LeadRow]) -> dict[str, str]:
    """What the enterprise is called, by lead: to its receiver only while a consent names the
    company, today, whatever day is shown; else ""."""
    request.names({lead.enterprise for lead in leads} | {lead.receiver for lead in leads})
    day = civil_date(request.house.now()).isoformat()
    hidden: set[str] = set()
    received = [lead for lead in leads if is_receiver(request, lead)]
    for receiver in sorted({lead.receiver for lead in received}):
        own = [lead for lead in received if lead.receiver == receiver]
        kinds = request.house.views.consents.live_kinds(receiver, {lead.need for lead in own}, day)
        hidden |= {lead.id for lead in own if "company" not in kinds.get(lead.need, ())}
    return {lead.id: "" if lead.id in hidden else request.name(lead.enterprise) for lead in leads}
