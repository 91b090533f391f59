"""HEAD: what watches from outside asks a page whether it is there, and takes no body."""

from __future__ import annotations

from services.web.api.openapi import PREFIX
from services.web.security import App, Message, Receive, Scope, Send

LIVE = "/live"  # goes on for minutes: nobody is told how it begins


class Heads:
    """Plain ASGI: a page answers HEAD as it does GET, without the body. The API says in its
    document what it answers to."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope.get("method") != "HEAD" or path == LIVE or f"{path}/".startswith(f"{PREFIX}/"):
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            body = {"body": b""} if message["type"] == "http.response.body" else {}
            await send({**message, **body})

        scope["method"] = "GET"  # in its place: who stands outside reads the route there
        await self.app(scope, receive, bodiless)
