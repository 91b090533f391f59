"""Life-cycles as data: what may follow what, and who may ask for it.

The same table drives the rulings, what history is folded into, the permission tests and the
documentation's diagrams, so they can't disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.core.command import Ask, Refusal, Role


@dataclass(frozen=True)
class Step:
    """`command` takes a thing from any state in `origins` to `to`, asked for by a role in `by`."""

    command: str
    title: str  # on buttons and in timelines
    event: str  # the verb of what it leaves in the log
    origins: frozenset[str]
    to: str | None  # None: the state stays
    by: frozenset[Role]
    timer: str = ""  # when the clock asks for it, in words


@dataclass(frozen=True)
class Lifecycle:
    """A named table of steps. States are the words in it; `titles` shows them to people."""

    name: str
    start: str
    titles: dict[str, str]
    steps: tuple[Step, ...]

    def step(self, command: str) -> Step:
        return next(step for step in self.steps if step.command == command)

    def may(self, command: str, ask: Ask) -> None:
        """Refuses who may never ask for this, whatever the state."""
        step = self.step(command)
        if ask.role not in step.by:
            who = "、".join(sorted(role.value for role in step.by))
            raise Refusal(
                f"{self.name}.role",
                f"角色 {ask.role.value} 不能{step.title}（可以的有：{who}）",
                "role",
            )

    def check(self, command: str, state: str, ask: Ask | None = None) -> None:
        """Refuses what the table doesn't allow in this state; before that, whoever may never."""
        if ask is not None:
            self.may(command, ask)
        step = self.step(command)
        if state not in step.origins:
            now = self.titles.get(state, state)
            raise Refusal(f"{self.name}.state", f"当前是“{now}”，不能{step.title}", "state")

    def after(self, event: str, state: str) -> str:
        """The state behind an event, by its verb. Never refuses: it has happened."""
        return next((step.to for step in self.steps if step.event == event and step.to), state)

    def mermaid(self) -> str:
        """The diagram of the table, for the documentation."""
        rows = [f"    [*] --> {self.start}"]
        rows += [
            f"    {origin} --> {step.to or origin}: {step.command}"
            for step in self.steps
            for origin in sorted(step.origins)
        ]
        return "\n".join(["stateDiagram-v2", *rows])


def step(
    command: str,
    title: str,
    event: str,
    origins: str,
    to: str | None,
    by: Iterable[Role],
    timer: str = "",
) -> Step:
    """A row of the table; `origins` are state names between blanks."""
    return Step(command, title, event, frozenset(origins.split()), to, frozenset(by), timer)
