"""Which notices somebody may see: those told to him, his party or the office; and what they are
about, by the titles of his own things."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from projections.notices.kinds import GROUPS, KINDS, kinds_shown
from projections.notices.notices import Notice
from projections.notices.telling import addressees
from services.web.bell import shown_seconds, unread_notices
from services.web.request import NotHere, PageRequest


class ShownNotice(NamedTuple):
    """`about` is what the own thing is called, `whose` the party that is told where somebody stands
    for several; "" where there is none."""

    id: str
    at: datetime
    title: str
    names: str
    group: str
    about: str
    whose: str
    unread: bool


def visible_notices(
    request: PageRequest, *, group: str = "", after: int = 0, limit: int
) -> tuple[list[ShownNotice], int]:
    """The latest first, behind the first `after`, and how many there are; of one group of kinds."""
    rows, many = request.house.views.notices.page(
        addressees(request.actor),
        shown_seconds(request),
        kinds=kinds_shown(request.actor, group),
        after=after,
        limit=limit,
        as_of=request.at,
    )
    past = request.at is not None
    marks, now = request.house.stores.notices, shown_seconds(request)
    unread = () if past else marks.unread_of(request.actor.user, rows, now)
    return _shown(request, rows, unread), many


def latest_unread(request: PageRequest, limit: int) -> list[ShownNotice]:
    """The latest that somebody hasn't read; nothing is asked where the bell counts none."""
    if not unread_notices(request):
        return []
    now = shown_seconds(request)
    rows = request.house.views.notices.unread(
        addressees(request.actor),
        now,
        request.house.stores.notices.unread(request.actor.user, now),
        kinds=kinds_shown(request.actor),
        limit=limit,
    )
    return _shown(request, rows, {row.id for row in rows})


def visible_notice(request: PageRequest, id: str) -> Notice:
    """One of them. Raises `NotHere`."""
    position, _, kind = id.partition("-")
    kinds = kinds_shown(request.actor)
    if not position.isdecimal() or len(position) > 9 or (kinds and kind not in kinds):
        raise NotHere
    notice = request.house.views.notices.notice(
        int(position), kind, addressees(request.actor), request.at
    )
    if notice is None or notice.at > shown_seconds(request):
        raise NotHere
    return notice


def _shown(
    request: PageRequest, rows: Sequence[Notice], unread: Collection[str]
) -> list[ShownNotice]:
    """With everything looked up at once; `unread` are those (ids) that somebody hasn't read."""
    rows = [row for row in rows if row.kind in KINDS]
    titles = _titles(request, rows)
    several = len(request.actor.parties) > 1
    whose = {row.addressee: row.addressee.partition("-")[2] for row in rows if several}
    request.names(party for name, party in whose.items() if name.startswith("party-"))
    return [
        ShownNotice(
            row.id,
            datetime.fromtimestamp(row.at, UTC),
            KINDS[row.kind].title,
            row.names,
            GROUPS[KINDS[row.kind].group].title,
            titles.get((row.side, row.about), ""),
            whose.get(row.addressee, "") if row.addressee.startswith("party-") else "",
            row.id in unread,
        )
        for row in rows
    ]


def _titles(request: PageRequest, rows: Sequence[Notice]) -> dict[tuple[str, str], str]:
    """What the things are called that notices are about: those told to a party are its own."""
    views = request.house.views
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.side, set()).add(row.about)
    titles: dict[tuple[str, str], str] = {}
    for side in ids.keys() & {"need", "offering"}:
        heads = views.market.heads_of(side, ids[side], request.at)
        titles |= {(side, id): head.title for id, head in heads.items()}
    if "session" in ids:
        sessions = views.sessions.titles(ids["session"], request.at)
        titles |= {("session", id): title for id, title in sessions.items()}
    return titles
