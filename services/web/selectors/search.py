"""What somebody finds: among the things that they may see, and by names that they may read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from domain.postings.tracks import SIDES
from projections.leads.leads import LeadRow
from projections.parties.parties import PartyRow
from projections.postings.posting_table import PostingHead
from projections.sessions.sessions import SessionRow
from services.web.request import NotHere, PageRequest
from services.web.selectors.leads import Label, labels, visible_lead, visible_leads
from services.web.selectors.parties import visible_parties
from services.web.selectors.postings import visible_posting, visible_postings
from services.web.selectors.sessions import visible_sessions

MOST, MOST_PARTIES = 20, 200


@dataclass(frozen=True)
class Finds:
    """`names`: what the leads are called, by lead. Of each at most `MOST`."""

    parties: Sequence[PartyRow] = ()
    postings: Sequence[PostingHead] = ()
    leads: Sequence[LeadRow] = ()
    sessions: Sequence[SessionRow] = ()
    names: dict[str, Label] = field(default_factory=dict)

    @property
    def none(self) -> bool:
        return not (self.parties or self.postings or self.leads or self.sessions)


def finds_for(request: PageRequest, text: str) -> Finds:
    """By a text; an id finds the thing itself first."""
    if not text:
        return Finds()
    knows = request.actor.knows
    leads = _leads(request, text) if knows("lead") else []
    names = labels(request, leads)
    leads = [lead for lead in leads if names[lead.id].enterprise or lead.id == text]
    postings = _postings(request, text) if knows("posting") else []
    request.names({row.party for row in postings})
    return Finds(
        parties=visible_parties(request, text=text, limit=MOST)[0] if knows("party") else [],
        postings=postings,
        leads=leads[:MOST],
        sessions=[
            row for row in visible_sessions(request) if text in row.details.title or text == row.id
        ][:MOST]
        if knows("session")
        else [],
        names=names,
    )


def _postings(request: PageRequest, text: str) -> list[PostingHead]:
    named = []
    for side in SIDES:
        with suppress(NotHere):
            named.append(visible_posting(request, side, text).head)
    titled, _ = visible_postings(request, text=text, limit=MOST)
    return [*named, *(row for row in titled if row.id != text)][:MOST]


def _leads(request: PageRequest, text: str) -> list[LeadRow]:
    """Those of the parties that are called so, on either side."""
    views = request.house.views
    parties, _ = views.parties.page(text=text, limit=MOST_PARTIES, as_of=request.at)
    leads = visible_leads(request, of=[row.id for row in parties], limit=MOST) if parties else []
    with suppress(NotHere):
        leads.insert(0, visible_lead(request, text))
    return list({lead.id: lead for lead in leads}.values())
