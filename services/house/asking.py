"""Who asks now: the clock that the house hands out, and the `Ask` made of its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.core.command import Ask, Role
from domain.values.dates import civil_date

Now = Callable[[], datetime]


def ask_now(
    now: Now, actor: str, role: Role, *, source: str = "cli", party: str | None = None
) -> Ask:
    """Somebody asks at this moment, on its day in Shanghai."""
    at = now()
    return Ask(at=at, on=civil_date(at), actor=actor, role=role, party=party, source=source)
