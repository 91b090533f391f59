"""Whether the views' file still holds what an older program kept there, which no log can give."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from projections.core.seals import SEAL
from services.house.carry_over import TABLE_NAMES
from services.house.settings import Settings


def holds_uncarried(settings: Settings) -> bool:
    """For a file of views that is damaged: what can't be looked through is said to hold it, unless
    both stores and chain lie elsewhere by now."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = _answers(settings.data / "views.db", asked)
    stores = names is None or bool(names & TABLE_NAMES)
    chain = names is None or SEAL.name in names
    carried = _answers(settings.data / "secrets.db", "SELECT name FROM made WHERE name = 'carried'")
    begun = _answers(settings.data / "chain.db", "SELECT position FROM chain_begun")
    return (stores and not carried) or (chain and not begun)


def _answers(file: Path, query: str) -> set[object] | None:
    """The first column; None where the file can't be read, or has no such table."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            return {value for (value,) in db.execute(query)}
    except sqlite3.DatabaseError:
        return None
