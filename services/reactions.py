"""Reactions: what the house does by itself when a view shows that something is due.

Each reads a view and sends commands; a command that somebody else made pointless meanwhile is
refused, and that is all. Running them twice, or in two processes, does nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.command import Ask, Command, Refusal
from domain.consent import RequestConsent
from domain.lead_delivery import Release
from projections.decisions import Declines
from services import decisions
from services.house import House
from services.ledger import Conflict


def deliver_proposals(house: House, ask: Ask) -> list[str]:
    """Put new proposals before the parties, best first, so many a day for each of them."""
    figures = decisions.parameters(house)
    most = figures.on("proposals_a_day", ask.on)
    told = house.decisions.delivered_on(ask.on.isoformat())
    decided = house.decisions.all()
    known = {decision.shown.id for decision in decided}
    declines = Declines([decision for decision in decided if decision.status == "declined"])
    delivered = []
    for row in sorted(house.proposals.all(), key=lambda row: (-row["points"], row["id"])):
        parties = (row["need_party"], row["offering_party"])
        if row["id"] in known or declines.stands(row):
            continue
        if any(told.get(party, 0) >= most for party in parties):
            continue
        done = _tried(house, decisions.deliver(row, ask.on, figures), ask)
        if done is None:
            continue
        for party in parties:  # also where another process has just told them
            told[party] = told.get(party, 0) + 1
        if done:
            delivered.append(str(row["id"]))
    return delivered


def request_consents(house: House, ask: Ask) -> int:
    """Where both are interested, the enterprise is asked whether its data may go out."""
    mutual = house.decisions.all(status="mutual")
    asked = {(one.need, one.receiver) for one in house.consents.all()}
    wanted = {(d.shown.need, d.shown.offering_party) for d in mutual} - asked
    return sum(
        _done(house, RequestConsent(need=need, receiver=receiver), ask)
        for need, receiver in sorted(wanted)
    )


def deliver_leads(house: House, ask: Ask) -> list[str]:
    """Each live consent lets the best proposal between the two out, once."""
    day, figures = ask.on.isoformat(), decisions.parameters(house)
    sent = {(lead.need, lead.receiver) for lead in house.leads.all()}
    declines = Declines(house.decisions.all(status="declined"))
    delivered = []
    for consent in house.consents.all(status="granted"):
        if not consent.live(day) or (consent.need, consent.receiver) in sent:
            continue
        for row in _between(house, consent.need, consent.receiver):
            if declines.stands(row):
                continue
            if _done(house, decisions.lead(house, row, ask.on, figures), ask):
                delivered.append(str(row["id"]))
                break
    return delivered


def release(house: House, ask: Ask) -> int:
    """Leads that are over give back the places that they held."""
    commands = (
        Release(id=lead.id, need=lead.need, offering=lead.offering)
        for lead in house.leads.unreleased()
    )
    return sum(_done(house, command, ask) for command in commands)


def react(house: House, ask: Ask) -> int:
    """All of them, in the order in which one makes the next possible; how much was done.

    The views must have caught up.
    """
    done = release(house, ask)
    if done:
        house.catch_up()
    done += len(deliver_proposals(house, ask)) + request_consents(house, ask)
    done += len(deliver_leads(house, ask))
    return done


def _between(house: House, need: str, receiver: str) -> Iterable[dict[str, Any]]:
    """The proposals of a need with one party's offerings, best first."""
    rows = house.proposals.all(need=need)
    return (row for row in rows if row["offering_party"] == receiver)


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
