"""Life-cycles as data: what may follow what, and who may ask for it.

The same table drives the rulings, what history is folded into, the permission tests and the
documentation's diagrams, so they can't disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.core.command import Ask, Permission, Refusal, Role
from domain.core.event import EVENTS
from domain.core.registry import enter


@dataclass(frozen=True)
class Step:
    """`command` takes a thing from any state in `origins` to `to`, asked for by a role in `by`.

    `kinds` are those things of the life-cycle that have this step; empty: all of them. `money`:
    only on tracks where money is lent.
    """

    command: str
    title: str  # on buttons and in timelines
    event: str  # the verb of what it leaves in the log
    origins: frozenset[str]
    to: str | None  # None: the state stays
    by: frozenset[Role]
    timer: str = ""  # when the clock asks for it, in words
    kinds: frozenset[str] = frozenset()
    money: bool = False


LIFECYCLES: dict[str, Lifecycle] = {}


@dataclass(frozen=True)
class Lifecycle:
    """A named table of steps. States are the words in it; `titles` shows them to people.

    `kinds` are the things that live by it, as their events and streams are called.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    start: str
    titles: dict[str, str]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        enter(LIFECYCLES, self.name, self, "life-cycles")

    def steps_of(self, kind: str) -> tuple[Step, ...]:
        """The steps that a thing of this kind has."""
        return tuple(step for step in self.steps if kind in (step.kinds or self.kinds))

    def open_steps(self, state: str, role: Role, kind: str = "") -> list[Step]:
        """The steps that somebody in this role may ask for in this state."""
        steps = self.steps_of(kind or self.kinds[0])
        return [step for step in steps if state in step.origins and role in step.by]

    def undo(self, command: str, role: Role, kind: str = "") -> str:
        """The step by which this role takes a thing back to the one state from which this step
        leads; "" where there is none."""
        step = self.step(command)
        steps = self.open_steps(step.to, role, kind) if step.to else []
        return next((back.command for back in steps if {back.to} == step.origins), "")

    def step(self, command: str) -> Step:
        return next(step for step in self.steps if step.command == command)

    def may(self, command: str, ask: Ask, kind: str = "") -> None:
        """Refuses a step that this kind doesn't have (without one: the life-cycle's first), and
        whoever may never ask for it, whatever the state."""
        step = self.step(command)
        if step not in self.steps_of(kind or self.kinds[0]):
            raise Refusal(f"{self.name}.kind", f"这一类不能{step.title}", "side")
        who = "、".join(sorted(role.value for role in step.by))
        message = f"角色 {ask.role.value} 不能{step.title}（可以的有：{who}）"
        Permission(step.by, f"{self.name}.role", message).check(ask)

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
    kinds: Iterable[str] = (),
    *,
    money: bool = False,
) -> Step:
    """A row of the table; `origins` are state names between blanks."""
    states = frozenset(origins.split())
    return Step(command, title, event, states, to, frozenset(by), timer, frozenset(kinds), money)


def event_title(name: str) -> str:
    """What happened, in Chinese, by the event's name: the event's own title, or that of the step
    that leaves it. An event that nobody knows (of a newer program) is called by its name."""
    if name not in EVENTS:
        return name
    kind, verb = name.partition(".")[0], EVENTS[name].verb
    steps = (
        step.title
        for cycle in LIFECYCLES.values()
        if kind in cycle.kinds
        for step in cycle.steps_of(kind)
        if step.event == verb
    )
    return EVENTS[name].model_config.get("title") or next(steps, name)
