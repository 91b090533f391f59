"""Letters for people to copy off paper: ten that can't be mistaken for each other (50 bits), and
read however they are typed."""

from __future__ import annotations

import secrets

from domain.values.halfwidth import half_width

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 10
MISTAKEN = str.maketrans("OIL", "011")


def new_letters() -> str:
    """ABCDE-FGHJK."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def read_letters(written: str) -> str | None:
    """The letters, however they were typed; None for what can't be such."""
    typed = "".join(half_width(written[:60]).upper().split()).replace("-", "").translate(MISTAKEN)
    return typed if len(typed) == LENGTH and set(typed) <= set(LETTERS) else None
