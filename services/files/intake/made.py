"""Made ids: of rows that have none, from what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def made_id(words: Iterable[str | None]) -> str:
    """An id that depends on nothing but what a row says."""
    content = json.dumps(list(words), ensure_ascii=False).encode()
    return f"r-{hashlib.sha256(content).hexdigest()[:20]}"
