"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages.administration import operations as running
from services.web.pages.administration import parameters, users
from services.web.pages.figures import reports, results
from services.web.pages.leads import consents, leads
from services.web.pages.matching import backtests as products
from services.web.pages.matching import lexicon, proposals, unmatched
from services.web.pages.parties import channel, keys, parties
from services.web.pages.postings import importing, postings, publish
from services.web.pages.sessions import invitations as invites
from services.web.pages.sessions import meetings, sessions, timetables
from services.web.pages.sessions import prints as printing
from services.web.pages.site import home, live, reference, search
from services.web.pages.site import sign_in as signing

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
    invites.router,
    reports.router,
    results.router,
    timetables.router,
    meetings.router,
    printing.router,
    sessions.router,
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
