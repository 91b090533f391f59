"""Doing what a form asks for: once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from domain.core.command import Ask, Command, Refusal
from domain.core.malformed import Malformed
from services.house.desk import Answer
from services.house.house import House
from services.inbound.decode import malformed
from services.inbound.execute import execute
from services.inbound.shorthand import Shorthand


def do_once(
    house: House,
    make: Callable[[], Command | Shorthand | list[Command]],
    ask: Ask,
    id: str | None,
    digest: str,
) -> Answer:
    """One thing, or several at once or not at all. A form that was answered is answered so again,
    whatever would be made of it now; what a shorthand does afterwards is then done once more."""
    answer = house.desk.answered(id, ask, digest) if id else None
    try:
        asked = _made(make)
    except (Refusal, Malformed):
        if answer is None:
            raise
        return answer
    if isinstance(asked, list) and not asked:
        raise Malformed("form.nothing", "没有选中任何一项", "请先勾选，再提交")
    if isinstance(asked, list):
        return answer or house.desk.do_all([(each, ask) for each in asked], id=id, digest=digest)
    if answer is not None and isinstance(asked, Command):
        return answer
    return execute(house, asked, ask, id, digest)


def _made(
    make: Callable[[], Command | Shorthand | list[Command]],
) -> Command | Shorthand | list[Command]:
    """What was written may have a shape that no command takes: that is said in words."""
    try:
        return make()
    except ValidationError as wrong:
        raise malformed(wrong) from None
