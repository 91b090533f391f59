"""Where matched things stand in a text as its owner wrote it, for highlighting.

The matcher reads a text's matching key, which may be longer or shorter than the text (㈱ → (株)).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from domain.values.text import matching_key

Span = tuple[int, int]


def places(sought: Iterable[str], text: str) -> list[Span]:
    """Every place of every string, overlapping ones joined to one."""
    spans = sorted(span for string in sought for span in _each(string, text))
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def original(text: str, key: str, spans: list[Span]) -> tuple[Span, ...]:
    """Places in `key` as places in `text`; whole characters, each place once.

    In the rare text whose key isn't that of its characters one by one, the whole text is the place.
    """
    if not spans:
        return ()
    if text == key:
        return tuple(spans)
    read, origin = _origin(text)
    if read != key:
        return ((0, len(text)),)
    return tuple(dict.fromkeys((origin[start][0], origin[end - 1][1]) for start, end in spans))


@lru_cache(maxsize=4096)
def _origin(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text's characters read one by one, and for each character of that its place."""
    pieces: list[str] = []
    origin: list[Span] = []
    for start, end in _characters(text):
        piece = matching_key(text[start:end])
        pieces.append(piece)
        origin += [(start, end)] * len(piece)
    return "".join(pieces), tuple(origin)


def _characters(text: str) -> Iterator[Span]:
    """Characters with the marks that belong to them."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, at
            start = at


def _each(string: str, text: str) -> Iterator[Span]:
    at = text.find(string)
    while at >= 0:
        yield at, at + len(string)
        at = text.find(string, at + len(string))
