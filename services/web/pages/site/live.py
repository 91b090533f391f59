"""Live: a page that is open is told when there is something new, and fetches it itself.

Nothing is told but that the log has moved; what may be seen of it is asked for as ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from services.house.views import reaching
from services.web.request import Open, PageRequest, Sees, SnapshotRoute

router = APIRouter(route_class=SnapshotRoute)
Listening = Annotated[PageRequest, Depends(Sees("", used=False))]  # an open page isn't in use
EVERY_S = 1.0
EACH, MOST = 8, 400  # open pages of one session, and of all in this process
LASTS_S = 600.0  # then the browser comes again, and is asked again who it is


@router.get("/ready")
def ready(request: Annotated[PageRequest, Depends(Open())]) -> Response:
    """Whether work can be done, and how far the pages are behind the log: for a health check."""
    house, readiness = request.house, request.http.app.state.readiness
    with reaching():
        behind = house.log.last() - house.views.market.position
    obstacle = readiness.obstacle() if behind >= 0 else "日志比视图旧：是恢复了备份吗？"
    if obstacle:
        answer = {"ready": False, "behind": behind, "reason": obstacle}
        return JSONResponse(answer, 503, {"retry-after": "5"})
    return JSONResponse({"ready": True, "behind": behind})


@router.get("/live")
async def live(request: Listening, since: int = -1) -> Response:
    """`since` is the position that the page shows: what came before it began to listen is told of
    at once."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    assert request.visit is not None
    listening, session = request.http.app.state.listening, request.visit.digest
    if listening[session] >= EACH or listening.total() >= MOST:
        return Response(status_code=429, headers=headers | {"retry-after": "60"})
    lines = counted(moves(request, since), listening, session)
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


async def counted(
    lines: AsyncIterator[str], listening: Counter[str], session: str
) -> AsyncIterator[str]:
    """The same, known to be open for as long as somebody listens."""
    listening[session] += 1
    try:
        async for line in lines:
            yield line
    finally:
        listening[session] -= 1
        if not listening[session]:
            del listening[session]


async def moves(request: PageRequest, seen: int) -> AsyncIterator[str]:
    proposals = request.house.views.proposals
    yield "retry: 3000\n\n"
    for _ in range(int(LASTS_S / EVERY_S)):
        position = await run_in_threadpool(lambda: proposals.position)
        if position != seen >= 0:
            yield f"event: moved\ndata: {position}\n\n"
        else:
            yield ": here\n\n"
        seen = position
        await asyncio.sleep(EVERY_S)
