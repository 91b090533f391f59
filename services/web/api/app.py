"""The API as an application of its own, mounted beside the pages."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from fastapi import FastAPI

from services.house.house import House
from services.web.api import commands, queries, sessions
from services.web.api.caller import Quota
from services.web.api.openapi import document
from services.web.api.problems import answer_with_problems

PER_MINUTE = 600


class Api(FastAPI):
    @cached_property
    def document(self) -> dict[str, Any]:
        return document(self)

    def openapi(self) -> dict[str, Any]:
        return self.document


def build(house: House | None = None, renderer: Any = None, *, per_minute: int = PER_MINUTE) -> Api:
    """Over a house; without one only its document can be had."""
    api = Api(docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    api.state.house, api.state.renderer, api.state.quota = house, renderer, Quota(per_minute)
    api.include_router(queries.router, tags=["views"])
    api.include_router(sessions.router, tags=["views"])
    api.include_router(commands.routes())
    answer_with_problems(api)
    return api
