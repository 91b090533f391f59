"""Search: parties, needs and offerings, leads, sessions, by what anybody may remember of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.web.request import PageRequest, Sees, SnapshotRoute
from services.web.selectors.search import found

router = APIRouter(route_class=SnapshotRoute)


@router.get("/search")
def search(request: Annotated[PageRequest, Depends(Sees(""))], text: str = "") -> Response:
    """A name, how it is said or its first letters, a credit code, an id, words of a title."""
    text = " ".join(text.split())[:80]
    return request.page("site/search.html", text=text, finds=found(request, text))
