"""Unmatched: published needs that nothing is proposed for, why, and what would change it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from projections.matching.near_misses import kept_apart_by_texts, near_misses
from projections.matching.unmatched import unmatched_needs
from services.web.export import exported
from services.web.menu import MenuEntry
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.openings import explained

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(260, "/unmatched", "未匹配", "unmatched", "circle-help"),)
Looking = Annotated[PageRequest, Depends(Sees("unmatched"))]
MOST, NEAR = 200, 5
EXPORTED = ("编号", "标题", "赛道", "单位", "有效期至")


@router.get("/unmatched")
def unmatched(request: Looking, track: str = "") -> Response:
    """Track by track, how many there are; of the one chosen, which."""
    needs = unmatched_needs(request.house.views.proposals, as_of=request.at)
    many = Counter(row.track for row in needs)
    chosen = track if track in TRACKS else max(TRACKS, key=lambda code: many[code])
    rows = [row for row in needs if row.track == chosen][:MOST]
    request.names(row.party for row in rows)
    return request.page(
        "matching/unmatched.html",
        counts={code: many[code] for code in TRACKS},
        track=chosen,
        rows=rows,
    )


@router.post("/unmatched/export")
def export(
    submission: Annotated[Submission, Depends(Does("unmatched"))], track: str = ""
) -> Response:
    """Of one track, or of all."""
    request = submission.as_shown()
    wanted = track if track in TRACKS else None
    needs = unmatched_needs(request.house.views.proposals, track=wanted, as_of=request.at)
    rows = sorted(needs, key=lambda row: list(TRACKS).index(row.track))
    request.names({row.party for row in rows})
    lines = (
        (
            row.id,
            row.content.title,
            TRACKS[row.track].title,
            request.name(row.party),
            row.content.valid_through.isoformat(),
        )
        for row in rows
    )
    return exported(request, "unmatched", "未匹配的需求", EXPORTED, lines)


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
    )
