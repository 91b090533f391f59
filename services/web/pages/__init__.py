"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages import home, leads, live, parameters, running, signing, users

ROUTERS = (
    signing.router,
    home.router,
    leads.router,
    users.router,
    parameters.router,
    running.router,
    live.router,
)
