"""A page request: one request of somebody known, in a language, now or as of a past day.

`Sees(kind)` is what a page depends on to be seen, `Does(kind)` what a form depends on to be sent,
`Open()` what anybody may see: every route has exactly one of them, and a test reads them off the
routes. What somebody may not see of a kind that his role knows is answered as if it weren't there.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.administration.permission import UNNAMED, Actor
from domain.core.canonical import canonical
from domain.core.command import Ask, Command, Refusal
from domain.core.malformed import Malformed
from domain.values.dates import end_of_day, read_date
from projections.core.database import renew, snapshot
from projections.core.view import View
from services.house.desk import Answer
from services.house.house import House
from services.house.views import reaching
from services.identity.signin import Identity, Visit
from services.inbound.shorthand import Shorthand
from services.ledger.ledger import Unavailable
from services.web.doing import do_once
from services.web.flash import COOKIE, Flash, read_flash
from services.web.form_reading import form_of
from services.web.lanes import in_its_lane
from services.web.origin import cookie_of, drop, from_our_pages, keep
from services.web.rendering import Renderer
from services.web.translation import chosen
from services.web.untrusted import is_secret

SESSION, LANGUAGE, TYPE = "docking_session", "docking_language", "docking_type"
UNATTENDED = "x-docking-unattended"  # says a request that a page makes by itself
LEAVES, SETS_UP = ("/password", "/sign-out"), ("/account/second-factor",)  # open before all else
MOST_FIELDS, LATER = 400, "已收到，稍后可见"

Rejected = Refusal | Malformed


class Stranger(Exception):
    """Nobody is signed in; the sign-in page leads back to where they wanted to go."""


class NotHere(Exception):
    """There is no such thing for whoever asks."""


class Forbidden(Exception):
    """Nothing of this kind is for this role; `kind`, of `SEES`, where it is known."""

    def __init__(self, kind: str = "") -> None:
        super().__init__(kind)
        self.kind = kind


class Forged(Exception):
    """A form that this session's pages didn't send."""


class PasswordFirst(Exception):
    """The password was given by an administrator and is to be changed before anything else."""


class CodeFirst(Exception):
    """The password was right, and the one-time code is still to be shown."""


class SecondFactorFirst(Exception):
    """This role has to set up one-time codes before anything else."""


UNNAMED_PARTY = "（名称未显示）"


@dataclass
class PageRequest:
    """Who looks, at what moment. `at` is a log position, None for now; `day` the day it is of."""

    http: Request
    house: House
    renderer: Renderer
    language: str
    visit: Visit | None = None
    day: date | None = None
    at: int | None = None
    flash: Flash | None = None
    large: bool = False  # 适老化: larger type
    named: dict[str, str] = field(default_factory=dict)
    unnamed: bool = False  # names of parties aren't shown
    unread: int | None = None  # notices, once they were counted (`services/web/bell.py`)

    @property
    def actor(self) -> Actor:
        assert self.visit is not None
        return self.visit.actor

    @property
    def today(self) -> date:
        """The day that the screen shows: the one chosen, else the real one."""
        return self.day or self.house.today

    @property
    def path(self) -> str:
        """The page's own path on this site, whatever stood before it."""
        return "/" + self.http.url.path.lstrip("/\\")

    def asked(self, *without: str) -> list[tuple[str, str]]:
        """What the page was asked, but these."""
        pairs = self.http.query_params.multi_items()
        return [(name, value) for name, value in pairs if name not in without]

    def here(self, *without: str) -> str:
        """The page's own address, with what it was asked but these; home where a form was sent."""
        if self.http.method != "GET":
            return "/"
        pairs = self.asked(*without)
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def shown_until(self, view: View) -> int:
        """The log position up to which things are shown: the past day's end, else the view's."""
        return view.position if self.at is None else self.at

    def sees(self, kind: str, parties: Iterable[str | None]) -> None:
        """Raises `NotHere` unless a thing that belongs to these parties is shown."""
        if not self.actor.may_see(kind, parties):
            raise NotHere

    def ask(self, party: str | None = None) -> Ask:
        """Somebody asks now. Only as of now: yesterday can't be changed."""
        return self.actor.ask(self.house.now(), party)

    def name(self, party: str) -> str:
        """What a party is called on the day that is shown; with its number beside a namesake."""
        if self.unnamed:
            return UNNAMED_PARTY
        self.names([party])
        title = self.named.get(party, party)
        return title if [*self.named.values()].count(title) < 2 else f"{title}（{party}）"

    def names(self, parties: Iterable[str]) -> None:
        """Look the names up at once that a page is going to show."""
        if unknown := set(parties) - self.named.keys():
            self.named |= self.house.views.parties.names(unknown, self.at)

    def link(self, path: str, **query: Any) -> str:
        """A path of ours that keeps the day one looks at."""
        parameters = {name: value for name, value in query.items() if value not in {None, ""}}
        if self.day and "as_of" not in query:
            parameters["as_of"] = self.day.isoformat()
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def address(self, path: str) -> str:
        """The whole address of a path of ours, for paper. Unset, it is where the browser says that
        we are, so never for a message to somebody else."""
        return (self.house.settings.address or str(self.http.base_url).rstrip("/")) + path

    def after_command(self, position: int | None = None, lost: str = "") -> bool:
        """A command was kept, at this log position: from here on no answer may say that nothing was
        done. Brings the views up to it; whether they could be. `lost` is what to say where what can
        be shown once only wasn't shown."""
        self.http.state.kept, self.http.state.lost = True, lost
        at_least = position or None  # what was so already: somebody may have just written it
        try:
            self.house.views.fresh(*self.house.views.readers, at_least=at_least)
        except Unavailable:
            return False
        return True

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        body = self.renderer.render(template, self, context)
        response = HTMLResponse(body, status, headers={"cache-control": "no-store"})
        if self.flash and not self.http.headers.get("hx-request"):
            drop(self.http, response, COOKIE)
        return response

    def go(self, path: str, flash: str = "", undo: str = "", since: int = 0) -> Response:
        """On to another page of ours, with a word about what was done, and the way back."""
        response = RedirectResponse(path, 303)
        if flash:
            keep(self.http, response, COOKIE, Flash(flash, undo, str(since)).as_cookie(), 60)
        return response


