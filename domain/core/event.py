"""Events: what the log remembers. An event is never edited, only followed by another.

An event has a name of its own (`need.published`) and an integer version. The log stores both, never
a module path, so classes and files may move. When the meaning of an event changes, its version goes
up, `upcast` beside the class turns older data into today's shape, and a stored sample of every
version stays in the tests for ever (docs/how-to/change-an-event.md).
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from domain.core.registry import enter

EVENTS: dict[str, type[Event]] = {}


class Event(BaseModel):
    """Something that happened, in the past tense. A subclass with a `name` can be stored.

    `title=` beside the name says in Chinese what happened, where no step of a life-cycle does
    (`domain/core/lifecycle.py`). pydantic keeps it in the class's configuration.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]
    verb: ClassVar[str]  # `published` of `need.published`
    version: ClassVar[int]

    def __init_subclass__(cls, *, name: str = "", version: int = 1, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not name:
            return  # a shape that several events share
        cls.name, cls.version = name, version
        cls.verb = name.partition(".")[2]
        enter(EVENTS, name, cls, "events")

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:  # noqa: ARG003 (older versions only)
        """Data stored by an older `version`, in today's shape. Never fails, never judges."""
        return data
