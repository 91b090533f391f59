"""Running: is all well, what is dead and may be tried again, the log and its chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from redis.exceptions import RedisError
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.lifecycle import event_title
from domain.core.malformed import Malformed
from services.operations.doctor import judged
from services.operations.health import vitals
from services.outbound import dead_letters as dead
from services.outbound.feed import feed
from services.outbound.relay import Client, connect
from services.web.request import Deed, Does, Look, Said, Sees, status_of

router = APIRouter()
PAGE = 50


@router.get("/health")
def health(look: Annotated[Look, Depends(Sees("health"))]) -> Response:
    house = look.house
    with _streams(look) as (client, away):
        findings = list(judged(vitals(house, client)))
    parked = [(view.name, *row) for view in house.views for row in view.parked()]
    views = [(view.name, view.version, view.position) for view in house.views]
    return look.page(
        "administration/health.html",
        findings=findings,
        parked=parked,
        views=views,
        last=house.ledger.last(),
        away=away,
    )


@router.get("/dead")
def letters(look: Annotated[Look, Depends(Sees("dead"))]) -> Response:
    return _letters(look)


@router.post("/dead/replay")
def replay(deed: Annotated[Deed, Depends(Does("dead"))]) -> Response:
    look, ids = deed.look, deed.many("id")
    with _streams(look) as (client, _):
        try:
            chosen = [dead.letter(look.house, client, id) for id in ids]
        except (Refusal, Malformed) as said:
            return _letters(look, said)
        done = dead.replay(look.house, client, chosen)
    return look.go("/dead", f"已安排重试 {done} 封")


@router.get("/log")
def log(look: Annotated[Look, Depends(Sees("log"))], before: int = 0, stream: str = "") -> Response:
    """The latest events first, a page at a time; or all of one stream."""
    house = look.house
    end = look.at if look.at is not None else house.ledger.last()
    if stream:
        lines = [one for one in house.ledger.read(stream[:200]) if one.position <= end]
        rows = [_row(one) for one in reversed(lines[-500:])]
        more = 0
    else:
        last = min(end, before - 1) if before > 0 else end
        first = max(0, last - PAGE)
        rows = [_row(one) for one in reversed(house.ledger.after(first, last - first))]
        more = first + 1 if first else 0
    seal = house.seals.at(min(end, house.seals.position))
    return look.page("administration/log.html", rows=rows, more=more, stream=stream, seal=seal)


@router.get("/log/{position}")
def event(look: Annotated[Look, Depends(Sees("log"))], position: int) -> Response:
    """One event whole, with personal values masked."""
    found = list(feed(look.house.ledger, position - 1, 1)) if position > 0 else []
    if not found or int(found[0]["sequence"]) != position:
        raise Refusal("event.absent", "没有这个事件", "position")
    lines = look.house.ledger.at([position])
    return look.page("administration/event.html", event=found[0], row=_row(lines[position]))


def _row(line: Any) -> dict[str, Any]:
    try:
        kept = line.kept()
    except (KeyError, ValueError):
        kept = {"at": "", "by": "", "role": "", "source": ""}
    return {
        "position": line.position,
        "stream": line.stream,
        "version": line.version,
        "name": line.name,
        "title": event_title(line.name),
        **{key: kept[key] for key in ("at", "by", "role", "source")},
    }


def _letters(look: Look, said: Said | None = None) -> Response:
    with _streams(look) as (client, away):
        found = list(dead.letters(look.house, client))
    return look.page(
        "administration/dead.html",
        status_of(said) if said else 200,
        letters=found,
        said=said,
        away=away,
    )


@contextmanager
def _streams(look: Look) -> Iterator[tuple[Client | None, str]]:
    """A client of the streams' Redis, or None and why."""
    address = look.request.app.state.redis
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
