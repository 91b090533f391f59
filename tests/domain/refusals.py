"""What a reader says of a text: its value, or the code of its objection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.core.malformed import Malformed

LONG = (
    "1" * 50_000,
    " " * 50_000,
    "1 " * 25_000,
    "1-" * 25_000,
    "1," * 25_000,
    "万" * 50_000,
    "0.1" * 16_000,
    "a@" * 25_000,
    "a." * 25_000,
    "@a." * 16_000,
    "微信" * 25_000,
    "加微信号:" * 10_000,
    "138 1234 " * 5_500,
    "0374-" * 10_000,
    "\u0301" * 50_000,
    "a" + "\u0315" * 25_000 + "\u0300" * 25_000,
    "\ud800" * 50_000,
    "𠮷" * 50_000,
)


def outcome(read: Callable[..., Any], text: str, **more: Any) -> Any:
    try:
        return read(text, **more)
    except Malformed as refused:
        finding = refused
    assert finding.message
    assert len(finding.value) < 300
    return finding.code
