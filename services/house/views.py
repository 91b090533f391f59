"""Every view, made over one database."""

from __future__ import annotations

from threading import Lock
from typing import Any

from projections.administration.users import Users
from projections.core.database import open_views
from projections.core.seals import Seals
from projections.figures.facts import Counted
from projections.figures.funnel import Funnel
from projections.figures.performance import Performance
from projections.leads.consents import Consents
from projections.leads.leads import Leads
from projections.leads.outbox import Outbox
from projections.leads.teasers import Crowds
from projections.matching.decisions import Decisions
from projections.matching.lexicon import Lexicons
from projections.matching.proposals import Proposals
from projections.parties.parties import Parties
from projections.postings.market import Market
from projections.sessions.sessions import Sessions
from projections.todo import Waiting
from services.house.pinyin import sounds
from services.stores.credentials import Keyring
from services.stores.webhook_queue import Webhooks


def _views(url: str) -> dict[str, Any]:
    """The fields of a house that the views are in, over a database of theirs."""
    engine = open_views(url)
    market = Market(engine)
    return {
        "engine": engine,
        "market": market,
        "parties": Parties(engine, sounds),
        "proposals": Proposals(engine, market, Lock),
        "seals": Seals(engine),
        "decisions": Decisions(engine),
        "consents": Consents(engine),
        "leads": Leads(engine),
        "outbox": Outbox(engine),
        "lexicons": Lexicons(engine),
        "webhooks": Webhooks(engine),
        "users": Users(engine),
        "keyring": Keyring(engine),
        "waiting": Waiting(engine),
        "funnel": Funnel(engine),
        "performance": Performance(engine),
        "sessions": Sessions(engine),
        "counted": Counted(engine),
        "crowds": Crowds(market, Lock()),
    }
