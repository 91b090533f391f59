"""Matches: what a rule finds in a text, and when that is sure enough to be said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

NEAR = 8  # letters on either side in which a word says what a figure is of
CLAUSE = 40  # letters of a clause before a word in which it may be denied
STOPS = "。；;！!？?\n"
NEVER = r"(?!)"

CLAUSE_ENDS = f"{STOPS}，,"
_DENIAL = r"不(?![仅但过错足够良锈])|没|未|无(?![锡纺缝人])|别(?![的人墅])|非(?![常洲遗标])"
_QUESTION = r"(.)不\1|有没有|是否|能否"


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


def so_far(plain: str, start: int, end: int) -> str:
    """The clause in which something stands, up to and with it."""
    return (
        re.split(f"[{CLAUSE_ENDS}]", plain[max(0, start - CLAUSE) : start])[-1] + plain[start:end]
    )


def denied(clause: str) -> bool:
    """Whether a clause, as far as it was read, says that something isn't so."""
    return bool(pattern(_DENIAL).search(clause))


def asked(clause: str) -> bool:
    """Whether it asks instead of saying."""
    return bool(pattern(_QUESTION).search(clause))


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
