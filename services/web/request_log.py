"""The request log: a line for each request, and one for the audit where somebody was refused.

Of what was asked for only the route's pattern is written, never what stood in its place, nor
anything of the query or of a form.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from fastapi import Request

from services.identity.audit import note_at_door
from services.web.client_address import client_address
from services.web.security import App, Message, Receive, Scope, Send

LOGGER = logging.getLogger("docking.requests")


class RequestLog:
    """Plain ASGI, outermost: it sees the status that goes out."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, began, status = Request(scope), time.perf_counter(), 0
        method = scope["method"]  # a page is asked by GET for who asked by HEAD
        address = client_address(request)  # while the scope is still that of the whole application

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            state: dict[str, Any] = scope.get("state", {})
            user, party = state.get("who", ("", ""))
            line = {
                "method": method[:10],
                "route": route_of(scope),
                "status": status,
                "ms": round(1000 * (time.perf_counter() - began)),
                "user": user,
                "party": party,
                "address": address,
            }
            LOGGER.info("request", extra={"line": line})
            _audit(line, state, keyed="authorization" in request.headers)


def route_of(scope: Scope) -> str:
    """As it is written in the program; "-" where there is no such route."""
    path = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{path}" if path else "-"


def _audit(line: dict[str, Any], state: dict[str, Any], *, keyed: bool) -> None:
    where = {name: line[name] for name in ("route", "status", "party")}
    by = {name: line[name] for name in ("address", "user", "method")}
    code = str(state.get("code", ""))
    if line["status"] == 401 and keyed:
        note_at_door("key_wrong", **by, **where)
    elif line["status"] == 403 or (line["status"] == 404 and line["user"]):
        note_at_door("refused", code=code, **by, **where)
    elif "rows" in state:
        note_at_door("read", rows=state["rows"], **by, **where)
