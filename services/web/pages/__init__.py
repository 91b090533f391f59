"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages import (
    consents,
    home,
    keys,
    leads,
    lexicon,
    live,
    parameters,
    parties,
    postings,
    proposals,
    publish,
    running,
    signing,
    unmatched,
    users,
)

ROUTERS = (
    signing.router,
    home.router,
    publish.router,
    postings.router,
    proposals.router,
    consents.router,
    leads.router,
    parties.router,
    unmatched.router,
    keys.router,
    users.router,
    lexicon.router,
    parameters.router,
    running.router,
    live.router,
)
