"""Security: what holds for every answer and every request, whatever the page.

Strict headers, also where a bug of ours is the answer; no request larger than its limit, none with
a NUL in its address, which PostgreSQL has no text for (forms: `services/web/form_reading.py`).
Where the address is fixed and begins with https (`DOCKING_ADDRESS`), browsers are told to come by
https alone for a year (HSTS), and a request that names another host is refused: no page, link or
cookie is made for it. In a county's network without https plain http is what there is.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from services.web.api.openapi import PREFIX
from services.web.api.problems import problem
from services.web.origin import fixed_host, plain_host
from services.web.untrusted import name_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

FRAMES = 20  # of a fault, the innermost
DIGITS = 20  # of a length
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
UNREADABLE = "网址里有不能使用的字符，请核对后再试 · there is a NUL in the address"
OURS = "系统出错了，没有办成；已经记下，请稍后再试 · a fault of ours, which was noted"
LOGGER = logging.getLogger(__name__)


class TooLarge(Exception):
    """More came in than is let in."""


class Nul(Exception):
    """The address has a NUL in it."""


class Elsewhere(Exception):
    """The request names another host."""


class SecurityHeaders:
    """Plain ASGI, so that streams pass as they are. `address`: where the pages are said to be."""

    def __init__(self, app: App, largest: int = LARGEST, address: str = "") -> None:
        self.app, self.largest, self.host = app, largest, fixed_host(address)
        self.strict = [*STRICT, *([HSTS] if self.host else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        taken, begun = 0, False

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise TooLarge
            return message

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                present = {name for name, _ in message["headers"]}
                added = [pair for pair in self.strict if pair[0] not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            self._look(scope)
            await self.app(scope, limited, guarded)
        except TooLarge:
            await _no(scope, 413, "large", TOO_LARGE)(scope, receive, guarded)
        except Nul:
            await _no(scope, 422, "text.nul", UNREADABLE)(scope, receive, guarded)
        except Elsewhere:
            words = ELSEWHERE.format(host=self.host)
            await _no(scope, 421, "host", words)(scope, receive, guarded)
        except ClientDisconnect:
            LOGGER.info("somebody left before the request was whole")
        except Exception as bug:  # noqa: BLE001 (whatever it is)
            # its own words may have values in them: what is kept is where it happened
            LOGGER.error("%s %s", type(bug).__name__, _where(bug))  # noqa: TRY400 (no values)
            if not begun:
                await _no(scope, 500, "ours", OURS)(scope, receive, guarded)

    def _look(self, scope: Scope) -> None:
        if self.host and not self._is_for_us(scope):
            raise Elsewhere
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or len(length) > DIGITS or int(length) > self.largest:
            raise TooLarge
        if "\0" in scope["path"] or any(nul in scope["query_string"] for nul in (b"%00", b"\0")):
            raise Nul

    def _is_for_us(self, scope: Scope) -> bool:
        """Whether it names our host; or this machine, and asks whether we are well."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and plain_host(hosts[0]) == self.host:
            return True
        named = name_of(hosts[0]) if len(hosts) == 1 else ""
        return scope["path"] == READY and named in THIS_MACHINE


def _where(bug: BaseException) -> str:
    """The places that the bug came through, without what was there."""
    frames = traceback.extract_tb(bug.__traceback__)[: -FRAMES - 1 : -1]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)


def _no(scope: Scope, status: int, code: str, words: str) -> Response:
    """In the shape that whoever asks knows; nothing more is read of the request."""
    if scope["path"].startswith(f"{PREFIX}/"):
        response = problem(Request(scope), status, code, words)
    else:
        response = PlainTextResponse(words, status, {"cache-control": "no-store"})
    response.headers["connection"] = "close"
    return response