@dataclass
class Submission:
    """A form that was sent. `field` gives a field's last value, `many` all of them."""

    request: PageRequest
    data: FormData

    def field(self, name: str, default: str = "") -> str:
        value = self.data.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def typed(self, name: str) -> str:
        """A password, as it was typed."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A small whole number; None where something else was written, or nothing."""
        text = self.field(name)
        return int(text) if text.isdecimal() and len(text) <= 6 else None

    def many(self, name: str) -> list[str]:
        return [v.strip() for v in self.data.getlist(name) if isinstance(v, str) and v.strip()]

    def new_id(self, length: int) -> str:
        """An id in hexadecimal for what this form makes: the same form makes the same once more."""
        form = self.field("command") or secrets.token_hex()
        return sha256(f"{self.request.actor.user} {form}".encode()).hexdigest()[:length]

    def digest(self) -> str:
        """What the form asks for: where it goes, and all its fields but the session's own."""
        fields = sorted((k, v) for k, v in self.data.multi_items() if isinstance(v, str))
        asked = [self.request.http.url.path, [pair for pair in fields if pair[0] != "csrf"]]
        return sha256(canonical(asked)).hexdigest()

    def as_shown(self) -> PageRequest:
        """The request as of the day the page showed: an export takes out what was on the screen."""
        wanted = self.request.http.query_params.get("as_of")
        self.request.day, self.request.at = moment(self.request, wanted)
        return self.request

    def do(
        self,
        make: Callable[[], Command | Shorthand | list[Command]],
        *,
        then: str | Callable[[Answer], str],
        again: Callable[[Rejected], Response],
        flash: str | Callable[[Answer], str] = "已办理",
        undo: str = "",
        party: str | None = None,
    ) -> Response:
        """Do what the form asks for and go on; or show the page again with what was said of it.
        `undo` is the path of the form that takes it back, where there is one.

        A form carries an id of its own, so that sending it twice does it once.
        """
        request, id = self.request, self.field("command") or None
        request.http.state.repeatable = self.data if id else None
        try:
            ask = request.ask(party)
            answer = do_once(request.house, make, ask, f"web-{id}" if id else None, self.digest())
        except (Refusal, Malformed) as refusal:
            request.house.views.fresh(*request.house.views.readers)
            renew()  # what the page shows is not older than the ruling
            return again(refusal)
        seen = request.after_command(answer.position)
        path = then if isinstance(then, str) else then(answer)
        word = flash if isinstance(flash, str) else flash(answer)
        return request.go(path, word, undo, answer.position) if seen else request.go(path, LATER)


