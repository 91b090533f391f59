"""Search: parties, needs and offerings, leads, by what anybody may remember of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.web.request import PageRequest, Sees, SnapshotRoute

router = APIRouter(route_class=SnapshotRoute)
MENU = ((110, "/search", "搜索", "search"),)
MOST = 20


@router.get("/search")
def search(request: Annotated[PageRequest, Depends(Sees("search"))], text: str = "") -> Response:
    """A name, how it is said or its first letters, a credit code, an id, words of a title."""
    text, house, at = " ".join(text.split())[:80], request.house, request.at
    parties = house.views.parties.page(text=text, limit=MOST, as_of=at) if text else []
    postings = house.views.market.page(text=text, limit=MOST, as_of=at) if text else []
    named = [house.views.market.posting(side, text, at) for side in ("need", "offering") if text]
    postings = [*filter(None, named), *(row for row in postings if row.id != text)]
    lead = house.views.leads.one(text, at) if text else None
    request.names(
        {row.party for row in postings} | ({lead.enterprise, lead.receiver} if lead else set())
    )
    return request.page(
        "site/search.html", text=text, parties=parties, postings=postings, lead=lead, most=MOST
    )
