"""How a posting is worded: what its writer is told at the door, because nobody would find it.

Nothing is refused: a list of words gains nothing in the matcher, and a text without a Chinese
character finds hardly anybody in a county.
"""

from __future__ import annotations

import re
from enum import StrEnum

MOST_ITEMS = 40  # short words in a row, with a mark between them
_ITEM = r"[^\s、，,;；/|。.!！？?：:]{1,8}"
_MARK = r"[\s、，,;；/|]+"
_LIST = re.compile(rf"{_ITEM}(?:{_MARK}{_ITEM}){{{MOST_ITEMS},400}}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z]{2}")


class Remark(StrEnum):
    """What is said of a text."""

    LIST = "list"  # mostly words in a row: it helps nobody, and weighs less
    FOREIGN = "foreign"  # English, or pinyin


def remarks(title: str, text: str) -> tuple[Remark, ...]:
    whole = f"{title}\n{text}"
    remarked = []
    if _LIST.search(whole):
        remarked.append(Remark.LIST)
    if _LETTERS.search(whole) and not _HAN.search(whole):
        remarked.append(Remark.FOREIGN)
    return tuple(remarked)
