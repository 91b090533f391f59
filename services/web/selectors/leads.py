"""Which leads somebody may see, and by which names."""

from __future__ import annotations

from typing import Any

from projections.leads.leads import Lead
from services.web.request import Look, NotHere


def visible_leads(look: Look, *, limit: int, **wanted: Any) -> list[Lead]:
    """The leads that somebody may see, what is due first at the top."""
    seen, day = look.actor.sees("lead"), look.today.isoformat()
    return look.house.leads.page(day, parties=seen, limit=limit, as_of=look.at, **wanted)


def visible_lead(look: Look, id: str) -> Lead:
    found = look.house.leads.one(id, look.at)
    if found is None:
        raise NotHere
    look.sees("lead", (found.enterprise, found.receiver))
    return found


def is_receiver(look: Look, found: Lead) -> bool:
    """Whether somebody looks at it as the receiver, who sees what a consent names and no more."""
    seen = look.actor.sees("lead")
    return seen is not None and found.enterprise not in seen


def names_shown(look: Look, leads: list[Lead]) -> dict[str, str]:
    """What the other side is called, by lead: the enterprise to its receiver only while a consent
    names the company."""
    look.names({one.enterprise for one in leads} | {one.receiver for one in leads})
    day = look.today.isoformat()
    named: dict[str, bool] = {}
    received = [one for one in leads if is_receiver(look, one)]
    for receiver in sorted({one.receiver for one in received}):
        needs = {one.need for one in received if one.receiver == receiver}
        kinds = look.house.consents.live_kinds(receiver, needs, day)
        named |= {need: "company" in kinds.get(need, ()) for need in needs}
    return {one.id: look.name(one.enterprise) if named.get(one.need, True) else "" for one in leads}
