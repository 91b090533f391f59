"""Small synthetic counties for tests, with their proposals worked out."""

from __future__ import annotations

from pathlib import Path

from domain.postings.tracks import TRACKS
from services.demo.county import SIDES
from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings
from tests.journeys.digest import SEED

# The tracks that the demo county has something of: another one needn't be told there.
OF_THE_COUNTY = tuple(code for code in TRACKS if code in {side.track for side in SIDES})


def a_county(folder: Path, share: float, seed: int = SEED) -> Path:
    """So much of the demo county in a folder."""
    with House.open(Settings(data=folder)) as house:
        fill(house, seed, share=share, progress=lambda *_: None)
        house.views.fresh()
    return folder
