"""Code lists: a code is on its list, or it can't be read.

docs/decisions/026-one-no-for-codes.md says why it is `Malformed`, and which codes callers see.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.core.malformed import Malformed


def check_code(value: str, codes: Iterable[str], field: str, code: str = "code.unknown") -> None:
    """Raises `Malformed` unless the value is on its list; `code` is what programs are told."""
    if value not in codes:
        raise unknown_code(value, codes, field, code)


def unknown_code(
    value: str, codes: Iterable[str], field: str, code: str = "code.unknown"
) -> Malformed:
    """The finding for a value that isn't on its list."""
    advice = f"可用的有 {'、'.join(codes)}"
    return Malformed(code, "没有这个代码", advice, value=value, field=field)
