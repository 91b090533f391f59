"""Reading what people write, character for character, so that every place stays where it is.

Two characters that are no word, but sound like one of the lexicon and share a character with it,
are read as that word (低押, 带款).
What stands behind 不要, 非 and 除…外 is denied: it says what somebody does not want.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from projections.matcher.spans import Span

_HAN = range(0x3400, 0xA000)


class Sounds:
    """Words of two characters by how they are spoken."""

    def __init__(self, words: Iterable[str]) -> None:
        by_sound: dict[tuple[str, str], set[str]] = {}
        for word in words:
            by_sound.setdefault((sound(word[0]), sound(word[1])), set()).add(word)
        self._word = {key: min(held) for key, held in by_sound.items() if len(held) == 1}

    def mended(self, key: str, pieces: Sequence[str]) -> str:
        """The text with what sounds like a word, and is none, as that word."""
        at, characters = 0, list(key)
        for piece, following in pairwise(pieces):
            if len(piece) == len(following) == 1 and _han(piece) and _han(following):
                word = self._word.get((sound(piece), sound(following)))
                if word and (word[0] == piece) != (word[1] == following):
                    characters[at : at + 2] = word
            at += len(piece)
        return "".join(characters)


@cache
def sound(character: str) -> str:
    """How a character is spoken, without its tone."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionary takes a moment to load)

    return str(lazy_pinyin(character)[0])


def denied(key: str, pieces: Sequence[str]) -> Iterator[Span]:
    """The places of what somebody says he does not want."""
    for denial in _DENIED.finditer(key):
        yield denial.span(denial.lastgroup or 0)
    at = 0
    for piece, following in pairwise(pieces):
        at += len(piece)
        if piece == "非" and following.strip():
            yield at, at + len(following)


def _han(character: str) -> bool:
    return ord(character) in _HAN


_STOPS = r"，。；、！？,;!?\n"
_DENIED = re.compile(
    rf"(?:不要|不含|不收|不考虑|别要)(?P<what>[^{_STOPS}的]{{1,10}}?)(?=的|[{_STOPS}]|$)"
    rf"|除(?:了|开)?(?P<without>[^{_STOPS}]{{1,12}}?)(?:以外|之外|外|(?=[，,]))"
)
