"""What belongs to a backup, and in which of its files.

Everything that can't be made again: the log with its chain, the tables beside it, the files of the
data folder. Not the views; and not the streams, which are filled again from the log. The keys of
subjects lie in the second file. What somebody typed and no key of a subject seals (drafts, uploads,
addresses for notices, kept files) lies in the first under a key of this backup alone, which is in
the second: where that is gone, nothing of anybody who was erased since can be opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table

from projections.core.view import BOOKMARK
from services.house.chain import BEGUN
from services.house.secrets import MADE
from services.house.settings import Settings
from services.stores.stores import KINDS
from services.stores.subject_keys import SUBJECT_KEY

LOG = "log"
CHAIN = (BEGUN, BOOKMARK)  # the seals stand with their lines
OPEN = (MADE, *(t for kind in KINDS if not kind.typed for t in kind.tables.sorted_tables))
TYPED = tuple(t for kind in KINDS if kind.typed for t in kind.tables.sorted_tables)
TABLES = {table.name: table for table in (*CHAIN, *OPEN, *TYPED)}
LOG_BINARY = (4, 6)  # position, stream, version, name, state; time and hash of the seal
NOT_KEPT = ("streams", "restoring")  # folders
OF_DATABASES = (".db", ".db-wal", ".db-shm", ".db-journal")


def house_tables() -> Iterator[tuple[Table, bool]]:
    """Those beside the log, in their order; and whether they are for the key of the backup."""
    yield from ((table, False) for table in OPEN if table is not SUBJECT_KEY)
    yield from ((table, True) for table in TYPED)


def binary(table: str, names: Sequence[str]) -> tuple[int, ...]:
    """Which of these columns hold bytes."""
    if table == LOG:
        return LOG_BINARY
    columns = TABLES[table].columns
    return tuple(
        n
        for n, name in enumerate(names)
        if name in columns and isinstance(columns[name].type, LargeBinary)
    )


def as_text(columns: tuple[int, ...], row: list[Any]) -> list[Any]:
    """Bytes as JSON can hold them: a letter for each."""
    for n in columns:
        if row[n] is not None:
            row[n] = bytes(row[n]).decode("latin-1")
    return row


def as_bytes(columns: tuple[int, ...], row: list[Any]) -> list[Any]:
    for n in columns:
        if row[n] is not None:
            row[n] = row[n].encode("latin-1")
    return row


def kept_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Names and places of the files in the data folder that aren't databases or streams."""
    root = settings.data.resolve()
    for folder, names, files in os.walk(root):
        here = Path(folder)
        if here == root:
            names[:] = [name for name in names if name not in NOT_KEPT]
        names.sort()
        for name in sorted(files):
            path = here / name
            if not name.endswith(OF_DATABASES) and path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix(), path
