"""Pages: one file for what belongs together on the screen. Each has a `router`."""

from __future__ import annotations

from services.web.pages import home, leads, live, signing

ROUTERS = (signing.router, home.router, leads.router, live.router)
