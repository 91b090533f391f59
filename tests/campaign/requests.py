"""Hostile requests: every route of pages and API, every role, whatever stands in the path, the
query, a form or a body of JSON; on SQLite and on PostgreSQL.

None is answered by a bug of ours, none without the strict headers, and one that is refused has
changed nothing in the log: at most that it was refused is kept there, under the form's own id.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

import click
from fastapi.routing import APIRoute

from domain.log.entry import Entry
from domain.log.idempotency import CommandAnswered
from services.web.api.app import whole_document
from services.web.api.openapi import PREFIX
from services.web.app import build
from services.web.pages import ROUTER
from services.web.request import SESSION
from services.web.security import HEADERS
from tests.leads import LEAD
from tests.servers import new_database, started_postgres
from tests.web.sites import DUTIES, FILED, LEAD_STORY, Site, Visitor, site

WHOLE = 10_000  # requests on each store
STREAMS = {"/live"}  # never end
ENDS = {"/sign-out"}  # and nothing is tried without a session then
LONGEST = 3000  # characters of a value in an address: the server takes 64 KiB in all
HOSTILE = (
    *("\0", "a\0b", "%00", "n1\0", "\r\nX-Y: z", "\x1b[2J", "\u202e", "\ufeff", "\U0001f600" * 90),
    *("9" * 25, "9" * 5000, str(2**31), str(2**53), str(2**63), str(-(2**63) - 1), "-1", "1e309"),
    *("NaN", "0x10", "٣٤", "1_000", "1.5", "²", "null", "true", "[]", "{}", '{"a":', "[" * 500),
    *("'", '"', "';--", "%", "_", "\\", "<script>", "{{7*7}}", "=1+1", "../../etc/passwd", "//x.y"),
    *("x" * 300, "中" * 3000, "x" * 70_000, "a" * 64 + ":" + "b" * 200, ":", ",", " ", ""),
    *("2026-02-30", "9999-12-31", "0001-01-01", "2026-04-01T25:00", "20260401", "neverday"),
)
PLAIN = (
    "n1",
    "o1",
    "b01",
    "e001",
    "s1",
    LEAD,
    "bank",
    "need",
    "offering",
    "published",
    "1",
    "会计",
)
ASKED = (
    *("text", "after", "side", "status", "track", "as_of", "first", "last", "kind", "sort", "lang"),
    *(
        "before",
        "stream",
        "need",
        "limit",
        "code",
        "partner",
        "session",
        "figure",
        "next",
        "answer",
    ),
    *("format", "group", "state", "user", "what", "address", "partner-picked", "id", "number"),
)
FIELDS = (
    *("id", "title", "text", "reason", "reason_code", "amount", "url", "mailbox", "file", "name"),
    *("user", "password", "old", "new", "again", "code", "phone", "contact", "party", "role"),
    *("command", "confirm", "day", "through", "kinds", "region", "board", "seed", "since", "mode"),
    *("csrf", "carried"),
)
HEAD = (  # what a browser or a program may put before it
    *("origin", "x-csrf-token", "sec-fetch-site", "referer", "accept", "accept-language", "range"),
    *("if-none-match", "x-forwarded-for", "authorization", "idempotency-key", "host", "cookie"),
)


@dataclass
class Found:
    """How many were sent and how they were answered; what shouldn't have been, in words."""

    store: str
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        by_status = " ".join(f"{status}:{many}" for status, many in sorted(self.statuses.items()))
        return f"{self.store}: {self.sent} requests  {by_status}  faults {len(self.faults)}"


@dataclass(frozen=True)
class Way:
    """A way in: `path` with its parameters in braces; `names` of fields that it knows."""

    method: str
    path: str
    names: tuple[str, ...] = ()


def ways() -> list[Way]:
    """Every route of the pages, and of the API with what its document names."""
    pages = [
        Way(method, route.path)
        for route in ROUTER.routes
        if isinstance(route, APIRoute) and route.path not in STREAMS | ENDS
        for method in route.methods
    ]
    document = whole_document()
    api = [
        Way(method.upper(), PREFIX + path.removeprefix(PREFIX), tuple(_names(document, operation)))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post"}
    ]
    return pages + api


