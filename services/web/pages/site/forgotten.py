"""A forgotten password: the ways to a new one. The answer is the same whoever asks for whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.responses import Response

from services.identity.forgotten import is_offered, send_code
from services.web.public import Public, count_often
from services.web.request import NotHere, Open, PageRequest, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
LONGEST = 64  # letters of a user name


@router.get("/forgotten")
def forgotten(request: Annotated[PageRequest, Depends(Open())]) -> Response:
    return _page(request)


@router.post("/forgotten")
def send(submission: Annotated[Submission, Depends(Public())]) -> Response:
    request = submission.request
    if not is_offered(request.house.settings):
        raise NotHere
    count_often("forgotten", request)
    response = _page(request, sent=True)
    user = submission.field("user")[:LONGEST]
    response.background = BackgroundTask(send_code, request.house, user)
    return response


def _page(request: PageRequest, *, sent: bool = False) -> Response:
    offered = is_offered(request.house.settings)
    return request.page("site/forgotten.html", offered=offered, sent=sent)
