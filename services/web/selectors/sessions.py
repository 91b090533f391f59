"""Which docking sessions somebody may see."""

from __future__ import annotations

from domain.core.command import Role
from projections.sessions.sessions import Row
from services.web.request import Look, NotHere


def is_visible(look: Look, row: Row) -> bool:
    """A draft is the office's own."""
    return row.status != "draft" or look.actor.role in {Role.ORGANIZER, Role.ADMIN}


def visible_session(look: Look, id: str) -> Row:
    """A session that whoever looks may see. Raises `NotHere`."""
    row = look.house.sessions.one(id, look.at)
    if row is None or not is_visible(look, row):
        raise NotHere
    return row
