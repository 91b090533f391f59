"""Lookalikes: names that a reader can't tell from one another are one.

Names are written in Chinese characters, Latin letters and figures (`domain/values/names.py`), so it
is these that are folded: traditional characters, other forms of one character, ０ and O, VV and W,
and the pairs that differ by a stroke. No table knows all that the eye mixes up (银 and 根, 域 and
城): names that are near one another are shown to a person.
"""

from __future__ import annotations

from functools import cache

from domain.parties.party import folded
from projections.core.simplified import simplified

_ALIKE = str.maketrans("0〇1i曰末巳已土入戍戊囯囻靑戸", "ooll日未己己士人戌戌国国青户")
_TOGETHER = (("vv", "w"), ("rn", "m"))
_HAN = range(0x3400, 0xA000)
LEAST_CONTAINED = 4  # letters of a name by which another is near that contains it


def looks(name: str) -> str:
    """By which two names look the same."""
    key = simplified(folded(name).translate(_other_forms())).translate(_ALIKE)
    for letters, letter in _TOGETHER:
        key = key.replace(letters, letter)
    return key


def near(one: str, other: str) -> bool:
    """Whether of two names, as they look, one has a letter more, less or otherwise, or is a part of
    the other."""
    short, long = sorted((one, other), key=len)
    if short in long:
        return len(short) >= LEAST_CONTAINED or len(long) - len(short) < 2
    if len(long) - len(short) > 1:
        return False
    same = next(n for n, letter in enumerate(short + "\0") if letter != long[n : n + 1])
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


@cache
def _other_forms() -> dict[int, str]:
    """Characters that Chinese isn't written with (not in GB 2312), as the ones that they stand for:
    広 is 广. What Japanese writes for 藝 is 芸, which in Chinese is a character of its own."""
    from opencc import OpenCC  # noqa: PLC0415 (its dictionaries take a moment to load)

    characters = [chr(code) for code in _HAN if not _is_written(chr(code))]
    read = OpenCC("jp2t").convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, read, strict=True) if a != b and len(b) == 1}


def _is_written(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
