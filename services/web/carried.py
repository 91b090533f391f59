"""What a form said when its session was over: carried through the sign-in, and offered once more.

Nothing of it is kept here: it travels in the sign-in page, and from there in the page after it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.datastructures import FormData

MOST = 512 * 1024  # letters


@dataclass(frozen=True)
class Carried:
    """Where a form was going, and its fields without the session's own."""

    to: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to)

    def as_text(self) -> str:
        return json.dumps([self.to, self.fields], ensure_ascii=False)


def carried(to: str, data: FormData) -> Carried:
    fields = ((name, value) for name, value in data.multi_items() if isinstance(value, str))
    return Carried(to, tuple(field for field in fields if field[0] != "csrf"))


def read_carried(text: str) -> Carried:
    """As our own page sent it; nothing where it is anything else."""
    try:
        to, fields = json.loads(text[:MOST])
        read = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return Carried()
    ours = isinstance(to, str) and to.startswith("/") and not to.startswith(("//", "/\\"))
    return Carried(to, read) if ours and to.isprintable() else Carried()
