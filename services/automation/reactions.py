"""Reactions: what the house does by itself when a view shows that something is due.

Each reads views and sends commands, and returns what it did, by id; a command that somebody else
made pointless meanwhile is refused, and that is all. Running them twice, or in two processes, does
nothing twice. When each runs is in `services/automation/table.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from domain.core.command import Ask, Command, Refusal
from domain.core.streams import stream
from domain.leads.consent import RequestConsent
from domain.leads.delivery import ExtendLead, Release
from domain.matching.open_fields import AskForFields
from domain.postings.tracks import TRACKS
from projections.matching.decisions import Declines
from projections.matching.open_fields import open_fields
from projections.matching.proposal_table import ProposalRow
from services.house.desk import Desk
from services.house.parameters import parameters
from services.house.views import Views
from services.ledger.ledger import Conflict
from services.matching import responses

TOGETHER = 50  # proposals or leads in one append

React = Callable[[Views, Desk, Ask], list[str]]  # returns what it did, by id or stream


def deliver_proposals(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Put new proposals before the parties, best first, so many a day for each of them; none for a
    need that got all that it asked for. What there is no room for in one append waits for the next
    round."""
    figures = parameters(desk)
    most = figures.on("proposals_a_day", ask.on)
    delivered = views.decisions.deliveries_by_party(ask.on.isoformat())
    declines, finished, chosen = _declines(views), views.finished.proposed(), []
    for id, need, *parties in views.todo.proposals():
        if need in finished or any(delivered.get(party, 0) >= most for party in parties):
            continue
        proposal = views.proposals.one(id)
        if proposal is None or declines.stands(proposal.row):
            continue
        chosen.append(proposal)
        for party in parties:
            delivered[party] = delivered.get(party, 0) + 1
        if len(chosen) == TOGETHER:
            break
    choices = [[(responses.deliver(proposal, ask.on, figures), ask)] for proposal in chosen]
    answers = zip(chosen, desk.do_each(choices), strict=True)
    return [proposal.row.id for proposal, taken in answers if taken is not None]


def request_consents(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Where both are interested, the enterprise is asked whether its data may go out."""
    return [
        stream("consent", need, receiver)
        for need, receiver in views.todo.consents()
        if _done(desk, RequestConsent(need=need, receiver=receiver), ask)
    ]


def deliver_leads(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Each live consent lets the best proposal between the two out, once."""
    waiting = views.todo.leads(ask.on.isoformat())
    if not waiting:
        return []
    figures = parameters(desk)
    delivered = []
    for start in range(0, len(waiting), TOGETHER):
        between = [_between(views, *pair) for pair in waiting[start : start + TOGETHER]]
        choices = [
            [(responses.lead(views.market, row, ask.on, figures), ask) for row in rows]
            for rows in between
        ]
        for rows, taken in zip(between, desk.do_each(choices), strict=True):
            if taken is not None:
                delivered.append(rows[taken].id)
    return delivered


def release(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Leads that are over give back the places that they held."""
    return [
        lead.id
        for lead in views.leads.unreleased()
        if _done(desk, Release(id=lead.id, need=lead.need, offering=lead.offering), ask)
    ]


def extend_leads(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Receivers are told what a consent names besides, and what changed of what it names: once for
    each change, whoever notices it."""
    extended = []
    for lead, need, enterprise, receiver, due in views.extensions.due():
        command = ExtendLead(id=lead, need=need, enterprise=enterprise, receiver=receiver)
        if _done(desk, command, ask, f"extend-{due}-{lead}"):
            extended.append(lead)
    return extended


def ask_for_fields(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """The owners of offerings are asked for what needs of enough enterprises are open by."""
    least = parameters(desk).on("teaser_crowd", ask.on)
    asked = []
    for track in TRACKS:
        fields: dict[str, tuple[str, ...]] = {}
        with suppress(Refusal):  # a model that can't be used, until the track is fitted anew
            unmatched, pairing = views.unmatched.of(track), views.proposals.pairing(track)
            fields = open_fields(pairing, unmatched.values(), least) if pairing else {}
        for offering, names in fields.items():
            if _done(desk, AskForFields(offering=offering, fields=names), ask):
                asked.append(offering)
    return asked


def _between(views: Views, need: str, receiver: str) -> list[ProposalRow]:
    """The proposals of a need with one party's offerings that nobody declined, best first."""
    declines = _declines(views, need)
    rows = views.proposals.all(need=need)
    return [r for r in rows if r.offering_party == receiver and not declines.stands(r)]


def _declines(views: Views, need: str | None = None) -> Declines:
    """Those that stand, of one need or of all."""
    declined = views.decisions.all(status="declined", need=need)
    return Declines(declined, views.proposals.reasoned)


def _done(desk: Desk, command: Command, ask: Ask, id: str | None = None) -> bool:
    """Whether it led to anything. Who lost a race too often finds in the next round what became of
    it."""
    try:
        answer = desk.do(command, ask, id=id)
        return bool(answer.entries) and not answer.repeated
    except (Refusal, Conflict):
        return False
