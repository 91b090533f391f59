"""Canonical JSON: the same value as the same bytes, on every machine and in every process.

Digests are made of it, and what is kept beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def canonical(value: Any, default: Callable[[Any], Any] | None = None) -> bytes:
    """Names in their order, no spaces, UTF-8. Raises `TypeError` for what isn't JSON, unless
    `default` makes it so."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=default
    )
    return text.encode()
