"""One `docking up` a folder: SQLite's files are written by one process at a time.

A lock that the system lets go of however the process ends; its number stands in the file, for
people. The command line beside it takes no lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from domain.core.command import Refusal

NAME = "up.lock"


@contextmanager
def only_up(folder: Path) -> Iterator[None]:
    """Hold the folder until the block ends. Refuses where another process does; `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        if not _taken(file):
            raise Refusal("up.running", _running(folder), "data")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_up(folder: Path) -> bool:
    """Whether a process holds the folder."""
    try:
        with (folder / NAME).open("a+", encoding="utf-8") as file:
            return not _taken(file)
    except OSError:
        return False


def _running(folder: Path) -> str:
    number = (folder / NAME).read_text(encoding="utf-8").strip()
    return (
        f"这个数据文件夹已经有一个 docking up 在运行（进程 {number or '不详'}）：{folder}；"
        "要重新启动，请先结束它；其他命令可以在旁边照常使用"
    )


def _taken(file: IO[str]) -> bool:
    """Take the lock, unless somebody has it."""
    try:
        import fcntl  # noqa: PLC0415 (not every system has it)
    except ImportError:
        return _taken_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken_on_windows(file: IO[str]) -> bool:
    """The byte is far behind what is written, so that the number can still be read."""
    import msvcrt  # noqa: PLC0415 (Windows alone has it)

    locking = vars(msvcrt)
    file.seek(1 << 20)
    try:
        locking["locking"](file.fileno(), locking["LK_NBLCK"], 1)
    except OSError:
        return False
    finally:
        file.seek(0)
    return True
