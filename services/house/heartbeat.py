"""Heartbeat: a process that works says so in a file, so that nobody has to start another to ask."""

from __future__ import annotations

from contextlib import suppress

from services.house.settings import Settings


def beat(settings: Settings) -> None:
    """A round went well. Where the file can't be touched the work goes on, and the file grows
    old."""
    if settings.heartbeat:
        with suppress(OSError):
            settings.heartbeat.touch()
