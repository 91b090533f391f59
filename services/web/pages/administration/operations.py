"""Running: is all well, what is dead and may be tried again, the log and its chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from redis.exceptions import RedisError
from starlette.responses import Response

from domain.administration.clock import ConfirmClock
from domain.core.command import Refusal
from domain.core.lifecycle import event_title
from domain.core.malformed import Malformed
from domain.values.dates import read_date
from services.house.view_titles import VIEW_TITLES
from services.house.watch import doubted
from services.operations.doctor import certificate_finding, judged
from services.operations.health import health as health_of
from services.outbound import dead_letters as dead
from services.outbound.relay import Client, connect
from services.version import version
from services.web.listing import Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (
    MenuEntry(940, "/health", "系统状态", "health", "activity"),
    MenuEntry(950, "/dead", "发送失败的消息", "dead", "mail-warning"),
    MenuEntry(960, "/log", "日志", "log", "scroll-text"),
)
PAGE = 50


LAST = 2**62  # no log is longer, and no database knows larger numbers
Place = Annotated[int, Query(ge=0, le=LAST)]
LIST = Lists("/log", ("stream",))


@router.get("/health")
def health(request: Annotated[PageRequest, Depends(Sees("health"))]) -> Response:
    return _health(request)


@router.post("/health/clock")
def confirm_clock(submission: Annotated[Submission, Depends(Does("health"))]) -> Response:
    """The administrator has looked: this is the day."""
    return submission.do(
        lambda: ConfirmClock(day=read_date(submission.field("day"), timed=False)),
        then="/health",
        flash="时钟已确认，自动办理继续",
        again=lambda refusal: _health(submission.request, refusal),
    )


def _health(request: PageRequest, refusal: Rejected | None = None) -> Response:
    house = request.house
    with _streams(request) as (client, away):
        findings = list(judged(health_of(house, client)))
    if certificate := request.http.app.state.certificate.known(house.real_now()):
        findings.append(certificate_finding(certificate))
    parked = [
        (view.name, position, event_title(name), reason)
        for view in house.views
        for position, name, reason in view.parked()
    ]
    views = [(view.name, view.version, view.position) for view in house.views]
    return request.page(
        "administration/health.html",
        status_of(refusal) if refusal else 200,
        findings=findings,
        parked=parked,
        views=views,
        view_titles=VIEW_TITLES,
        last=house.log.last(),
        release=version(),
        away=away,
        doubt=doubted(house) is not None and request.day is None,
        refusal=refusal,
    )


@router.get("/dead")
def letters(request: Annotated[PageRequest, Depends(Sees("dead"))]) -> Response:
    return _letters(request)


@router.post("/dead/replay")
def replay(submission: Annotated[Submission, Depends(Does("dead"))]) -> Response:
    request, ids = submission.request, submission.many("id")
    with _streams(request) as (client, _):
        try:
            chosen = [dead.letter(request.house, client, id) for id in ids]
        except (Refusal, Malformed) as refusal:
            return _letters(request, refusal)
        done = dead.replay(request.house, client, chosen)
    return request.go("/dead", f"已安排重试 {done} 封")


@router.get("/log")
def log(
    request: Annotated[PageRequest, Depends(Sees("log"))],
    asked: Annotated[Listing, Depends(LIST)],
    before: Place = 0,
) -> Response:
    """The latest events first, a page at a time; or all of one stream."""
    house, stream = request.house, asked["stream"]
    end = request.at if request.at is not None else house.log.last()
    if stream:
        lines = [line for line in house.log.read(stream) if line.position <= end]
        rows = [_row(line) for line in reversed(lines[-500:])]
        more = 0
    else:
        last = min(end, before - 1) if before > 0 else end
        first = max(0, last - PAGE)
        rows = [_row(line) for line in reversed(house.log.after(first, last - first))]
        more = first + 1 if first else 0
    seal = house.views.seals.at(min(end, house.views.seals.position))
    return request.page("administration/log.html", rows=rows, more=more, asked=asked, seal=seal)


@router.get("/log/{position}")
def event(request: Annotated[PageRequest, Depends(Sees("log"))], position: int) -> Response:
    """One event: what happened, where, when and by whom. What it says is the business of the
    parties and the office."""
    line = request.house.log.at([position]).get(position) if 0 < position <= LAST else None
    if line is None:
        raise Refusal("event.absent", "没有这个事件", "position")
    return request.page("administration/event.html", row=_row(line))


def _row(line: Any) -> dict[str, Any]:
    try:
        stored = line.kept()
    except (KeyError, ValueError):
        stored = {"at": "", "by": "", "role": "", "source": ""}
    return {
        "position": line.position,
        "stream": line.stream,
        "version": line.version,
        "name": line.name,
        "title": event_title(line.name),
        **{key: stored[key] for key in ("at", "by", "role", "source")},
    }


def _letters(request: PageRequest, refusal: Rejected | None = None) -> Response:
    with _streams(request) as (client, away):
        letters = list(dead.letters(request.house, client))
    return request.page(
        "administration/dead.html",
        status_of(refusal) if refusal else 200,
        letters=letters,
        refusal=refusal,
        away=away,
    )


@contextmanager
def _streams(request: PageRequest) -> Iterator[tuple[Client | None, str]]:
    """A client of the streams' Redis, or None and why."""
    address = request.http.app.state.redis
    if address is None:
        yield None, ""
        return
    try:
        client = connect(address())
    except (RedisError, OSError) as away:
        yield None, str(away).partition("\n")[0]
        return
    try:
        yield client, ""
    finally:
        client.close()
