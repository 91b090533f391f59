"""Security: what holds for every answer and every request, whatever the page.

Strict headers, no request larger than its limit, none from another site's form. HSTS and
upgrade-insecure-requests are left to the proxy before us: in a county's network plain http is what
there is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 11 * 1024 * 1024  # bytes of a request: a file of 10 MiB and its form
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STRICT = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
TOO_LARGE = "内容超过 11 MB，请分开提交 · the request is larger than 11 MB"


class TooLarge(Exception):
    """More came in than is let in."""


class SecurityHeaders:
    """Plain ASGI, so that streams pass as they are."""

    def __init__(self, app: App, largest: int = LARGEST) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.largest:
            await _refuse(send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise TooLarge
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                added = [pair for pair in STRICT if pair[0] not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            await self.app(scope, limited, guarded)
        except TooLarge:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    body = TOO_LARGE.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers += STRICT
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
