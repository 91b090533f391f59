"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages import (
    channel,
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
    reference,
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
    channel.router,
    keys.router,
    users.router,
    lexicon.router,
    parameters.router,
    reference.router,
    running.router,
    live.router,
)
