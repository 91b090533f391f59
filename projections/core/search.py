"""Search as people type: several words in any order, each of which must stand in what is searched,
without case, width, blanks and punctuation, traditional characters as simplified ones.

What is searched is kept beside its rows as a `document`, in the same form as the words. Where there
are many documents, an index of their pairs of letters (`grams`) says which ones may hold a word: a
plain table, so that SQLite and PostgreSQL answer alike and need no extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, false, or_

from domain.values.text import matching_key
from projections.core.simplified import simplified

MOST_WORDS = 8
IN_CODES = "-_.%+"  # kept beside letters and digits: 1.5 isn't 15, a-1 isn't a1
_BETWEEN = re.compile(r"[\s、;|]+")
_PIECES = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_LETTER_BITS = 21  # of a character's number
_PART = 2  # letters, the least of a part of a name


def document(*texts: str | None) -> str:
    """What is searched of something: each text on a line of its own, in the form of the words."""
    return "\n".join(["", *map(_key, filter(None, texts)), ""])


def words(text: str) -> tuple[str, ...]:
    """What is looked for, each once: C30混凝土 is two words, for the text may have them apart."""
    pieces = (_key(piece) for piece in _BETWEEN.split(_folded(text)))
    several = dict.fromkeys(word for piece in pieces for word in _PIECES.findall(piece))
    return tuple(several)[:MOST_WORDS]


def holds(documents: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """The condition that a word stands in a document."""
    return documents.contains(word, autoescape=True)


def names(documents: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """The same of what something is called: of a name people also leave the middle out, and write
    屹盛烘烤 for 屹盛农业烘烤."""
    cuts = range(_PART, len(word) - _PART + 1) if _is_han(word) else ()
    apart = (documents.like(f"%{word[:cut]}%{word[cut:]}%") for cut in cuts)
    return or_(holds(documents, word), *apart)


def each(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """All of the words' conditions; a text without a word finds nothing."""
    several = list(conditions)
    return and_(*several) if several else false()


def hits(text: str, *searched: str) -> bool:
    """Whether each word of a text stands in one of these."""
    whole, asked = document(*searched), words(text)
    return bool(asked) and all(word in whole for word in asked)


def grams(searched: str) -> set[int]:
    """The pairs of letters in a document, each as a number; the last of a line stands alone."""
    return {
        _pair(first, second)
        for line in searched.split("\n")
        for first, second in pairwise([*line, "\0"])
    }


def spans(word: str) -> Iterator[tuple[int, int]]:
    """Between which numbers the pairs lie that a document has where it holds the word."""
    if len(word) == 1:
        yield _pair(word, "\0"), _pair(chr(ord(word) + 1), "\0") - 1
    for first, second in pairwise(word):
        yield _pair(first, second), _pair(first, second)


def _pair(first: str, second: str) -> int:
    return ord(first) << _LETTER_BITS | ord(second)


def _folded(text: str) -> str:
    return simplified(matching_key(text))


def _key(text: str) -> str:
    return "".join(c for c in _folded(text) if c.isalnum() or c in IN_CODES)


def _is_han(word: str) -> bool:
    return _PIECES.fullmatch(word) is not None and word[:1] >= "\u3400"
