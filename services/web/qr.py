"""QR codes, for what is printed: an address of ours that a phone opens."""

from __future__ import annotations

import segno


def code_of(address: str) -> str:
    """The address as an SVG without styles of its own."""
    made = segno.make(address, error="m")
    text: str = made.svg_inline(scale=3, omitsize=True, border=2)
    return text