def _names(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    for body in content.values():
        schema = body.get("schema", {})
        if name := schema.get("$ref", "").rpartition("/")[2]:
            schema = document["components"]["schemas"][name]
        yield from schema.get("properties", {})


class Attacker:
    """Somebody in every role, with the token that a page would send."""

    def __init__(self, made: Site, seed: int) -> None:
        self._site, self._random = made, Random(seed)
        self._app = build(made.house, per_minute=10**6)
        self._app.state.costly.per_minute = 10**6
        self._clients: dict[str, Visitor] = {}

    def client(self, who: str) -> Visitor:
        if who not in self._clients:
            made = Visitor(self._app, base_url="http://docking.test", follow_redirects=False)
            if who:
                made.cookies.set(SESSION, self._site.client(who).cookies[SESSION])
                token = re.search(r'name="csrf" value="([^"]+)"', made.get("/").text)
                made.headers["x-csrf-token"] = token[1] if token else ""
            self._clients[who] = made
        return self._clients[who]

    def send(self, way: Way, who: str) -> tuple[int, list[str]]:
        """The status, and what was wrong with the answer."""
        path = re.sub(r"\{[^}]*\}", lambda _: quote(self._value()[:LONGEST], safe=""), way.path)
        asked = {name: self._value()[:LONGEST] for name in self._some(ASKED, 3)}
        url = f"{path}?{urlencode(asked)}" if asked else path
        before = self._site.house.log.last()
        sent = self._body(way)
        sent["headers"] = sent.get("headers", {}) | self._headers()
        answer = self.client(who).request(way.method, url, **sent)
        faults = list(self._faults(answer, before))
        if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in"):
            self._clients.pop(who, None)  # whatever ended the session
        return answer.status_code, [f"{way.method} {way.path} {who}: {fault}" for fault in faults]

    def _faults(self, answer: Any, before: int) -> Iterator[str]:
        if answer.status_code >= 500:
            yield f"status {answer.status_code}"
        if missing := [name for name in HEADERS if name not in answer.headers]:
            yield f"no {missing} on {answer.status_code}"
        if answer.status_code >= 400:
            new = self._site.house.log.after(before, 10)
            kept = [line.name for line in new if not _allowed(line.entry())]
            if kept:
                yield f"refused with {answer.status_code}, and kept {kept}"

    def _body(self, way: Way) -> dict[str, Any]:
        if way.method != "POST":
            return {}
        fields = {name: self._value() for name in self._some(way.names or FIELDS, 6)}
        if not way.path.startswith(PREFIX):
            return {"data": fields}
        kinds = (
            lambda v: v,
            lambda _: 2**70,
            lambda _: -1,
            lambda _: None,
            lambda v: [v],
            lambda v: {v: v},
        )
        typed = {name: self._random.choice(kinds)(value) for name, value in fields.items()}
        return {"content": json.dumps(typed), "headers": {"content-type": "application/json"}}

    def _headers(self) -> dict[str, bytes]:
        """Of one request in four; a client sends no end of a line within one."""
        names = self._some(HEAD, 2) if self._random.random() < 0.25 else []
        values = {name: self._value()[:LONGEST] for name in names}
        return {
            name: " ".join(value.split()).replace("\0", "").encode("utf-8", "replace")
            for name, value in values.items()
        }

    def _some(self, names: tuple[str, ...], most: int) -> list[str]:
        return self._random.sample(names, min(len(names), self._random.randint(0, most)))

    def _value(self) -> str:
        return self._random.choice(HOSTILE if self._random.random() < 0.7 else PLAIN)


def _allowed(entry: Entry) -> bool:
    """What a refused request may leave: the audit of the doors, and that this form was refused."""
    event = entry.event
    return entry.source == "door" or (isinstance(event, CommandAnswered) and bool(event.refused))


def attack(made: Site, store: str, many: int, seed: int = 1) -> Found:
    """So many requests, every way by every role in turn."""
    found, attacker, random = Found(store), Attacker(made, seed), Random(seed)
    pairs = [(way, who) for way in ways() for who in (*DUTIES, "")]
    while found.sent < many:
        random.shuffle(pairs)
        for way, who in pairs[: many - found.sent]:
            status, faults = attacker.send(way, who)
            found.sent += 1
            found.statuses[status] += 1
            found.faults += faults
    return found


def main(many: str = str(WHOLE)) -> None:
    with TemporaryDirectory() as folder, started_postgres() as url:
        with site(Path(folder) / "lite", *LEAD_STORY, FILED) as made:
            found = [attack(made, "SQLite", int(many))]
        with new_database(url, "template0") as place:
            folder_of = Path(folder) / "postgres"
            with site(folder_of, *LEAD_STORY, FILED, postgres=place) as made:
                found.append(attack(made, "PostgreSQL", int(many)))
    for each in found:
        click.echo(each)
        for fault in each.faults[:40]:
            click.echo(f"  {fault}")
    assert not any(each.faults for each in found)
