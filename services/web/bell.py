"""The bell in the frame: how many notices somebody hasn't read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.values.dates import end_of_day
from projections.notices.kinds import kinds_shown
from projections.notices.telling import addressees

if TYPE_CHECKING:
    from services.web.request import PageRequest

MOST = 100  # that are counted


def unread_notices(request: PageRequest) -> int:
    """How many wait to be read, up to `MOST`; none in the past. One small question a page."""
    if request.unread is None:
        request.unread = _count(request) if request.at is None else 0
    return request.unread


def shown_seconds(request: PageRequest) -> int:
    """The moment that the screen shows, since 1970: the past day's end, else now."""
    moment = end_of_day(request.day) if request.day else request.house.now()
    return int(moment.timestamp())


def _count(request: PageRequest) -> int:
    now, house = shown_seconds(request), request.house
    return house.views.notices.count(
        addressees(request.actor),
        now,
        house.stores.notices.unread(request.actor.user, now),
        kinds=kinds_shown(request.actor),
        most=MOST,
    )
