"""A caller: one request of a program, by an organization's key or in somebody's session.

A caller is a page request without a screen, so that the API shows what pages show, no more.
`Reads(kind)` and `Writes()` are to its routes what `Sees` and `Does` are to pages. A key needs the
scope; a session that writes needs its token in `X-CSRF-Token`, as the pages' scripts send it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from domain.administration.permission import Actor
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from projections.core.database import snapshot
from services.house.house import House
from services.house.views import reaching
from services.identity.signin import Identity
from services.web.origin import cookie_of
from services.web.quota import TooMany
from services.web.request import SESSION, Forbidden, Forged, PageRequest, Stranger, moment
from services.web.untrusted import is_secret

LONGEST_KEY = 200  # characters of an idempotency key
BEARER = "bearer "
Key = Annotated[str | None, Header(alias="Idempotency-Key", description="1–200 characters.")]
AsOf = Annotated[str, Query(max_length=20, description="A past day, YYYY-MM-DD; empty for now.")]


@dataclass
class Caller(PageRequest):
    """Who asks: `by_key` where a program shows one, else the visit says."""

    by_key: Actor | None = None
    raw: bytes = b""
    key: str | None = None

    @property
    def actor(self) -> Actor:
        return self.by_key or super().actor

    def answer(self, made: BaseModel) -> Response:
        """A value with its ETag; only that it is still the same, where that is what was asked."""
        if (rows := getattr(made, "items", None)) is not None:
            self.http.state.rows = len(rows)  # for the audit: lists are taken out here, too
        body = made.model_dump_json().encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"etag": tag, "cache-control": "private, no-cache", **quota_of(self.http)}
        known = self.http.headers.get("if-none-match", "")
        if tag in (item.strip().removeprefix("W/") for item in known.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    def command_id(self) -> str | None:
        """From the `Idempotency-Key`: each caller has its own."""
        key = self.key
        if key is None:
            return None
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            shape = f"应为 1–{LONGEST_KEY} 个可见字符"
            raise Malformed("idempotency_key", shape, "例如一个 UUID", field="Idempotency-Key")
        who = self.actor.duty.party or self.actor.user
        return "api-" + hashlib.sha256(f"{who}\0{key}".encode()).hexdigest()[:48]


@dataclass(frozen=True)
class Reads:
    """A route about things of a kind; "" for what every caller has. `scope` is what a key needs."""

    kind: str
    scope: str = "read"

    @snapshot()
    def __call__(self, http: Request, as_of: AsOf = "") -> Caller:
        caller = self._known(http)
        caller.day, caller.at = moment(caller, as_of)
        return caller

    def _known(self, http: Request) -> Caller:
        caller = known(http, self.scope)
        if self.kind and not caller.actor.knows(self.kind):
            raise Forbidden
        return caller


class Pulls(Reads):
    """What has no past: what is told by number, and who asks."""

    def __call__(self, http: Request) -> Caller:  # type: ignore[override]  # takes no day
        return self._known(http)


@dataclass(frozen=True)
class Writes:
    """A route that does something; what may be done is the domain's to say. `scope` is what a key
    needs; what moves where leads go is for keys and pages, which ask for the password once more."""

    scope: str = "write"

    async def __call__(self, http: Request, idempotency_key: Key = None) -> Caller:
        caller = await run_in_threadpool(known, http, self.scope)
        if caller.by_key is None:
            assert caller.visit is not None
            token = http.headers.get("x-csrf-token", "")
            if not is_secret(token, caller.visit.session.csrf):
                raise Forged
            if self.scope == "channel":
                message = "改线索送到哪里要再核对密码，请在“消息推送”页面办理"
                raise Refusal("channel.role", message, "party")
        caller.key, caller.raw = idempotency_key, await http.body()
        return caller


@snapshot()
def known(http: Request, scope: str) -> Caller:
    """Who it is. Raises `Stranger`, `Forbidden` without the scope, `TooMany`."""
    app: Any = http.app
    house: House = app.state.house
    caller = Caller(http, house, app.state.renderer, "zh")
    shown = http.headers.get("authorization", "")
    token = cookie_of(http, SESSION)
    with reaching():
        if shown:
            key = shown[len(BEARER) :].strip() if shown.lower().startswith(BEARER) else ""
            caller.by_key = Identity.of(house).holder(key)
        elif token:
            caller.visit = Identity.of(house).visit(token)
    if caller.by_key is None and caller.visit is None:
        raise Stranger
    http.state.who = caller.actor.user, caller.actor.duty.party or ""
    _count(http, caller)
    if caller.visit is not None:
        session = caller.visit.session
        if session.must_change or session.stage:  # something is to be done on the pages first
            raise Forbidden
    scopes = caller.actor.scopes
    if scopes is not None and scope not in scopes:
        raise Forbidden
    return caller


def quota_of(http: Request) -> dict[str, str]:
    """The headers of the caller's quota, once it is known who it is."""
    headers: dict[str, str] = getattr(http.state, "quota", {})
    return headers


def _count(http: Request, caller: Caller) -> None:
    left, http.state.quota = http.app.state.quota.take(caller.actor.duty.party or caller.actor.user)
    if not left:
        raise TooMany