class SnapshotRoute(APIRoute):
    """All that an answer shows is of one moment, or of that after its last write. What waits for
    the client (`async`) holds no snapshot."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        whole = endpoint if iscoroutinefunction(endpoint) else in_its_lane(path, endpoint, _asked)
        super().__init__(path, whole, **options)


def _asked(value: Any) -> PageRequest | None:
    request = value.request if isinstance(value, Submission) else value
    return request if isinstance(request, PageRequest) else None


class Open:
    """Anybody may see this, signed in or not; who has something to do first is nobody yet."""

    @snapshot()
    def __call__(self, http: Request) -> PageRequest:
        request = _page_request(http)
        visit = _visit(http, request.house)
        request.visit = visit if visit and visit.is_whole else None
        return request


@dataclass(frozen=True)
class Sees:
    """A page about things of a kind; "" for what everybody has who is signed in. `used`: a person
    looks at it, so that the session is in use."""

    kind: str
    used: bool = True

    def __call__(self, http: Request) -> PageRequest:
        return known(http, self.kind, used=self.used)


@dataclass(frozen=True)
class Does:
    """A form about things of a kind. Only this session's own pages send it, and only now."""

    kind: str
    most_fields: int = MOST_FIELDS

    async def __call__(self, http: Request) -> AsyncIterator[Submission]:
        request = await run_in_threadpool(known, http, self.kind, forms=True)
        async with form_of(http, max_files=1, max_fields=self.most_fields) as data:
            assert request.visit is not None
            check_form(http, data, request.visit.session.csrf)
            yield Submission(request, data)


def check_form(http: Request, data: FormData, expected: str) -> None:
    """Raises `Forged` unless our own page sent it."""
    token = http.headers.get("x-csrf-token") or data.get("csrf")
    if not from_our_pages(http):
        raise Forged
    if not is_secret(token, expected):
        raise Forged


def status_of(refusal: Rejected) -> int:
    """404 what isn't there, 403 what isn't for this role, 409 what a rule says no to, 422 what
    can't be read."""
    if isinstance(refusal, Malformed):
        return 422
    last = refusal.code.rpartition(".")[2]
    return {"absent": 404, "role": 403, "witness": 403, "not_yours": 403}.get(last, 409)


def _page_request(http: Request) -> PageRequest:
    state = http.app.state
    asked = http.query_params.get("lang")
    language = chosen(asked, cookie_of(http, LANGUAGE), http.headers.get("accept-language", ""))
    return PageRequest(
        http,
        state.house,
        state.renderer,
        language,
        flash=read_flash(cookie_of(http, COOKIE)),
        large=cookie_of(http, TYPE) == "large",
    )


@snapshot()
def known(http: Request, kind: str, *, forms: bool = False, used: bool = True) -> PageRequest:
    request = _page_request(http)
    request.visit = _visit(http, request.house, used=used and UNATTENDED not in http.headers)
    if request.visit is None:
        token = cookie_of(http, SESSION)
        raise CodeFirst if token and Identity.of(request.house).half(token) else Stranger
    request.unnamed = request.actor.role in UNNAMED
    if kind and not request.actor.knows(kind):
        raise Forbidden(kind)
    if not http.url.path.startswith(LEAVES):
        if request.visit.session.must_change:
            raise PasswordFirst
        if request.visit.session.stage and not http.url.path.startswith(SETS_UP):
            raise SecondFactorFirst
    if not forms:
        request.day, request.at = moment(request, request.http.query_params.get("as_of"))
    return request


def moment(request: PageRequest, wanted: str | None) -> tuple[date | None, int | None]:
    """The past day that is asked for, and the log position at its end; None for now."""
    day = _past(wanted, request.today) if wanted else None
    if day is None:
        return None, None
    return day, request.house.views.times.position_at(end_of_day(day).replace(microsecond=999_999))


def _visit(http: Request, house: House, *, used: bool = True) -> Visit | None:
    token = cookie_of(http, SESSION)
    with reaching():
        visit = Identity.of(house).visit(token, used=used) if token else None
    if visit is not None:
        http.state.who = visit.actor.user, visit.actor.duty.party or ""
    return visit


def _past(text: str, today: date) -> date | None:
    """The day to look at; None for today, which is now."""
    try:
        day = read_date(text, timed=False)
    except Malformed as wrong:
        raise wrong.at("as_of") from None
    if day > today:
        advice = "请选今天或以前的日期"
        raise Malformed("day.ahead", "还没有到这一天", advice, value=text, field="as_of")
    return None if day == today else day
