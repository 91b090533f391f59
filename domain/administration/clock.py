"""时钟 Clock: whether the house believes what time it is.

What the clock decides can't be undone: postings, consents and leads that are over. Where it has
jumped, the house says so once and does nothing by itself, until an administrator has looked at it
or it is back where it was expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Day

STREAM = "clock"
CONFIRMED = "clock.confirmed"
BY_HOUSE = Permission(frozenset({Role.SYSTEM}), "clock.role", "时钟由系统自己看管")
BY_ADMINISTRATOR = Permission(frozenset({Role.ADMIN}), "clock.role", "时钟由管理员确认")


class ClockDoubted(Event, name="clock.doubted", title="时钟跳变，自动办理暂停"):
    """`expected`: what the time should have been, in ISO 8601. What was read is the event's own."""

    expected: str


class ClockReturned(Event, name="clock.returned", title="时钟恢复，自动办理继续"):
    """By itself, to where it was expected."""


class ClockConfirmed(Event, name=CONFIRMED, title="确认时钟，自动办理继续"):
    """Somebody has looked: this is the day."""

    day: Day


@dataclass(frozen=True)
class Clock:
    """`expected` is "" while the time is believed; `confirmed` is the day that somebody has looked
    at since it was doubted."""

    expected: str = ""
    confirmed: date | None = None

    def after(self, event: Event) -> Clock:
        match event:
            case ClockDoubted():
                return Clock(event.expected)
            case ClockConfirmed():
                return Clock(confirmed=event.day)
            case ClockReturned():
                return Clock()
        return self


class DoubtClock(Command):
    permission: ClassVar = BY_HOUSE

    expected: datetime

    def about(self) -> Mapping[str, State]:
        return {STREAM: Clock()}

    def decide(self, clock: Clock, ask: Ask) -> Iterable[Event]:
        if not clock.expected:
            yield ClockDoubted(expected=self.expected.isoformat(timespec="seconds"))


class BelieveClock(Command):
    permission: ClassVar = BY_HOUSE

    def about(self) -> Mapping[str, State]:
        return {STREAM: Clock()}

    def decide(self, clock: Clock, ask: Ask) -> Iterable[Event]:
        if clock.expected:
            yield ClockReturned()


class ConfirmClock(Command, name="confirm_clock", title="确认时钟"):
    """`day`: the day that was seen and found right; refused where the clock has moved since."""

    permission: ClassVar = BY_ADMINISTRATOR

    day: Day

    def about(self) -> Mapping[str, State]:
        return {STREAM: Clock()}

    def decide(self, clock: Clock, ask: Ask) -> Iterable[Event]:
        if self.day != ask.on:
            message = f"现在的时钟是 {ask.on}，不是 {self.day}，没有确认"
            raise Refusal("clock.day", message, "day")
        if clock.expected:
            yield ClockConfirmed(day=self.day)
