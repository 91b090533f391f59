"""How exactly a figure is meant: 300万左右, 不到300万, 20人出头. It is read as it stands, and
beside it is said that it is only near to what was meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from domain.postings.reading.matches import NEVER, Match, after, before, pattern

ABOUT, BELOW, ABOVE = "about", "below", "above"
_TO_THE_FIGURE = r"(?:需?要|用|贷款?|借款?|招|缺|在|是|有|为)?\s{0,2}\Z"


class _Qualifier(NamedTuple):
    """Words before a figure, within it and behind it that say one thing of it."""

    sense: str
    before: str = NEVER
    within: str = NEVER
    behind: str = NEVER
    of_bounds: bool = True  # said of a field that is a bound itself, it is no less exact


_QUALIFIERS = (
    _Qualifier(
        ABOUT,
        before=r"大约|大概|大致|差不多|(?<![节合签预条制特契])约",
        within=r"来",
        behind=r"左右|上下(?!游)|前后(?![两几一二三四五六七八九十0-9])|光景",
    ),
    _Qualifier(BELOW, before=r"将近|接近|(?<![附最邻接将靠])近"),
    _Qualifier(ABOVE, within=r"[多余]", behind=r"出头|有余|挂零|多(?![种个家次谢少])"),
    _Qualifier(
        BELOW,
        before=r"不到|不足|(?:不[能得要会可]?|别|勿)(?:超过|多于|高于)|最多|至多",
        behind=r"以内|以下|之内",
        of_bounds=False,
    ),
    _Qualifier(
        ABOVE,
        before=r"超过|至少|起码|最少|不[能得要会可]?(?:低于|少于)|不下",
        behind=r"以上(?!下)|起(?!码|初|来|诉)步?",
        of_bounds=False,
    ),
)
# Of what may say so before a figure and behind it, whichever it is: for what reads past a figure.
WORDS_BEFORE = "|".join(words.before for words in _QUALIFIERS if words.before != NEVER)
WORDS_BEHIND = "|".join(words.behind for words in _QUALIFIERS if words.behind != NEVER)


def roughly(plain: str, match: Match, *, bound: bool) -> tuple[str, Match]:
    """How the figure of a field is meant, "" where it is exact or no figure; and the match with the
    words that say so. `bound`: of a field that is a least or a most itself."""
    if not _is_figure(match.value):
        return "", match
    ahead, rest = before(plain, match.start), after(plain, match.end)
    for words in _QUALIFIERS:
        if bound and not words.of_bounds:
            continue
        earlier = pattern(rf"(?:{words.before}){_TO_THE_FIGURE}").search(ahead)
        later = pattern(rf"\s{{0,2}}(?:{words.behind})").match(rest)
        within = pattern(words.within).search(plain, match.start, match.end)
        if earlier or later or within:
            start = match.start - (len(ahead) - earlier.start() if earlier else 0)
            end = match.end + (later.end() if later else 0)
            return words.sense, Match(match.value, start, end)
    return "", match


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | Decimal | date) and not isinstance(value, bool)
