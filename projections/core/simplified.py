"""Traditional characters are read as simplified ones (OpenCC's table), each in its place, wherever
texts are compared or looked for."""

from __future__ import annotations

import hashlib
from functools import cache

from domain.core.canonical import canonical

_HAN = range(0x3400, 0xA000)


def simplified(key: str) -> str:
    """The text with each traditional character as its simplified one; Ø is Φ."""
    return key if key.isascii() else key.translate(_table())


@cache
def _table() -> dict[int, str]:
    from opencc import OpenCC  # noqa: PLC0415 (its dictionaries take a moment to load)

    characters = [chr(code) for code in _HAN]
    read = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(a): b for a, b in zip(characters, read, strict=True) if a != b and len(b) == 1}
    return table | {ord("ø"): "φ"}


@cache
def table_digest() -> str:
    """sha256 of what is read as what."""
    return hashlib.sha256(canonical({str(a): b for a, b in _table().items()})).hexdigest()
