"""What can be done: one route for each command and shorthand, ruled on as they are anywhere.

With an `Idempotency-Key`, what is sent again gets the first answer again. Who supports enterprises
says for which in `for`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.inbound.cloudevents import own
from services.inbound.decode import read_json, typed
from services.inbound.execute import execute, respond
from services.inbound.shorthand import PUBLIC_COMMANDS, title_of
from services.web.api.caller import Caller, Writes, quota_of
from services.web.request import SnapshotRoute

MOVES = frozenset({"set_webhook", "remove_webhook", "set_mailbox", "remove_mailbox"})
For = Annotated[str | None, Query(alias="for", max_length=64, description="A supported party.")]


class Written(BaseModel):
    """An event that it led to."""

    position: int
    stream: str
    version: int
    event: str


class Accepted(BaseModel):
    """Done; `repeated` if it had been done before under the same key, `visible` if the views show
    it already."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "answer": "accepted",
                "repeated": False,
                "visible": True,
                "events": [
                    {
                        "position": 8413,
                        "stream": "lead-4c1b",
                        "version": 2,
                        "event": "lead.acknowledged",
                    }
                ],
            }
        }
    )

    answer: str
    repeated: bool
    visible: bool
    events: list[Written]


def _route(name: str) -> Callable[..., Response]:
    guard = Depends(Writes("channel" if name in MOVES else "write"))

    def do(caller: Caller = guard, party: For = None) -> Response:
        asked = typed(name, read_json(caller.raw or b"{}"), PUBLIC_COMMANDS, "command")
        answer = execute(caller.house, asked, caller.ask(party), caller.command_id())
        made: Any = own(respond(lambda: answer)) | {
            "visible": caller.after_command(answer.position)
        }
        body = Accepted(**made).model_dump_json()
        headers = {"cache-control": "no-store", **quota_of(caller.http)}
        return Response(body, media_type="application/json", headers=headers)

    do.__name__ = name
    return do


def described(kind: type[BaseModel]) -> str:
    """What its class says of itself; "" where the name says it all."""
    return inspect.cleandoc(kind.__dict__.get("__doc__") or "")


@cache
def routes() -> APIRouter:
    """One for each command, whatever the house: to describe them takes a tenth of a second."""
    made = APIRouter(tags=["commands"], route_class=SnapshotRoute)
    for name in sorted(PUBLIC_COMMANDS):
        made.add_api_route(
            f"/commands/{name}",
            _route(name),
            methods=["POST"],
            response_model=Accepted,
            operation_id=name,
            summary=title_of(name),
            description=described(PUBLIC_COMMANDS[name]),
        )
    return made
