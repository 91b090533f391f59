"""Words from lists: a code by its title, several in one cell, and the nearest known word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from domain.core.malformed import Malformed, shown
from domain.values.halfwidth import half_width

MOST_ITEMS = 50
LONGEST_WORD, LEAST_LETTERS = 100, 4  # of a word that may be a slip for another
TELLING = frozenset(
    "不非无未免一二两三四五六七八九十大中小微高低上下前后新老男女长短有内外出进买卖抵质租借贷存"
)
LONGEST_NAME = 9  # parts that one name may fall into: 木材加工和木、竹、藤、棕、草制品业 has five
_LIST = re.compile(r"([、，,;；|｜/／\n])")


def code_of(choices: Mapping[str, str], text: str, words: Mapping[str, str] | None = None) -> str:
    """The code of a title, or of the code itself; `words` are others that people write, by what
    they stand for. Raises `code.unknown` with the nearest title."""
    plain = _folded(text)
    if words and plain in words:
        return words[plain]
    for code, title in choices.items():
        if plain in {_folded(code), _folded(title)}:
            return code
    titles = tuple(choices.values())
    near = closest(half_width(text), titles)
    hint = f"是不是“{near}”？" if near else ""
    advice = f"{hint}可填的有 {'、'.join(titles)}"
    raise Malformed("code.unknown", f"没有“{shown(text[:20])}”这一项", advice, value=text)


def listed(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """The items of a list, each once, in its order.

    A name may itself contain a separator (木、竹制品业, CAD/PLM): the longest run counts.
    """
    parts = _LIST.split(text.strip())
    if len(parts) > 4 * MOST_ITEMS:
        raise Malformed("list.too_long", f"最多 {MOST_ITEMS} 项", "请改用上一级代码", value=text)
    items: dict[str, None] = {}
    start = 0
    while start < len(parts):
        value, start = _longest(parts, start, read)
        if value is not None:
            items[value] = None
    if not items:
        raise Malformed("list.empty", "只有分隔符，没有内容", "不填请留空", value=text)
    return tuple(items)


def split_list(text: str) -> list[str]:
    """The items of a list in which no item contains a separator."""
    return [part.strip() for part in _LIST.split(text)[::2] if part.strip()]


def closest(text: str, known: Iterable[str]) -> str:
    """The known word that this one is with a slip of the hand: a letter mistaken, one too many or
    two changed round. "" where there is none: 技术咨询 shares half its letters with 技术入股, and
    is another thing."""
    plain = text[:LONGEST_WORD]
    slips = [word for word in known if len(word) >= LEAST_LETTERS and _is_slip(plain, word)]
    return slips[0] if len(slips) == 1 else ""


def _is_slip(text: str, word: str) -> bool:
    if len(text) == len(word):
        mistaken = [pair for pair in zip(text, word, strict=True) if pair[0] != pair[1]]
        turned = len(mistaken) == 2 and mistaken[0] == mistaken[1][::-1]
        return turned or (len(mistaken) == 1 and TELLING.isdisjoint(mistaken[0]))
    longer, shorter = sorted((text, word), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    extra = next(at for at in range(len(longer)) if longer[at : at + 1] != shorter[at : at + 1])
    return longer[:extra] + longer[extra + 1 :] == shorter and longer[extra] not in TELLING


def _longest(parts: list[str], start: int, read: Callable[[str], str]) -> tuple[str | None, int]:
    if not parts[start].strip():
        return None, start + 2
    for end in range(min(len(parts), start + 2 * LONGEST_NAME), start, -2):
        try:
            return read("".join(parts[start:end]).strip()), end + 1
        except Malformed:
            if end == start + 1:
                raise
    raise AssertionError("unreachable")


def _folded(text: str) -> str:
    return half_width(text).replace(" ", "").casefold()
