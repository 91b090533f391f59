"""The county's name list: the one that was begun."""

from __future__ import annotations

from domain.core.streams import id_of
from services.house.views import Views

FIRST = "county"  # the list's id, where none has been begun yet


def county_list(views: Views) -> str:
    """Its id."""
    rows, _ = views.facts.page(["member"], limit=1)
    return id_of("namelist", rows[0].session) if rows else FIRST
