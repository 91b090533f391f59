"""What somebody finds: among the things that they may see, and by names that they may read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, product

from domain.postings.tracks import SIDES
from domain.values.halfwidth import half_width
from projections.core.search import hits
from projections.leads.leads import LeadRow
from projections.parties.parties import PartyRow
from projections.postings.posting_table import PostingHead
from projections.sessions.sessions import SessionRow
from services.web.request import NotHere, PageRequest
from services.web.selectors.leads import Label, labels, visible_lead, visible_leads
from services.web.selectors.parties import visible_parties
from services.web.selectors.postings import visible_posting, visible_postings
from services.web.selectors.sessions import visible_sessions

MOST = 20


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
    postings = _postings(request, text) if knows("posting") else []
    request.names({row.party for row in postings})
    return Finds(
        parties=visible_parties(request, text=text, limit=MOST)[0] if knows("party") else [],
        postings=postings,
        leads=leads,
        sessions=_sessions(request, text) if knows("session") else [],
        names=labels(request, leads),
    )


def _postings(request: PageRequest, text: str) -> list[PostingHead]:
    named = []
    for side, id in product(SIDES, _as_ids(text)):
        with suppress(NotHere):
            named.append(visible_posting(request, side, id).head)
    others, _ = visible_postings(request, text=text, limit=MOST)
    return list({(row.side, row.id): row for row in (*named, *others)}.values())[:MOST]


def _leads(request: PageRequest, text: str) -> list[LeadRow]:
    leads = visible_leads(request, text=text, limit=MOST)
    for id in _as_ids(text):
        with suppress(NotHere):
            leads.insert(0, visible_lead(request, id))
    return list({lead.id: lead for lead in leads}.values())[:MOST]


def _sessions(request: PageRequest, text: str) -> list[SessionRow]:
    rows = (row for row in visible_sessions(request) if hits(text, row.details.title, row.id))
    return list(islice(rows, MOST))


def _as_ids(text: str) -> list[str]:
    """A text as the id that it may be, in whichever case that was given."""
    plain = half_width(text)
    return list(dict.fromkeys((plain, plain.lower(), plain.upper())))
