"""Which docking sessions somebody may see."""

from __future__ import annotations

from domain.core.command import OFFICE_AND_ADMIN
from domain.sessions.session import Session
from projections.sessions.sessions import SessionRow
from services.sessions import planning
from services.web.request import NotHere, PageRequest

ANNOUNCED = frozenset({"open", "closed", "released"})


def visible_sessions(
    request: PageRequest, track: str = "", campaign: str = "", status: str = ""
) -> list[SessionRow]:
    """By their day; of one track, of one campaign, in one state, or all."""
    rows = request.house.views.sessions.all(
        track=track or None, status=status or None, as_of=request.at
    )
    shown = [row for row in rows if is_visible(request, row)]
    return [row for row in shown if campaign in {"", row.details.campaign}]


def announced_sessions(request: PageRequest, limit: int) -> list[SessionRow]:
    """The next ones that are announced, for anybody."""
    rows = request.house.views.sessions.all(as_of=request.at)
    ahead = [row for row in rows if row.status in ANNOUNCED and row.details.day >= request.today]
    return sorted(ahead, key=lambda row: (row.details.day, row.details.starts))[:limit]


def is_visible(request: PageRequest, row: SessionRow) -> bool:
    """A draft is the office's own."""
    return row.status != "draft" or request.actor.role in OFFICE_AND_ADMIN


def session_shown(request: PageRequest, id: str) -> Session:
    """A session's whole state, of the moment that the views show. Raises `Refusal`."""
    until = request.shown_until(request.house.views.sessions)
    return planning.session(request.house.desk, id, until)


def visible_session(request: PageRequest, id: str) -> SessionRow:
    """A session that whoever looks may see. Raises `NotHere`."""
    row = request.house.views.sessions.one(id, request.at)
    if row is None or not is_visible(request, row):
        raise NotHere
    return row
