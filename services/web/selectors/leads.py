"""Which leads somebody may see, and by which names."""

from __future__ import annotations

from typing import Any

from projections.leads.leads import Lead
from services.web.request import NotHere, PageRequest


def visible_leads(request: PageRequest, *, limit: int, **wanted: Any) -> list[Lead]:
    """The leads that somebody may see, what is due first at the top."""
    seen, day = request.actor.sees("lead"), request.today.isoformat()
    return request.house.views.leads.page(
        day, parties=seen, limit=limit, as_of=request.at, **wanted
    )


def leads_by_id(
    request: PageRequest, *, status: str = "", track: str = "", after: str = "", limit: int
) -> list[Lead]:
    """The leads that somebody may see in the order of their ids, those behind `after`."""
    return request.house.views.leads.all(
        parties=request.actor.sees("lead"),
        status=status or None,
        track=track or None,
        after=after,
        limit=limit,
        as_of=request.at,
    )


def visible_lead(request: PageRequest, id: str) -> Lead:
    found = request.house.views.leads.one(id, request.at)
    if found is None:
        raise NotHere
    request.sees("lead", (found.enterprise, found.receiver))
    return found


def is_receiver(request: PageRequest, found: Lead) -> bool:
    """Whether somebody looks at it as the receiver, who sees what a consent names and no more."""
    seen = request.actor.sees("lead")
    return seen is not None and found.enterprise not in seen


def names_shown(request: PageRequest, leads: list[Lead]) -> dict[str, str]:
    """What the other side is called, by lead: the enterprise to its receiver only while a consent
    names the company."""
    request.names({one.enterprise for one in leads} | {one.receiver for one in leads})
    day = request.today.isoformat()
    named: dict[str, bool] = {}
    received = [one for one in leads if is_receiver(request, one)]
    for receiver in sorted({one.receiver for one in received}):
        needs = {one.need for one in received if one.receiver == receiver}
        kinds = request.house.views.consents.live_kinds(receiver, needs, day)
        named |= {need: "company" in kinds.get(need, ()) for need in needs}
    return {
        one.id: request.name(one.enterprise) if named.get(one.need, True) else "" for one in leads
    }
