"""The doorway: who is turned away from the sign-in before any work is done for him.

Whom the counts beside the log tell to wait is remembered in this process until then. Who has no
cookie of a device is answered from here, without a thread and without the database, some seconds
later: who sends without pause would else keep the others from their pages. Whoever brings such a
cookie costs a look-up.
"""

from __future__ import annotations

import asyncio

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import HTMLResponse

from services.identity.hashing import gate
from services.identity.knock import Knock, by_name
from services.web.origin import cookie_of
from services.web.request import LANGUAGE, TYPE, PageRequest
from services.web.translation import chosen

HELD_S, MOST_HELD = 2.0, 500
SPREAD = 10  # so that those who were held don't come again all at once
MOST_REMEMBERED = 10_000
UNHEARD = parse("20/minute")  # so often from one address when the queue was full
UNHEARD_S = 60
TITLE, WHY = "试得太多了", "这个网络地址短时间内提交得太多，或者同时登录的人太多。"
ADVICE = "请过一分钟再试；填写的内容，按浏览器的“返回”还在。着急的，请联系下面的单位。"


class Doorway:
    def __init__(self, held_s: float = HELD_S) -> None:
        self._held_s = held_s
        self._waits_until: dict[str, int] = {}
        self._told_until: dict[str, int] = {}
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._pages: dict[tuple[str, bool], str] = {}
        self._held = 0

    def remember(self, knock: Knock, name: str, wait_s: int, now: int) -> None:
        """This address and name, or all of this address where none is said, has to wait."""
        _put(self._waits_until, _of(knock, name), now + wait_s)

    def waits(self, knock: Knock, name: str, now: int) -> bool:
        return any(self._waits_until.get(_of(knock, each), 0) > now for each in {"", name})

    def first_told(self, knock: Knock, now: int) -> bool:
        """Whether this address wasn't told lately that it has to wait; from now on it was."""
        first = self._told_until.get(knock.network, 0) <= now
        _put(self._told_until, knock.network, now + UNHEARD_S)
        return first

    def is_full(self, knock: Knock, now: int) -> bool:
        """Whether there is no place in the queue for a stranger. Who comes so all the time is not
        heard for a while."""
        if knock.device or not gate().is_full():
            return False
        if not self._limiter.hit(UNHEARD, knock.network):
            self.remember(knock, "", UNHEARD_S, now)
        return True

    async def held(self, http: Request) -> HTMLResponse:
        """No, after some seconds."""
        if self._held < MOST_HELD:
            self._held += 1
            try:
                await asyncio.sleep(self._held_s * (1 + self._held % SPREAD / SPREAD))
            finally:
                self._held -= 1
        return self.no(http)

    def no(self, http: Request) -> HTMLResponse:
        """No, at once: the same page for everybody, made once in each language."""
        accepted, large = http.headers.get("accept-language", ""), cookie_of(http, TYPE) == "large"
        look = chosen(None, cookie_of(http, LANGUAGE), accepted), large
        if look not in self._pages:
            self._pages[look] = _page(http, *look)
        headers = {"cache-control": "no-store", "retry-after": str(UNHEARD_S)}
        return HTMLResponse(self._pages[look], 429, headers=headers)


def _page(http: Request, language: str, large: bool) -> str:
    state = http.app.state
    request = PageRequest(http, state.house, state.renderer, language, large=large)
    context = {"title": TITLE, "message": WHY, "code": "often", "advice": ADVICE, "past": False}
    return str(state.renderer.render("error.html", request, context | {"again": [], "whose": []}))


def _put(until: dict[str, int], key: str, second: int) -> None:
    """Remember a moment; when there are too many, all are forgotten."""
    if len(until) >= MOST_REMEMBERED:
        until.clear()
    until[key] = second


def _of(knock: Knock, name: str) -> str:
    return f"{knock.network} {by_name(name).key if name else ''}"
