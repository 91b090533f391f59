"""Lookalikes: names that a reader can't tell from one another are one.

Names are written in Chinese characters, Latin letters and figures (`domain/values/names.py`), so it
is these that are folded: traditional characters, ０ and O, and the pairs that differ by a stroke.
"""

from __future__ import annotations

from domain.parties.party import folded
from projections.core.simplified import simplified

_ALIKE = str.maketrans("0〇1i曰末巳已土入戍戊", "ooll日未己己士人戌戌")


def looks(name: str) -> str:
    """By which two names look the same."""
    return simplified(folded(name)).translate(_ALIKE)
