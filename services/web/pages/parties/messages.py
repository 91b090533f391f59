"""What was posted to a party's system, message by message: when, what was answered, what it says;
and once more where somebody wants it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from projections.leads.outbox import Item
from services.outbound.messages import message
from services.outbound.outcomes import outcome_shown
from services.stores.webhook_queue import Attempt
from services.web.listing import PAGE
from services.web.message_titles import message_title
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("channel"))]
Doing = Annotated[Submission, Depends(Does("channel"))]
MOST_AGAIN = 1000  # messages at once
DIGITS = 9


class MessageRow(NamedTuple):
    """A numbered message with its tries, the last behind; `state`: sent, dead, failed or waiting,
    `again` where somebody wants it once more."""

    item: Item
    title: str
    tries: list[Attempt]
    state: str
    again: bool


@router.get("/channel/messages")
def posted(request: Looking, before: str = "") -> Response:
    """The latest first, a page at a time."""
    party = _party(request)
    end = request.house.views.outbox.ends().get(party, 0)
    last = min(_number(before) - 1, end) if before else end
    rows = _rows(request, party, last, PAGE)
    return request.page(
        "parties/messages.html",
        rows=rows,
        end=end,
        more=rows[-1].item.number if rows and rows[-1].item.number > 1 else 0,
        outcome_shown=outcome_shown,
        writes=_writes(request),
    )


@router.get("/channel/messages/{number}")
def message_shown(request: Looking, number: str) -> Response:
    """What it says, as it would be sent today: what a consent no longer names is in no copy."""
    party, wanted = _party(request), _number(number)
    rows = [row for row in _rows(request, party, wanted, 1) if row.item.number == wanted]
    if not rows:
        raise NotHere
    house = request.house
    made = message(house.log, house.views, rows[0].item, house.today.isoformat())
    return request.page(
        "parties/message.html",
        row=rows[0],
        body=json.dumps(made, ensure_ascii=False, indent=2),
        moment=_moment,
        outcome_shown=outcome_shown,
        writes=_writes(request),
    )


@router.post("/channel/messages/{number}/{span}")
def again(submission: Doing, number: str, span: str) -> Response:
    """This one once more, or all from it on."""
    request, first = submission.request, _number(number)
    if span not in {"again", "onwards"} or not _writes(request):
        raise NotHere
    party, webhooks = _party(request), request.house.stores.webhooks
    last = first if span == "again" else first + MOST_AGAIN - 1
    if not webhooks.send_again(party, first, last):
        raise NotHere
    return request.go("/channel/messages", "已安排重发，几秒后会有结果")


def _rows(request: PageRequest, party: str, last: int, limit: int) -> list[MessageRow]:
    webhooks = request.house.stores.webhooks
    items = request.house.views.outbox.until(party, last, limit)
    tries: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in webhooks.attempts(party, items[-1].number, last) if items else ():
        tries[attempt.number].append(attempt)
    dead = {message.number for message in webhooks.dead(party)}
    wanted = {message.number for message in webhooks.wanted_again(party)}
    wanted |= {message.number for message in webhooks.dead(party) if message.again}
    standing = webhooks.standings().get(party)
    sent = standing.sent if standing else 0

    def state(number: int) -> str:
        if number in dead:
            return "dead"
        return "sent" if number <= sent else "failed" if tries[number] else "waiting"

    return [
        MessageRow(
            item,
            message_title(item.name),
            tries[item.number],
            state(item.number),
            item.number in wanted,
        )
        for item in items
    ]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > DIGITS:
        raise NotHere
    return int(text)


def _writes(request: PageRequest) -> bool:
    return request.at is None and request.actor.role in WRITES


def _party(request: PageRequest) -> str:
    assert request.actor.duty.party is not None, "only parties have channels"
    return request.actor.duty.party
