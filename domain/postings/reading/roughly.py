"""How exactly a figure is meant: 300万左右, 不到300万, 20人出头. It is read as it stands, and
beside it is said that it is only near to what was meant."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from domain.postings.reading.matches import Match, after, before

ABOUT, BELOW, ABOVE = "about", "below", "above"
_TO_THE_FIGURE = r"(?:需?要|用|贷款?|借款?|招|缺|在|是|有|为)?\s{0,2}\Z"
_BOUNDS = frozenset({"min", "max", "from", "by", "through", "budget", "benefit"})  # parts of names


class _Words(NamedTuple):
    """Words before a figure, within it and behind it that say one thing of it."""

    sense: str
    before: str
    within: str
    behind: str
    of_bounds: bool = True  # said of a field that is a bound itself, it is no less exact


_QUALIFIERS = (
    _Words(
        ABOUT, r"大约|大概|大致|差不多|(?<![节合签预条制特契])约", r"来", r"左右|上下|前后|光景"
    ),
    _Words(BELOW, r"将近|接近|(?<![附最邻接将靠])近", r"(?!)", r"(?!)"),
    _Words(ABOVE, r"(?!)", r"[多余]", r"出头|有余|挂零|多(?![种个家次])"),
    _Words(
        BELOW, r"不到|不足|不超过|最多|至多|不多于", r"(?!)", r"以内|以下|之内", of_bounds=False
    ),
    _Words(
        ABOVE, r"超过|至少|起码|最少|不低于|不少于|不下", r"(?!)", r"以上|起步?", of_bounds=False
    ),
)
_PATTERNS = tuple(
    (
        words,
        re.compile(rf"(?:{words.before}){_TO_THE_FIGURE}"),
        re.compile(words.within),
        re.compile(rf"\s{{0,2}}(?:{words.behind})"),
    )
    for words in _QUALIFIERS
)


def roughly(name: str, plain: str, match: Match) -> tuple[str, Match]:
    """How the figure of a field is meant, "" where it is exact or no figure; and the match with the
    words that say so."""
    if not _is_figure(match.value):
        return "", match
    bound = not _BOUNDS.isdisjoint(name.split("_"))
    for words, front, within, behind in _PATTERNS:
        if bound and not words.of_bounds:
            continue
        ahead = before(plain, match.start)
        earlier = front.search(ahead)
        later = behind.match(after(plain, match.end))
        if earlier or later or within.search(plain, match.start, match.end):
            start = match.start - (len(ahead) - earlier.start() if earlier else 0)
            end = match.end + (later.end() if later else 0)
            return words.sense, Match(match.value, start, end)
    return "", match


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | Decimal | date) and not isinstance(value, bool)
