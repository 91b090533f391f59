"""The console script `docking`: it imports the program, then runs it."""

from __future__ import annotations

import gc


def main() -> int:
    """The exit status of the command. What is imported stays to the end; to search it for garbage,
    again and again while it comes, would take a fourth of the start."""
    gc.disable()
    from services.cli import main as run  # noqa: PLC0415 (not before the search is off)

    gc.freeze()
    gc.enable()
    return run()
