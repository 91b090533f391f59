"""What strangers send, read without a bug of ours: the libraries' readers raise more than they say.

Nothing else on the pages splits an address, compares a secret or reads JSON of strangers by itself.
"""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlsplit


def json_of(text: str) -> Any:
    """Raises `ValueError` for whatever isn't JSON, and for what is nested beyond reading."""
    try:
        return json.loads(text)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def host_of(address: str) -> str:
    """Host and port of an address, as written; "" where it has none or can't be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def name_of(host: str) -> str:
    """A host without its port; "" where it can't be read."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_secret(shown: object, expected: str) -> bool:
    """Whether just this text is shown; how much of it was right takes no longer to find out."""
    if not isinstance(shown, str):
        return False
    return secrets.compare_digest(shown.encode(errors="replace"), expected.encode())
