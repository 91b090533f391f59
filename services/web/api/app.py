"""The API as an application of its own, mounted beside the pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI

from services.house.house import House
from services.web.api import commands, queries, sessions
from services.web.api.openapi import document
from services.web.api.problems import answer_with_problems
from services.web.quota import Quota

PER_MINUTE = 600


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        return whole_document()


def build(house: House, renderer: Any, *, per_minute: int = PER_MINUTE) -> Api:
    api = Api(docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    api.state.house, api.state.renderer = house, renderer
    api.state.quota = Quota(house.stores.quotas, house.real_now, "api", per_minute)
    api.mount("", routes())  # last, for it takes every path
    answer_with_problems(api)
    return api


@cache
def routes() -> APIRouter:
    """The same for every house: made once a process."""
    made = APIRouter()
    made.include_router(queries.router, tags=["views"])
    made.include_router(sessions.router, tags=["views"])
    made.include_router(commands.routes())
    return made


@cache
def whole_document() -> dict[str, Any]:
    """The OpenAPI document, which no house changes."""
    return document(routes())
