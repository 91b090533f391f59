"""How exactly a figure is meant: 300万左右, 不到300万, 20人出头. It is read as it stands, and
beside it is said that it is only near to what was meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.postings.reading.matches import NEVER, Match, after, before, pattern
from domain.values.qualifiers import QUALIFIERS

_TO_THE_FIGURE = r"(?:需?要|用|贷款?|借款?|招|缺|在|是|有|为)?\s{0,2}\Z"


def roughly(plain: str, match: Match, *, bound: bool) -> tuple[str, Match]:
    """How the figure of a field is meant, "" where it is exact or no figure; and the match with the
    words that say so. `bound`: of a field that is a least or a most itself."""
    if not _is_figure(match.value):
        return "", match
    ahead, rest = before(plain, match.start), after(plain, match.end)
    for words in QUALIFIERS:
        if bound and not words.of_bounds:
            continue
        earlier = pattern(rf"(?:{words.before or NEVER}){_TO_THE_FIGURE}").search(ahead)
        later = pattern(rf"\s{{0,2}}(?:{words.behind or NEVER})").match(rest)
        within = pattern(words.within or NEVER).search(plain, match.start, match.end)
        if earlier or later or within:
            start = match.start - (len(ahead) - earlier.start() if earlier else 0)
            end = match.end + (later.end() if later else 0)
            return words.sense, Match(match.value, start, end)
    return "", match


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | Decimal | date) and not isinstance(value, bool)
