"""Where the master key lies when nobody hands it in: a file outside the data folder.

Whoever copies the data folder, or takes the disk's backup, has no key with it.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import IO

from services.sealing.master import LENGTH, read_master

KEY_FILE = "master.key"
CHAIN_COPY = "chain.txt"


def stored_master(folder: Path) -> bytes | None:
    """The key in the folder; None where there is none. Raises `OSError`, and `ValueError` for a
    file that holds no key."""
    try:
        return read_master((folder / KEY_FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def make_master(folder: Path) -> bytes:
    """A new key, written down before it is used; of two who make one at once both get the same."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = base64.b64encode(secrets.token_bytes(LENGTH)).decode() + "\n"
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    with open_private(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / KEY_FILE)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    on_disk(folder)
    stored = stored_master(folder)
    assert stored is not None
    return stored


def open_private(path: Path, flags: int) -> IO[bytes]:
    """A file that only we may read, also where the umask was another."""
    return os.fdopen(os.open(path, flags, 0o600), "ab" if flags & os.O_APPEND else "wb")


def on_disk(folder: Path) -> None:
    """The names in a folder outlive a power cut, too, once this returns."""
    if os.name == "posix":
        here = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(here)
        finally:
            os.close(here)
