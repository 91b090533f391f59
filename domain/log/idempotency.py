"""Idempotency: what the desk answered to a command with an id, so that it can answer it again."""

from __future__ import annotations

from domain.core.event import Event
from domain.core.shapes import Shape, Whole


class RefusalGiven(Shape):
    """A refusal, as it was given."""

    code: str
    message: str
    field: str = ""


class CommandAnswered(Event, name="command.answered", title="答复指令"):
    """Stands directly behind the `count` events that it led to; `digest` is the command's."""

    digest: str
    count: Whole
    refused: RefusalGiven | None = None
