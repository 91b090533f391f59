"""The hall: policies, products and needs that are public, for anybody; with what an enterprise that
is signed in still lacks for each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import SIDES, TRACKS
from services.files.cells.column import Column
from services.files.tables.columns import columns
from services.web.display import gist, said_of
from services.web.listing import Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import PageRequest, SnapshotRoute
from services.web.selectors.browsing import (
    Asker,
    PublicPosting,
    browsed,
    counts,
    enterprises_of,
    public_posting,
)
from services.web.selectors.postings import publishes_for
from services.web.welcome import Welcomes

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(290, "/browse", "供需大厅", "", "search"),)
PAGE = 20
SIDE_NAMES = {"offering": "政策、产品和供应", "need": "需求"}
Looking = Annotated[PageRequest, Depends(Welcomes())]
Asked = Annotated[Listing, Depends(Lists("/browse", ("text", "track", "side", "party")))]


@router.get("/browse")
def browse(request: Looking, asked: Asked) -> Response:
    side = asked["side"] if asked["side"] in SIDES else ""
    track = asked["track"] if asked["track"] in TRACKS else ""
    text = " ".join(asked["text"].split())
    rows, many = browsed(request, text=text, side=side, track=track, after=asked.after, limit=PAGE)
    own, asker = _asker(request, asked["party"])
    return request.page(
        "browse/browse.html",
        rows=rows,
        many=many,
        asked=asked,
        size=PAGE,
        sides=SIDE_NAMES,
        counts=counts(request),
        own=own,
        asker=asker,
        lacking={
            shown.row.id: asker.conditions(shown.row)
            for shown in rows
            if asker and shown.row.side == "offering"
        },
        gist=lambda row: gist(columns(f"{row.track}.{row.side}"), row.content),
    )


@router.get("/browse/{side}/{id}")
def browsed_posting(request: Looking, side: str, id: str, party: str = "") -> Response:
    shown = public_posting(request, side, id)
    own, asker = _asker(request, party)
    offers = asker is not None and side == "offering"
    return request.page(
        "browse/posting.html",
        shown=shown,
        row=shown.row,
        facts=list(said_of(_shown_columns(shown), shown.row.content)),
        own=own,
        asker=asker,
        conditions=asker.conditions(shown.row) if asker and offers else None,
        answer=_answer(request, shown),
    )


def _shown_columns(shown: PublicPosting) -> list[Column]:
    """The fields that say something to whoever browses."""
    whole = columns(f"{shown.row.track}.{shown.row.side}")
    return [column for column in whole if column.key != "visibility"]


def _asker(request: PageRequest, party: str) -> tuple[list[tuple[str, str]], Asker | None]:
    """The enterprises that somebody may look for, and the one that he looks for."""
    rows = enterprises_of(request)
    chosen = next((row for row in rows if row.id == party), rows[0] if rows else None)
    own = [(row.id, row.profile.title) for row in rows]
    return own, Asker(request, chosen) if chosen else None


def _answer(request: PageRequest, shown: PublicPosting) -> str:
    """Where whoever looks may publish what this one asks for; "" where he may not."""
    if request.visit is None:
        return ""
    side, track = SIDES[1 - SIDES.index(shown.row.side)], shown.row.track
    others = {*publishes_for(request, side, track)} - {shown.row.party}
    return f"/publish/{side}/{track}" if others else ""
