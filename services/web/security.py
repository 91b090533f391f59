"""Security: what holds for every answer and every request, whatever the page.

Strict headers, no request larger than its limit, none from another site's form. Where the address
is fixed and begins with https (`DOCKING_ADDRESS`), browsers are told to come by https alone for a
year (HSTS), and a request that names another host is refused: no page, link or cookie is made for
it. In a county's network without https plain http is what there is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from services.web.origin import fixed_host, plain_host

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
HSTS = (b"strict-transport-security", b"max-age=31536000")  # a year
READY, THIS_MACHINE = "/ready", frozenset({"127.0.0.1", "localhost", "::1"})
ELSEWHERE = "请从 https://{host} 进入 · this is https://{host}"
TOO_LARGE = "内容超过 11 MB，请分开提交 · the request is larger than 11 MB"


class TooLarge(Exception):
    """More came in than is let in."""


class SecurityHeaders:
    """Plain ASGI, so that streams pass as they are. `address`: where the pages are said to be."""

    def __init__(self, app: App, largest: int = LARGEST, address: str = "") -> None:
        self.app, self.largest, self.host = app, largest, fixed_host(address)
        self.strict = [*STRICT, *([HSTS] if self.host else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.host and not self._is_for_us(scope):
            await self._refuse(send, 421, ELSEWHERE.format(host=self.host))
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.largest:
            await self._refuse(send, 413, TOO_LARGE)
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
                added = [pair for pair in self.strict if pair[0] not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            await self.app(scope, limited, guarded)
        except TooLarge:
            await self._refuse(send, 413, TOO_LARGE)

    def _is_for_us(self, scope: Scope) -> bool:
        """Whether it names our host; or this machine, and asks whether we are well."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and plain_host(hosts[0]) == self.host:
            return True
        named = urlsplit(f"//{hosts[0]}").hostname if len(hosts) == 1 else None
        return scope["path"] == READY and named in THIS_MACHINE

    async def _refuse(self, send: Send, status: int, words: str) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        headers += self.strict
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": words.encode()})
