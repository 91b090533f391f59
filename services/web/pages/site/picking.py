"""What a picker offers while somebody types: parties, places, industries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.web.request import NotHere, Open, PageRequest, SnapshotRoute
from services.web.selectors.picks import column_for, pick

router = APIRouter(route_class=SnapshotRoute)


@router.get("/pick/{reads}")
def offer(
    request: Annotated[PageRequest, Depends(Open())], reads: str, of: str = "", roles: str = ""
) -> Response:
    """The choices below the field `of`, of what is typed into it and ticked already. Whoever isn't
    signed in picks places and industries, and no party."""
    column = column_for(reads, of, [role for role in roles.split(",") if role])
    if column is None:
        raise NotHere
    query = request.http.query_params
    picked = pick(request, column, query.get(of, ""), query.getlist(f"{of}-picked"))
    return request.page("site/picks.html", column=column, picked=picked)
