"""A relay in a process of its own that may be killed at any moment."""

from __future__ import annotations

from multiprocessing.synchronize import Event
from threading import Event as Pause
from time import monotonic

from services.automation.runner import follow
from services.house.settings import Settings
from services.outbound.relay import Streams
from tests.services.outgoing import opened

HURRY = 50  # how much faster the pauses pass than in service


def pass_on(settings: Settings, redis: str, batch: int, working: Event) -> None:
    """Relay until killed. `working` is set once everything is open."""
    with opened(settings) as house:
        hurried = lambda: monotonic() * HURRY  # noqa: E731 - a clock is handed in as a value
        streams = Streams(house, lambda: redis, ignore, batch=batch, clock=hurried)
        working.set()
        pause = Pause()
        follow(
            house,
            streams.pass_on,
            once=False,
            say=ignore,
            pause=lambda seconds: pause.wait(seconds / HURRY),
        )


def ignore(said: str) -> None:
    """The test looks at the streams, not at what is said."""
