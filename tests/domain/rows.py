"""Every row of a life-cycle's table, and every place where the table has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.core.command import Ask, Command, On, Refusal, Role, recall
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle
from tests.spec import given

Row = tuple[str, str]  # (command, state)


def rows(lifecycle: Lifecycle, commands: Mapping[str, Any]) -> list[Row]:
    """All commands in all states."""
    known = [step.command for step in lifecycle.steps if step.command in commands]
    return [(command, state) for command in known for state in lifecycle.titles]


def outcome(
    lifecycle: Lifecycle,
    start: Any,
    history: Sequence[Event],
    command: Command,
    ask: Ask,
    **others: list[Event],
) -> str:
    """The state after a command, "already so", or the refusal's code."""
    try:
        events = given(*history, **others).when(command, ask)._decide()
    except Refusal as refusal:
        return refusal.code
    if not events:
        return "already so"
    mine = [event for event in events if not isinstance(event, On)]
    status: str = recall(start, [*history, *mine]).status
    return status


def expected(lifecycle: Lifecycle, command: str, state: str) -> str:
    """What the table says: the state that follows, or the refusal's code."""
    step = lifecycle.step(command)
    if state not in step.origins:
        return f"{lifecycle.name}.state"
    return step.to or state


def strangers(lifecycle: Lifecycle, command: str) -> list[Role]:
    """The roles that the table doesn't give this command to."""
    return [role for role in Role if role not in lifecycle.step(command).by]
