"""Unmatched: published needs that nothing is proposed for, why, and what would change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from projections.matching.near_misses import near_misses
from projections.matching.suggestions import questions
from projections.postings.market import Row
from services.web.export import exported
from services.web.request import Deed, Does, Look, NotHere, Sees

router = APIRouter()
Looking = Annotated[Look, Depends(Sees("unmatched"))]
MOST, NEAR = 200, 5
EXPORTED = ("编号", "标题", "赛道", "单位", "有效期至")


@router.get("/unmatched")
def unmatched(look: Looking, track: str = "") -> Response:
    """Track by track, how many there are; of the one chosen, which."""
    by_track = {code: _unmatched(look, code) for code in TRACKS}
    chosen = track if track in TRACKS else max(by_track, key=lambda code: len(by_track[code]))
    rows = by_track[chosen][:MOST]
    look.names(row.party for row in rows)
    return look.page(
        "matching/unmatched.html",
        counts={code: len(found) for code, found in by_track.items()},
        track=chosen,
        rows=rows,
    )


@router.post("/unmatched/export")
def export(deed: Annotated[Deed, Depends(Does("unmatched"))], track: str = "") -> Response:
    """Of one track, or of all."""
    look = deed.as_shown()
    codes = [track] if track in TRACKS else list(TRACKS)
    rows = [row for code in codes for row in _unmatched(look, code)]
    look.names({row.party for row in rows})
    told = (
        (
            row.id,
            row.content.title,
            TRACKS[row.track].title,
            look.name(row.party),
            row.content.valid_through.isoformat(),
        )
        for row in rows
    )
    return exported(look, "unmatched", "未匹配的需求", EXPORTED, told)


def _unmatched(look: Look, track: str) -> list[Row]:
    """Published needs of a track that nothing is proposed for."""
    proposed = {row["need"] for row in look.house.proposals.all(track=track, as_of=look.at)}
    needs = look.house.market.postings(side="need", status="published", track=track, as_of=look.at)
    return [row for row in needs if row.id not in proposed]


@router.get("/unmatched/{id}")
def why(look: Looking, id: str) -> Response:
    """What it leaves open, and what it nearly fits."""
    row = look.house.market.posting("need", id, look.at)
    if row is None or row.status != "published":
        raise NotHere
    pairing = look.house.proposals.pairing(row.track, look.at)
    misses = near_misses(pairing, row, NEAR) if pairing else []
    look.names([row.party, *(miss.offering.party for miss in misses)])
    return look.page(
        "matching/unmatched_why.html",
        row=row,
        questions=questions(row, pairing) if pairing else (),
        misses=misses,
        offered=len(pairing.offerings) if pairing else 0,
    )
