"""Who is signed in, by name, as every page's top bar says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.web.request import PageRequest


def person_name(request: PageRequest) -> str:
    """What whoever looks is called; "" where that isn't known."""
    user = request.house.views.users.user(request.actor.user)
    return user.person.reveal() if user else ""
