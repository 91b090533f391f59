"""The application: routes, what holds for all of them, and how a no is shown.

Made from a house, without looking at the environment; `docking up` and `docking web` serve it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from domain.administration.permission import SEES
from domain.administration.user import TITLES, Duty
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.log.entry import NewerEvent
from domain.parties.codes import PARTY_ROLES
from projections.core.restored import OtherLog
from services.house.files import damaged
from services.house.house import House
from services.house.views import AWAY, DATABASE, NO_SUCH_VALUE, WAYS_ON
from services.identity.hashing import Busy
from services.identity.signin import TriedTooOften
from services.ledger.ledger import FULL, NEWER, Unavailable, Unknown
from services.operations.certificate import Certificate
from services.operations.readiness import Readiness
from services.web.api.app import PER_MINUTE
from services.web.api.app import build as build_api
from services.web.api.openapi import PREFIX
from services.web.api.problems import problem
from services.web.carried import carried, same_site, sign_in_first
from services.web.doorway import Doorway
from services.web.form_reading import form_of
from services.web.heads import Heads
from services.web.lanes import COSTLY, COSTLY_A_MINUTE, InUse, lanes
from services.web.pages import MENU, ROUTER
from services.web.public import TooOften
from services.web.quota import Quota, TooMany
from services.web.rendering import Renderer
from services.web.request import (
    MOST_FIELDS,
    CodeFirst,
    Forbidden,
    Forged,
    NotHere,
    Open,
    PageRequest,
    PasswordFirst,
    SecondFactorFirst,
    Stranger,
    status_of,
)
from services.web.request_log import RequestLog
from services.web.security import SecurityHeaders

Answers = Callable[[Request, Exception], Response | Awaitable[Response]]

HERE = Path(__file__).parent
LOGGER = logging.getLogger(__name__)
ABSENT = "可能编号有误、内容已经撤下，或者不属于您的单位。"
PAST = "您看的是过去某一天的情况：那时可能还没有它，过去的日子也不能办理。"
FULL_TITLE = "磁盘已满，写不进"
FULL_DISK = (
    "请管理员在服务器上腾出磁盘空间，有空间后会自己继续。这时连登录也写不进，"
    "所以登不进来；管理员可以在服务器上运行 docking doctor 查看。"
)
DAMAGED = {
    "views": "显示用的文件损坏了，内容没有丢：请管理员重新启动 docking up，它会从日志重建。",
    "log": "日志文件损坏：请管理员停下程序，把数据文件夹复制一份留存，再从备份恢复。",
}
AGAIN = "可能已经办理。请再提交一次：用的是同一份表单，不会重复办理。"


def build(
    house: House,
    *,
    demo: Mapping[str, tuple[str, Duty]] | None = None,
    redis: Callable[[], str] | None = None,
    per_minute: int = PER_MINUTE,
) -> FastAPI:
    """The pages and the API over a house. `demo`: the roles of the demo county, each with its name;
    one click signs in as any of them. `redis` gives the address of the streams, where there are
    any. `per_minute` is how often one caller may ask the API."""
    app = FastAPI(title="六项对接 Docking", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house, app.state.renderer = house, Renderer(MENU)
    app.state.demo, app.state.redis = demo or {}, redis
    app.state.readiness = Readiness(house)
    app.state.certificate = Certificate(house.settings.address)
    app.state.doorway, app.state.proxies = Doorway(), house.settings.trusted_proxies
    api = build_api(house, app.state.renderer, per_minute=per_minute)
    app.state.lanes = api.state.lanes = lanes()
    app.state.costly = api.state.costly = Quota(
        house.stores.quotas, house.real_now, COSTLY, COSTLY_A_MINUTE
    )
    app.state.listening = Counter()
    app.mount(PREFIX, api, name="api")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.mount("/vendor", StaticFiles(directory=HERE / "vendor"), name="vendor")
    app.mount("", ROUTER)  # last, for it takes every path; included, its routes would be built anew
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)
    app.add_middleware(Heads)
    app.add_middleware(SecurityHeaders, address=house.settings.address)
    app.add_middleware(RequestLog)
    return app


async def _stranger(http: Request, _: Exception) -> Response:
    """To the sign-in page; a fragment of a page asks for the whole page instead. What a form of
    ours said when the session was over is carried through the sign-in, and sent after it."""
    if http.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-redirect": "/sign-in"})
    to = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
    if http.method == "GET":
        return RedirectResponse(f"/sign-in?{urlencode({'next': to}, safe='/')}", 303)
    try:
        same_site(http)
        async with form_of(http, max_files=0, max_fields=MOST_FIELDS) as data:
            left = carried(to, data)
    except (Forged, Malformed):
        return RedirectResponse("/sign-in", 303)
    request: PageRequest = await run_in_threadpool(Open(), http)
    return await run_in_threadpool(sign_in_first, request, "/", left)


def _password_first(_request: Request, _: Exception) -> Response:
    return RedirectResponse("/password", 303)


def _refused(http: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal | Malformed)
    advice = refusal.advice if isinstance(refusal, Malformed) else ""
    message = str(refusal.message)
    return _error(http, status_of(refusal), "没有办成", message, refusal.code, advice=advice)


def _not_here(http: Request, _: Exception) -> Response:
    if http.query_params.get("as_of"):
        advice = "请回到现在再试。"
        return _error(http, 404, "这一天没有", PAST, "not_here", advice=advice, past=True)
    advice = "请从首页或菜单重新进入，不要手工改网址。"
    return _error(http, 404, "页面不存在", ABSENT, "not_here", advice=advice)


def _forbidden(http: Request, forbidden: Exception) -> Response:
    """Whose page it is, where that is the campaign's own people."""
    kind = forbidden.kind if isinstance(forbidden, Forbidden) else ""
    whose = [TITLES[role] for role in SEES.get(kind, {}) if role not in PARTY_ROLES]
    message = "这一页是给其他岗位用的。"
    advice = "工作上需要的，请联系下面的单位为您开通。"
    return _error(http, 403, "您没有权限", message, "forbidden", advice=advice, whose=whose)


