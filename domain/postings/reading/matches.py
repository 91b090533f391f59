"""Matches: what a rule finds in a text, and when that is sure enough to be said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

NEAR = 8  # letters on either side in which a word says what a figure is of
STOPS = "。；;！!？?\n"
NEVER = r"(?!)"


@dataclass(frozen=True)
class Match:
    """A value, and the letters of the text that say it."""

    value: Any
    start: int
    end: int


Finder = Callable[[str, date], Iterator[Match]]  # of a plain text, on a day


@cache
def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """When it is first searched for: whoever only imports a rule doesn't wait for its patterns."""
    return re.compile(text, flags)


def agreed(matches: Iterable[Match]) -> Match | None:
    """The first of them, where all say the same; of two that differ neither is believed."""
    first = None
    for match in matches:
        if first is not None and match.value != first.value:
            return None
        first = first or match
    return first


def before(plain: str, start: int, letters: int = NEAR) -> str:
    """What stands before a place, within its sentence."""
    piece = plain[max(0, start - letters) : start]
    return re.split(f"[{STOPS}]", piece)[-1]


def after(plain: str, end: int, letters: int = NEAR) -> str:
    return re.split(f"[{STOPS}]", plain[end : end + letters])[0]


def in_clause(beside: tuple[str, str]) -> tuple[str, str]:
    """Of what stands on either side, as far as the next comma."""
    return re.split("[，,]", beside[0])[-1], re.split("[，,]", beside[1])[0]


def near(find: Finder, words: str, unless: str = "") -> Finder:
    """Only what has one of the words beside it, within its sentence, and none of the others within
    its clause."""

    def found_near(plain: str, today: date) -> Iterator[Match]:
        wanted, unwanted = pattern(words), pattern(unless or NEVER)
        for match in find(plain, today):
            beside = before(plain, match.start), after(plain, match.end)
            denied = any(map(unwanted.search, in_clause(beside)))
            if any(map(wanted.search, beside)) and not denied:
                yield match

    return found_near


def likeliest(find: Finder, words: str, unless: str) -> Finder:
    """What has one of the words beside it; where nothing has, the only one there is."""
    close = near(find, words, unless)

    def found_likeliest(plain: str, today: date) -> Iterator[Match]:
        matches = list(close(plain, today))
        if matches:
            yield from matches
            return
        unwanted = pattern(unless)
        for match in find(plain, today):
            beside = in_clause((before(plain, match.start), after(plain, match.end, 3)))
            if not any(map(unwanted.search, beside)):
                yield match

    return found_likeliest
