"""The way to the OpenID Connect issuer and back: the cookie that waits, and where to come back."""

from __future__ import annotations

from services.web.request import PageRequest

ATTEMPT, ATTEMPT_S = "docking_attempt", 600


def back(request: PageRequest) -> str:
    """The address that the issuer sends people back to."""
    return request.address("/oidc/back")
