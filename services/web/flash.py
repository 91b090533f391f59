"""The flash: what was done just now, told on the next page, with the way back where there is one.

It travels in a cookie from the form's answer to the page that follows.
"""

from __future__ import annotations

import re
from typing import NamedTuple

COOKIE = "docking_flash"
LONGEST = 400  # characters
PATH = re.compile(r"(?:/[A-Za-z0-9_.-]+)+", re.ASCII)  # of a form of ours


class Flash(NamedTuple):
    """`undo` is the path of the form that takes it back, as long as nothing came after it: it is
    sent with the log position of what was done, `since`."""

    text: str
    undo: str = ""
    since: str = ""

    def as_cookie(self) -> str:
        return "\n".join(self).encode().hex()


def read_flash(cookie: str) -> Flash | None:
    """None where there is none, or one that we didn't write; no undo where it isn't a form's."""
    try:
        content = bytes.fromhex(cookie).decode()[:LONGEST]
    except ValueError:
        return None
    text, undo, since = (*content.split("\n"), "", "")[:3]
    if not text:
        return None
    plain = PATH.fullmatch(undo) and since.isdecimal() and since.isascii()
    return Flash(text, undo, since) if plain else Flash(text)
