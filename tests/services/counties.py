"""Small synthetic counties for tests, with their proposals worked out."""

from __future__ import annotations

from pathlib import Path

from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings
from tests.journeys.digest import SEED


def a_county(folder: Path, share: float) -> Path:
    """So much of the demo county in a folder."""
    with House.open(Settings(data=folder)) as house:
        fill(house, SEED, share=share, progress=lambda *_: None)
        house.views.fresh()
    return folder
