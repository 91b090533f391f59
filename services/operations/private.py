"""Who else may read what is ours, and where the master key and the copy of the chain lie."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from services.house.chain import copied
from services.house.settings import Settings
from services.sealing.key_file import CHAIN_COPY, KEY_FILE

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OURS_ALONE = ("secrets.db", "secrets.db-wal", "secrets.db-shm", "chain.db", "chain.db-wal")


class Exposed(NamedTuple):
    """A file or folder that others may read, and what ends that."""

    path: Path
    mode: str
    advice: str


def exposed(settings: Settings) -> Iterator[Exposed]:
    """What other users of this machine could read. Windows has other rights, and finds nothing."""
    if os.name != "posix":
        return
    folders, files = [], []
    if settings.postgres is None:
        folders.append(settings.data.resolve())
        files += [settings.data.resolve() / name for name in OURS_ALONE]
    if settings.keys_folder is not None:
        folders.append(settings.keys_folder)
        files += [settings.keys_folder / name for name in (KEY_FILE, CHAIN_COPY)]
    for path, wanted in [(p, "700") for p in folders] + [(p, "600") for p in files]:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue
        if mode & OTHERS:
            yield Exposed(path, f"{mode:o}", f"请运行 chmod {wanted} '{path}'")


def master_place(settings: Settings) -> tuple[str, str]:
    """Where the master key comes from, and what to mind."""
    if settings.master is not None:
        return "由 DOCKING_MASTER 给出", ""
    assert settings.keys_folder is not None
    file, data = settings.keys_folder / KEY_FILE, settings.data.resolve()
    if settings.postgres is None and file.is_relative_to(data):
        return f"在 {file}", "它和数据放在一起了，请用 DOCKING_KEYS 指到数据文件夹以外"
    return f"在 {file}（请另存一份，不要和备份放在一起）", ""


def copied_up_to(settings: Settings) -> int | None:
    """How far the copy of the chain is; None where there is to be none."""
    if settings.keys_folder is None:
        return None
    return max((position for position, _ in copied(settings)), default=0)