def _forged(http: Request, _: Exception) -> Response:
    advice = "这个表单不是从本站当前登录的页面发出的，没有办理。请刷新页面再试。"
    return _error(http, 403, "没有办理", advice, "forged")


def _too_often(http: Request, _: Exception) -> Response:
    """In words and quickly: the page is made already."""
    no: Response = http.app.state.doorway.no(http)
    return no


def _in_use(http: Request, _: Exception) -> Response:
    advice = "请等前面的算完，过一会儿再试。"
    message = "贵单位同时要算的太多，或者一分钟里算得太多。"
    response = _error(http, 429, "请稍候", message, "in_use", advice=advice)
    response.headers["retry-after"] = "30"
    return response


def _code_first(http: Request, _: Exception) -> Response:
    to = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
    next = to if http.method == "GET" else "/"
    return RedirectResponse(f"/sign-in/code?{urlencode({'next': next}, safe='/')}", 303)


def _second_factor_first(_request: Request, _: Exception) -> Response:
    return RedirectResponse("/account/second-factor", 303)


def _away(http: Request, reason: Exception) -> Response:
    LOGGER.warning("%s %s: the database is away: %s", http.method, http.url.path, reason)
    if getattr(http.state, "kept", False):
        lost = getattr(http.state, "lost", "")
        return _error(http, 200, "已收到，稍后可见", lost or "已经办理，不用再次提交。", "later")
    advice = "这一次没有办理，请稍后再试。"
    if FULL.search(str(reason)):
        return _error(http, 503, FULL_TITLE, FULL_DISK, "disk.full", **_same_form(http))
    return _error(http, 503, "数据库暂时连不上", advice, "unavailable", **_same_form(http))


