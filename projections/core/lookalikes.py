"""Lookalikes: names that a reader can't tell from one another are one.

Names are written in Chinese characters, Latin letters and figures (`domain/values/names.py`), so it
is these that are folded: traditional characters, other forms of one character, ０ and O, VV and W,
and the pairs that differ by a stroke. No table knows all that the eye mixes up (银 and 根, 域 and
城): names that are near one another are shown to a person.
"""

from __future__ import annotations

from domain.parties.party import folded
from projections.core.simplified import in_chinese_forms, simplified

_ALIKE = str.maketrans("0〇1i曰末巳已土入戍戊囯囻靑戸", "ooll日未己己士人戌戌国国青户")
_TOGETHER = (("vv", "w"), ("rn", "m"))
LEAST_CONTAINED = 4  # letters of a name by which another is near that contains it


def looks(name: str) -> str:
    """By which two names look the same."""
    key = simplified(in_chinese_forms(folded(name))).translate(_ALIKE)
    for letters, letter in _TOGETHER:
        key = key.replace(letters, letter)
    return key


def near(name: str, other: str) -> bool:
    """Whether of two names, as they look, one has a letter more, less or otherwise, or is a part of
    the other."""
    short, long = sorted((name, other), key=len)
    if short in long:
        return len(short) >= LEAST_CONTAINED or len(long) - len(short) < 2
    if len(long) - len(short) > 1:
        return False
    same = next(n for n, letter in enumerate(short + "\0") if letter != long[n : n + 1])
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
