"""Expiry: what is overdue is read from views, and commands end it.

Nothing expires by itself, and nothing expires because somebody looked at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.core.command import Ask, Command, Refusal
from domain.core.streams import stream
from domain.leads.answers import Lapse
from domain.leads.consent import ExpireConsent
from domain.leads.consent_end import EndConsent
from domain.leads.lead_end import EndLead
from domain.matching.proposal import ExpireProposal
from domain.postings.posting import Expire, Pause, Withdraw
from services.automation.reactions import React
from services.house.desk import Desk
from services.house.views import Views
from services.ledger.ledger import Conflict

# (views, day as YYYY-MM-DD) → the streams that are overdue, each with the command that ends it
Overdue = Callable[[Views, str], Iterator[tuple[str, Command]]]


MOST = 200  # things that one reaction ends in a round: the rest waits for the next, and is told of


def ending(overdue: Overdue) -> React:
    """The reaction that ends what is overdue; it returns the streams."""

    def end(views: Views, desk: Desk, ask: Ask) -> list[str]:
        ended = []
        for name, command in overdue(views, ask.on.isoformat()):
            try:
                answer = desk.do(command, ask)
                if answer.entries and not answer.repeated:
                    ended.append(name)
            except (Refusal, Conflict):
                continue  # renewed, withdrawn or answered since the view looked, or just now
            if len(ended) == MOST:
                break
        return ended

    return end


@ending
def expire_postings(views: Views, today: str) -> Iterator[tuple[str, Command]]:
    for side, id in views.market.overdue(today):
        yield stream(side, id), Expire.model_validate({"side": side, "id": id})


@ending
def withdraw_postings(views: Views, _today: str) -> Iterator[tuple[str, Command]]:
    """Postings of parties that are gone for good, merged or deregistered."""
    for side, id, status in views.todo.gone():
        fields = {"side": side, "id": id, "reason_code": status}
        yield stream(side, id), Withdraw.model_validate(fields)


@ending
def pause_postings(views: Views, _today: str) -> Iterator[tuple[str, Command]]:
    """Postings of parties that may come back."""
    for side, id in views.todo.away():
        yield stream(side, id), Pause.model_validate({"side": side, "id": id})


@ending
def end_consents(views: Views, _today: str) -> Iterator[tuple[str, Command]]:
    """Consents to parties that aren't active, and of enterprises that are gone."""
    for need, receiver, enterprise in views.todo.ending_consents():
        command = EndConsent(need=need, receiver=receiver, enterprise=enterprise)
        yield stream("consent", need, receiver), command


@ending
def end_leads(views: Views, _today: str) -> Iterator[tuple[str, Command]]:
    """Leads under way, one side of which takes part no more."""
    for id, need, enterprise, receiver in views.todo.ending_leads():
        command = EndLead(id=id, need=need, enterprise=enterprise, receiver=receiver)
        yield stream("lead", id), command


@ending
def expire_proposals(views: Views, today: str) -> Iterator[tuple[str, Command]]:
    for id in views.decisions.due(today):
        yield stream("proposal", id), ExpireProposal(id=id)


@ending
def expire_consents(views: Views, today: str) -> Iterator[tuple[str, Command]]:
    for consent in views.consents.over(today):
        name = stream("consent", consent.need, consent.receiver)
        yield name, ExpireConsent(need=consent.need, receiver=consent.receiver)


@ending
def lapse_leads(views: Views, today: str) -> Iterator[tuple[str, Command]]:
    for id in views.leads.undecided(today):
        yield stream("lead", id), Lapse(id=id)