def _other_log(http: Request, other: Exception) -> Response:
    """Nothing is shown or done on views of another log: what was accepted would never be seen."""
    LOGGER.error("%s %s: %s", http.method, http.url.path, other)
    return _error(http, 503, "系统要由管理员看一下", f"{other}", "log.other", advice=WAYS_ON)


def _newer(http: Request, newer: Exception) -> Response:
    LOGGER.error("%s %s: %s", http.method, http.url.path, newer)
    return _error(http, 503, "程序比数据旧", f"{newer}。", "log.newer", advice=NEWER)


def _database(http: Request, problem: Exception) -> Response:
    """A file that SQLite can't read is said; anything else is a bug of ours."""
    damage = damaged(problem, http.app.state.house.settings)
    if damage is None:
        raise problem
    LOGGER.error("%s %s: %s is damaged: %s", http.method, http.url.path, damage.what, damage)
    return _error(http, 503, "数据文件损坏", DAMAGED[damage.what], f"damaged.{damage.what}")


def _unknown(http: Request, reason: Exception) -> Response:
    """The same form once more, under the id that it was sent with, where that is looked at."""
    LOGGER.warning("%s %s: nobody knows whether: %s", http.method, http.url.path, reason)
    form = _same_form(http)
    advice = AGAIN if form else "可能已经办理，请先看一看是否已经有了，再决定要不要再办。"
    full = FULL.search(str(reason))
    title = FULL_TITLE if full else "办理时数据库断开了"
    return _error(http, 503, title, advice, "unknown", advice=FULL_DISK if full else "", **form)


def _same_form(http: Request) -> dict[str, Any]:
    """For the error page: what was sent, to be sent once more under its id; empty where it has
    none."""
    form: FormData | None = getattr(http.state, "repeatable", None)
    if not form:
        return {}
    to = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
    return {"again": [(name, value) for name, value in form.multi_items()], "to": to}


def _http(http: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    if wrong.status_code == 404:
        return _not_here(http, wrong)
    advice = "请从首页或菜单重新进入，再试一次。"
    return _error(http, wrong.status_code, "没有办成", "这个请求办不了。", "http", advice=advice)


def _unreadable(http: Request, _: Exception) -> Response:
    advice = "请从首页或菜单重新进入，不要手工改网址。"
    return _error(http, 422, "网址不对", "网址里有看不懂的内容。", "unreadable", advice=advice)


ANSWERS: dict[type[Exception], Answers] = {
    Stranger: _stranger,
    PasswordFirst: _password_first,
    CodeFirst: _code_first,
    SecondFactorFirst: _second_factor_first,
    Refusal: _refused,
    Malformed: _refused,
    NotHere: _not_here,
    Forbidden: _forbidden,
    Forged: _forged,
    TooOften: _too_often,
    Busy: _too_often,
    InUse: _in_use,
    TooMany: _in_use,
    TriedTooOften: _too_often,
    Unavailable: _away,
    Unknown: _unknown,
    **dict.fromkeys(AWAY, _away),
    OtherLog: _other_log,
    NewerEvent: _newer,
    DATABASE: _database,
    HTTPException: _http,
    RequestValidationError: _unreadable,
    NO_SUCH_VALUE: _unreadable,
}


def _error(
    http: Request, status: int, title: str, message: str, code: str, **more: Any
) -> Response:
    if f"{http.url.path}/".startswith(f"{PREFIX}/"):  # with a line's end in it no mount takes it
        return problem(http, status, code, message)
    http.state.code = code
    context = dict[str, Any](title=title, message=message, code=code, advice="", past=False)
    context |= {"again": [], "to": "", "whose": []} | more
    try:
        request: PageRequest = Open()(http)
        return request.page("error.html", status, **context)
    except (
        Unavailable,
        OtherLog,
        NewerEvent,
        DATABASE,
        *AWAY,
    ):  # nothing is known of who asks, nor what anybody is called
        state = http.app.state
        request = PageRequest(http, state.house, state.renderer, "zh")
        return request.page("error.html", status, **context)
