"""Which files that came in somebody may see: the office all, a party its own."""

from __future__ import annotations

from projections.administration.imports import ImportHead, ImportRow
from services.web.request import NotHere, PageRequest


def visible_imports(
    request: PageRequest, *, after: int, limit: int
) -> tuple[list[ImportHead], int]:
    """The latest first, and how many there are."""
    whose = None if request.actor.sees("import") is None else request.actor.duty.party or ""
    view = request.house.views.imports
    return view.page(party=whose, after=after, limit=limit, as_of=request.at)


def visible_import(request: PageRequest, id: str) -> ImportRow:
    """Raises `NotHere`."""
    row = request.house.views.imports.of_id(id, request.at)
    whose = request.actor.sees("import")
    if row is None or (whose is not None and row.party not in whose):
        raise NotHere
    return row
