"""`python -m tests.journeys.digest FOLDER`: a small demo county in a folder, and its digests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings

SEED, SHARE = 1, 0.15


def made(settings: Settings) -> dict[str, str]:
    """Fill a small county's log where there is none yet; every view's digest by its name."""
    with House.open(settings) as house:
        fill(house, SEED, share=SHARE, progress=lambda *_: None)
        house.views.fresh()
        return {view.name: view.digest() for view in house.views}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(made(Settings(data=Path(sys.argv[1])))))
