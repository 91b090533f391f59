"""The catalogue: every event this program knows. A module that isn't named here has no events."""

from __future__ import annotations

from domain import answer, matching, need, offering, party
from domain.event import EVENTS

MODULES = (party, need, offering, matching, answer)

__all__ = ["EVENTS", "MODULES"]
