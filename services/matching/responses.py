"""Responses to proposals: what a party or the office asks for by a proposal's id becomes a command
that carries what was shown, taken from the views as they stand."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any, TypeVar

from domain.administration.parameter import Parameters
from domain.core.canonical import canonical
from domain.core.command import Ask, Command, Refusal
from domain.leads.delivery import ClaimLead, DeliverLead
from domain.leads.lead import Deadlines
from domain.leads.policies import PolicyResult
from domain.matching.proposal import DeliverProposal, Shown
from domain.values.dates import workdays_after
from projections.matching.proposal_table import Proposed, ReasonedProposal
from projections.matching.proposals import Proposals
from projections.postings.market import Market
from services.house.desk import Desk
from services.house.parameters import parameters
from services.house.views import Views
from services.house.working_days import working

Kind = TypeVar("Kind", bound=Command)


def decision(
    views: Views, figures: Parameters, kind: type[Kind], id: str, ask: Ask, **more: Any
) -> Kind:
    """A command of this kind, about the proposal with this id."""
    shown, through = shown_proposal(views, figures, id, ask.on)
    return kind.model_validate({"shown": shown, "through": through, **more})


def deliver(proposal: ReasonedProposal, day: date, figures: Parameters) -> DeliverProposal:
    """Put a proposal before both parties."""
    return DeliverProposal(shown=shown(proposal), through=_through(day, figures))


def claim(views: Views, figures: Parameters, id: str, ask: Ask) -> ClaimLead:
    """A receiver claims the lead of a proposal with one of its offerings."""
    row = _proposal(views.proposals, id).row
    if row.offering_party != ask.party:
        raise Refusal("proposal.absent", "没有这条建议", "id")
    return ClaimLead(**_lead(views.market, row, ask.on, figures))


def lead(market: Market, row: Proposed, day: date, figures: Parameters) -> DeliverLead:
    """Let the need of a proposal go to the offering's party."""
    return DeliverLead(**_lead(market, row, day, figures))


def delivery_results(desk: Desk, market: Market, row: Proposed, day: date) -> list[PolicyResult]:
    """Why the lead of this proposal does or doesn't leave today: every policy with what it says."""
    command = lead(market, row, day, parameters(desk))
    _, *states = desk.states(command)
    return command.policy_results(states, day)


def shown_proposal(views: Views, figures: Parameters, id: str, day: date) -> tuple[Shown, date]:
    """What was shown and until when it may be answered: as delivered, or as it stands now."""
    known = views.decisions.one(id)
    if known is not None:
        return known.shown, date.fromisoformat(known.through)
    return shown(_proposal(views.proposals, id)), _through(day, figures)


def _proposal(proposals: Proposals, id: str) -> ReasonedProposal:
    proposal = proposals.one(id)
    if proposal is None:
        raise Refusal("proposal.absent", "没有这条建议", "id")
    return proposal


def _through(day: date, figures: Parameters) -> date:
    return day + timedelta(days=figures.on("proposal_days", day))


def shown(proposal: ReasonedProposal) -> Shown:
    reasons = proposal.reasons
    digest = hashlib.sha256(canonical(reasons)).hexdigest()
    same = Shown.model_fields.keys() - {"reasons", "digest"}
    fields = {name: getattr(proposal.row, name) for name in same}
    return Shown(reasons=reasons, digest=digest, **fields)


def _lead(market: Market, row: Proposed, day: date, figures: Parameters) -> dict[str, Any]:
    need = market.posting("need", row.need)
    purpose = getattr(need.content.terms, "purpose", None) if need else None
    return {
        "id": row.id,
        "need": row.need,
        "offering": row.offering,
        "enterprise": row.need_party,
        "receiver": row.offering_party,
        "purpose": purpose or row.track,
        "score": row.score,
        "deadlines": deadlines(day, figures),
    }


def deadlines(day: date, figures: Parameters) -> Deadlines:
    at_work = working(figures)
    return Deadlines(
        acknowledge_by=workdays_after(day, figures.on("acknowledge_workdays", day), at_work),
        contact_by=workdays_after(day, figures.on("contact_workdays", day), at_work),
        decide_by=day + timedelta(days=figures.on("decide_days", day)),
    )
