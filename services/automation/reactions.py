"""Reactions: what the house does by itself when a view shows that something is due.

Each reads a view and sends commands; a command that somebody else made pointless meanwhile is
refused, and that is all. Running them twice, or in two processes, does nothing twice.
"""

from __future__ import annotations

from typing import Any

from domain.core.command import Ask, Command, Refusal
from domain.leads.consent import RequestConsent
from domain.leads.delivery import Release
from projections.matching.decisions import Declines
from services.house.house import House
from services.house.parameters import parameters
from services.ledger.ledger import Conflict
from services.matching import responses as decisions

TOGETHER = 50  # proposals or leads in one append


def deliver_proposals(house: House, ask: Ask) -> list[str]:
    """Put new proposals before the parties, best first, so many a day for each of them. What there
    is no room for in one append waits for the next round."""
    figures = parameters(house.desk)
    most = figures.on("proposals_a_day", ask.on)
    told = house.views.decisions.delivered_on(ask.on.isoformat())
    declines, chosen = _declines(house), []
    for id, *parties in house.views.todo.proposals():
        if any(told.get(party, 0) >= most for party in parties):
            continue
        row = house.views.proposals.one(id)
        if row is None or declines.stands(row):
            continue
        chosen.append(row)
        for party in parties:
            told[party] = told.get(party, 0) + 1
        if len(chosen) == TOGETHER:
            break
    wishes = [[(decisions.deliver(row, ask.on, figures), ask)] for row in chosen]
    answers = zip(chosen, house.desk.do_each(wishes), strict=True)
    return [str(row["id"]) for row, taken in answers if taken is not None]


def request_consents(house: House, ask: Ask) -> int:
    """Where both are interested, the enterprise is asked whether its data may go out."""
    return sum(
        _done(house, RequestConsent(need=need, receiver=receiver), ask)
        for need, receiver in house.views.todo.consents()
    )


def deliver_leads(house: House, ask: Ask) -> list[str]:
    """Each live consent lets the best proposal between the two out, once."""
    waiting = house.views.todo.leads(ask.on.isoformat())
    if not waiting:
        return []
    figures = parameters(house.desk)
    delivered = []
    for start in range(0, len(waiting), TOGETHER):
        between = [_between(house, *pair) for pair in waiting[start : start + TOGETHER]]
        choices = [
            [(decisions.lead(house, r, ask.on, figures), ask) for r in rows] for rows in between
        ]
        for rows, taken in zip(between, house.desk.do_each(choices), strict=True):
            if taken is not None:
                delivered.append(str(rows[taken]["id"]))
    return delivered


def release(house: House, ask: Ask) -> int:
    """Leads that are over give back the places that they held."""
    commands = (
        Release(id=lead.id, need=lead.need, offering=lead.offering)
        for lead in house.views.leads.unreleased()
    )
    return sum(_done(house, command, ask) for command in commands)


def propose(house: House, ask: Ask) -> int:
    """What parties are told and asked; how much was done."""
    return len(deliver_proposals(house, ask)) + request_consents(house, ask)


def _between(house: House, need: str, receiver: str) -> list[dict[str, Any]]:
    """The proposals of a need with one party's offerings that nobody declined, best first."""
    declines = _declines(house, need)
    rows = house.views.proposals.all(need=need)
    return [r for r in rows if r["offering_party"] == receiver and not declines.stands(r)]


def _declines(house: House, need: str | None = None) -> Declines:
    """Those that stand, of one need or of all."""
    declined = house.views.decisions.all(status="declined", need=need)
    return Declines(declined, house.views.proposals.reasoned)


def _done(house: House, command: Command, ask: Ask) -> bool:
    """Whether it led to anything."""
    return bool(_tried(house, command, ask))


def _tried(house: House, command: Command, ask: Ask) -> bool | None:
    """Whether it led to anything or was so already; None where the moment has passed. Who lost a
    race too often finds in the next round what became of it."""
    try:
        return bool(house.desk.do(command, ask).entries)
    except (Refusal, Conflict):
        return None
