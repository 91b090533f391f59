"""Run one of the campaigns: `python -m tests.campaign teasers`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

CAMPAIGNS = sorted(
    file.stem for file in Path(__file__).parent.glob("*.py") if not file.stem.startswith("_")
)

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in CAMPAIGNS:
        sys.exit(f"python -m tests.campaign {'|'.join(CAMPAIGNS)}")
    import_module(f"tests.campaign.{sys.argv[1]}").main(*sys.argv[2:])
