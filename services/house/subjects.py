"""Subjects: under which personal values are kept, and erased."""

from __future__ import annotations

import secrets


def new_person() -> str:
    """One that is nobody's yet."""
    return f"person-{secrets.token_hex(6)}"
