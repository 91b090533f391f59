"""How figures, dates and codes are written: full-width keyboards produce ３００ as readily as 300.

NFKC would also turn 5² into 52 and ① into 1, so what is typed as a figure is read through this
narrow table instead.
"""

from __future__ import annotations

_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {
    0x3000: " ",
    0x00A0: " ",
    0xFFE5: "¥",
    0x2212: "-",
}


def half_width(text: str) -> str:
    """Full-width ASCII, ￥, wide spaces and the minus sign in their plain forms; trimmed."""
    return text.translate(_HALF_WIDTH).strip(" \t\r\n")
