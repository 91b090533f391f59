"""Namesakes: who else is registered under a name that looks the same."""

from __future__ import annotations

from domain.parties.party import Namesake, receives
from services.house.views import Views


def namesake_of(views: Views, title: str, but: str = "") -> Namesake | None:
    """One that enterprises may be asked about first; None where there is none but `but` itself.
    The parties must have caught up."""
    others = [
        Namesake(id=row.id, title=row.profile.title, receives=receives(row.profile))
        for row in views.parties.alike(title)
        if row.id != but
    ]
    return min(others, key=lambda other: (not other.receives, other.id), default=None)
