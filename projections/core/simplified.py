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


def in_chinese_forms(key: str) -> str:
    """The text with each character that only Japanese writes as the one that it stands for."""
    return key if key.isascii() else key.translate(_other_forms())


@cache
def _other_forms() -> dict[int, str]:
    """Characters that Chinese isn't written with (not in GB 2312), as the ones that they stand for:
    広 is 广. What Japanese writes for 藝 is 芸, which in Chinese is a character of its own."""
    from opencc import OpenCC  # noqa: PLC0415 (its dictionaries take a moment to load)

    characters = [chr(code) for code in _HAN if not _is_written(chr(code))]
    read = OpenCC("jp2t").convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, read, strict=True) if a != b and len(b) == 1}


def _is_written(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
