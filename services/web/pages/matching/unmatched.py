"""Unmatched: published needs that nothing is proposed for, why, and what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from projections.matching.near_misses import kept_apart_by_texts, near_misses
from projections.matching.unmatched_advice import Advice, advice
from projections.matching.unmatched_reasons import TITLES, Unmatched
from projections.postings.posting_table import PostingRow
from services.house.contacts import Contact
from services.web.export import exported
from services.web.menu import MenuEntry
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.openings import explained
from services.web.selectors.parties import contact_of

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(260, "/unmatched", "未匹配", "unmatched", "circle-help"),)
Looking = Annotated[PageRequest, Depends(Sees("unmatched"))]
MOST, NEAR = 50, 5
EXPORTED = ("编号", "标题", "赛道", "单位", "有效期至", "原因")


@router.get("/unmatched")
def unmatched(request: Looking, track: str = "", reason: str = "") -> Response:
    """Track by track and reason by reason, how many there are; of the one chosen, which."""
    everything = request.house.views.unmatched.all(request.at)
    many = Counter(each.need.track for each in everything)
    chosen = track if track in TRACKS else max(TRACKS, key=lambda code: many[code])
    here = [each for each in everything if each.need.track == chosen]
    wanted = _of_reason(here, reason)
    pairing = request.house.views.proposals.pairing(chosen, request.at)
    shown = [(each, advice(pairing, each) if pairing else None) for each in wanted[:MOST]]
    request.names({row.party for each, help_ in shown for row in _rows(each, help_)})
    return request.page(
        "matching/unmatched.html",
        counts={code: many[code] for code in TRACKS},
        reasons=Counter(each.reason for each in here),
        titles=TITLES,
        track=chosen,
        reason=reason if reason in TITLES else "",
        many=len(wanted),
        shown=shown,
        contacts=_contacts(request, ((h.sides, each.need, h.offering) for each, h in shown if h)),
    )


@router.post("/unmatched/export")
def export(
    submission: Annotated[Submission, Depends(Does("unmatched"))], track: str = "", reason: str = ""
) -> Response:
    """Of one track, or of all; of one reason, or of all."""
    request = submission.as_shown()
    everything = _of_reason(request.house.views.unmatched.all(request.at), reason)
    wanted = [each for each in everything if track not in TRACKS or each.need.track == track]
    request.names({each.need.party for each in wanted})
    lines = (
        (
            each.need.id,
            each.need.content.title,
            TRACKS[each.need.track].title,
            request.name(each.need.party),
            each.need.content.valid_through.isoformat(),
            TITLES[each.reason],
        )
        for each in wanted
    )
    return exported(request, "unmatched", "未匹配的需求", EXPORTED, lines)


def _of_reason(everything: Sequence[Unmatched], reason: str) -> list[Unmatched]:
    return [each for each in everything if reason not in TITLES or each.reason == reason]


def _rows(each: Unmatched, help_: Advice | None) -> list[PostingRow]:
    return [each.need, *([help_.offering] if help_ else [])]


def _contacts(
    request: PageRequest, pairs: Iterable[tuple[Collection[str], PostingRow, PostingRow]]
) -> dict[str, Contact | None]:
    """Whom to call, by party: of the sides of each pair that have to change something."""
    parties = {row.party for sides, *rows in pairs for row in rows if row.side in sides}
    return {party: contact_of(request, party) for party in sorted(parties)}


@router.get("/unmatched/{id}")
def why(request: Looking, id: str) -> Response:
    """What keeps partners out, and what it nearly fits."""
    row = request.house.views.market.posting("need", id, request.at)
    if row is None or row.status != "published":
        raise NotHere
    pairing = request.house.views.proposals.pairing(row.track, request.at)
    misses = near_misses(pairing, row, NEAR) if pairing else []
    apart = kept_apart_by_texts(pairing, row, NEAR) if pairing else []
    near = [*apart, *(miss.offering for miss in misses)]
    request.names([row.party, *(offering.party for offering in near)])
    return request.page(
        "matching/unmatched_why.html",
        row=row,
        explained=explained(request, row),
        apart=apart,
        misses=misses,
        contacts=_contacts(request, ((m.sides, row, m.offering) for m in misses)),
    )
