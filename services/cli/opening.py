"""The house as every word of the command line opens it: at today, which in a demo is the demo's."""

from __future__ import annotations

from services.demo.clock import clock
from services.house.asking import Now
from services.house.house import House
from services.house.settings import Settings


def opened(settings: Settings) -> House:
    """As `House.open`."""
    return House.open(settings, now=demo_clock(settings))


def demo_clock(settings: Settings) -> Now | None:
    """The demo's clock, where the data folder holds a demo; a real county has none."""
    return None if settings.postgres else clock(settings.data)
