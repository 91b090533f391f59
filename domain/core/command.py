"""Commands: what is asked for, each with its own ruling.

A command names the streams it must know, in order, each with the state it starts from, and then
those that only these tell of; `decide` reads what all of them remember and yields events, or raises
`Refusal`. "Already so" yields
nothing. Time, ids and the asker are handed in (`Ask`); a ruling never looks at a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from domain.core.event import Event
from domain.core.registry import enter


class Role(StrEnum):
    """As what somebody acts. Kinds of party are roles too."""

    ENTERPRISE = "enterprise"
    BANK = "bank"
    DEPARTMENT = "department"
    UNIVERSITY = "university"
    AGENCY = "agency"
    SUPPLIER = "supplier"
    ORGANIZER = "organizer"  # the campaign office
    OFFICER = "officer"  # supports named enterprises
    LIAISON = "liaison"  # of discipline inspection: looks on, for named enterprises
    LEADER = "leader"  # of the county: looks on
    ADMIN = "admin"
    APPLICANT = "applicant"  # registered an enterprise, and waits for the office
    CLOCK = "clock"  # timers
    SYSTEM = "system"  # reactions of the house itself


OFFICE_AND_ADMIN = frozenset({Role.ORGANIZER, Role.ADMIN})


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Who asks, and when. `at` is aware (UTC), `on` is the civil date in Asia/Shanghai."""

    at: datetime
    on: date
    actor: str
    role: Role
    party: str | None = None  # the actor's own organization
    on_behalf_of: str | None = None
    source: str = "cli"


class Refusal(Exception):
    """The domain says no. `code` is for programs, the message for people, `field` for the form."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


@dataclass(frozen=True)
class Permission:
    """Who may ask for something: these roles. All others are refused with `code` and `message`.

    One that depends on more overrides `check`, which is given the states that the command rules on.
    """

    roles: frozenset[Role]
    code: str
    message: str
    field: str = "role"

    def check(self, ask: Ask, *states: Any) -> None:
        if ask.role not in self.roles:
            raise Refusal(self.code, self.message, self.field)


class State(Protocol):
    """What an aggregate remembers in order to rule. Folding history never fails, never judges."""

    def after(self, event: Event) -> State: ...


@dataclass(frozen=True)
class On:
    """An event for another stream than the command's first."""

    stream: str
    event: Event


COMMANDS: dict[str, type[Command]] = {}


class Command(BaseModel):
    """What is asked for, in the imperative. One class at every door: terminal, import, API, stream.

    A subclass with a `name` can be asked for from outside; without one it is the house's own.
    `title=` beside the name says in Chinese what it does; pydantic keeps it in the configuration.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # Who may, where no step of a life-cycle says so.
    permission: ClassVar[Permission | None] = None
    # decide(state of the first stream, state of the second …, ask=Ask) -> events for the first
    # stream, and `On(stream, event)` for others. All are appended at once or not at all.
    decide: ClassVar[Callable[..., Iterable[Event | On]]]

    def __init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name:
            enter(COMMANDS, name, cls, "commands")

    def rule(self, *states: Any, ask: Ask) -> Iterable[Event | On]:
        """What the command leads to, for who may ask for it. Raises `Refusal` and `Malformed`."""
        if self.permission is not None:
            self.permission.check(ask, *states)
        return self.decide(*states, ask=ask)

    def about(self) -> Mapping[str, State]:
        """The consistency boundary: the streams this ruling needs, in order, each with the state
        before its first event."""
        raise NotImplementedError

    def further(self, *states: Any) -> Mapping[str, State]:
        """What else it needs, after that, where only the states of `about` tell which: of whose
        party a posting is. It belongs to the boundary just as well."""
        return {}


def command_title(name: str) -> str:
    """What a command does, in Chinese, by its name; the name where it has no title."""
    return COMMANDS[name].model_config.get("title") or name


def recall(state: Any, events: Iterable[Event]) -> Any:
    """Fold history into state."""
    for event in events:
        state = state.after(event)
    return state
