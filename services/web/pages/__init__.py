"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages import (
    channel,
    consents,
    home,
    importing,
    keys,
    leads,
    lexicon,
    live,
    parameters,
    parties,
    postings,
    products,
    proposals,
    publish,
    reference,
    running,
    search,
    signing,
    unmatched,
    users,
)

ROUTERS = (
    signing.router,
    home.router,
    publish.router,
    postings.router,
    products.router,
    proposals.router,
    consents.router,
    leads.router,
    parties.router,
    importing.router,
    search.router,
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
