"""Journals: what is written down of requests and at the door, a JSON line each.

`audit` has who came in, who was refused and who took things out, with the address; `requests` has
every request: method, the route's pattern, status, milliseconds, user and party. Neither has what
was asked: addresses, forms and names stay out. In files of the data folder they are turned over
when they are full; in a container they go to its output, which keeps them.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import islice
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

AUDIT, REQUESTS = "audit", "requests"
LARGEST, OLDER = 5_000_000, {AUDIT: 40, REQUESTS: 10}  # bytes of a file, and how many older ones
ENDING = ".jsonl"
TAIL = 2_000_000  # bytes of a file's end that are looked at for the page
FILES, OUTPUT = "files", "stdout"


class AsLine(logging.Formatter):
    """A record as a line of JSON; of one that isn't ours, who says it and what."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        ours: Mapping[str, Any] | None = getattr(record, "line", None)
        line = ours or {"logger": record.name, "message": record.getMessage()}
        journal = record.name.rpartition(".")[2]
        return json.dumps({"at": at, "journal": journal, **line}, ensure_ascii=False)


class OwnersFile(RotatingFileHandler):
    """A file that nobody else on this machine reads."""

    def _open(self) -> TextIOWrapper:
        file = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(file, "a", encoding="utf-8")


@contextmanager
def journals(where: str, folder: Path, who: str, largest: int = LARGEST) -> Iterator[None]:
    """Write them until the block ends. `who` tells the processes apart that keep theirs in one
    folder: a file has one writer. Raises `OSError`."""
    handlers = {name: _handler(name, where, folder, who, largest) for name in (AUDIT, REQUESTS)}
    for name, handler in handlers.items():
        logger = logging.getLogger(f"docking.{name}")
        handler.setFormatter(AsLine())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    try:
        yield
    finally:
        for name, handler in handlers.items():
            logger = logging.getLogger(f"docking.{name}")
            logger.removeHandler(handler)
            logger.propagate = True
            handler.close()


def _handler(name: str, where: str, folder: Path, who: str, largest: int) -> logging.Handler:
    if where == OUTPUT:
        return logging.StreamHandler(sys.stdout)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}-{who}{ENDING}"
    return OwnersFile(file, maxBytes=largest, backupCount=OLDER[name], encoding="utf-8")


def last_lines(folder: Path, most: int, **wanted: str) -> list[dict[str, Any]]:
    """The last lines of the audit, the latest first, that say what is wanted, word for word."""
    files = sorted(folder.glob(f"{AUDIT}-*{ENDING}*"), key=_changed, reverse=True)
    lines = (line for file in islice(files, OLDER[AUDIT]) for line in _tail(file))
    fitting = (
        line
        for line in lines
        if all(str(line.get(name, "")) == value for name, value in wanted.items() if value)
    )
    if sum(1 for file in files if file.suffix == ENDING) > 1:  # of several processes: by time
        return sorted(fitting, key=lambda line: str(line.get("at", "")), reverse=True)[:most]
    return list(islice(fitting, most))


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # just turned over
        return 0


def _tail(file: Path) -> Iterator[dict[str, Any]]:
    """The last lines of a file, the latest first; one that is torn is left out."""
    try:
        with file.open("rb") as opened:
            opened.seek(0, os.SEEK_END)
            opened.seek(max(0, opened.tell() - TAIL))
            lines = opened.read().splitlines()
    except OSError:
        return
    for line in reversed(lines):
        try:
            read = json.loads(line)
        except ValueError:
            continue
        if isinstance(read, dict):
            yield read
