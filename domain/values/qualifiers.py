"""Words that say how exactly a figure is meant: 300万左右, 不到300万, 20人出头."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from domain.values.halfwidth import half_width
from domain.values.numerals import CHINESE

ABOUT, BELOW, ABOVE = "about", "below", "above"


class Qualifier(NamedTuple):
    """Words before a figure, within it and behind it that say one thing of it."""

    sense: str
    before: str = ""
    within: str = ""
    behind: str = ""
    of_bounds: bool = True  # said of a field that is a bound itself, it is no less exact


QUALIFIERS = (
    Qualifier(
        ABOUT,
        before=r"大约|大概|大致|差不多|(?<![节合签预条制特契])约",
        within=r"来",
        behind=r"左右|上下(?!游)|前后(?![两几一二三四五六七八九十0-9])|光景",
    ),
    Qualifier(BELOW, before=r"将近|接近|(?<![附最邻接将靠])近"),
    Qualifier(ABOVE, within=r"[多余]", behind=r"出头|有余|挂零|多(?![种个家次谢少])"),
    Qualifier(
        BELOW,
        before=r"不到|不足|(?:不[能得要会可]?|别|勿)(?:超过|多于|高于)|最多|至多",
        behind=r"以内|以下|之内",
        of_bounds=False,
    ),
    Qualifier(
        ABOVE,
        before=r"超过|至少|起码|最少|不[能得要会可]?(?:低于|少于)|不下",
        behind=r"以上(?!下)|起(?!码|初|来|诉)步?",
        of_bounds=False,
    ),
)
# Of what may say so before a figure and behind it, whichever it is: for what reads past a figure.
WORDS_BEFORE = "|".join(words.before for words in QUALIFIERS if words.before)
WORDS_BEHIND = "|".join(words.behind for words in QUALIFIERS if words.behind)


class SetApart(NamedTuple):
    """A figure without the words that say how exactly it is meant; no sense where there are none,
    several words where several stand there."""

    figure: str
    sense: str = ""
    words: str = ""


def set_apart(text: str) -> SetApart:
    """约300万元 → 300万元, about, 约; 300多万 → 300万, above, 多; 300万以内 → 300万, below, 以内.

    Of a text that isn't one figure with such words beside it, the text itself.
    """
    figure, senses, words = half_width(text[:100]), list[str](), list[str]()
    for sense, pattern in _patterns():
        read = pattern.fullmatch(figure)
        if read and len(text) <= 100:
            figure = (read["ahead"] + read["rest"]).strip()
            senses.append(sense)
            words.append(read["words"])
    return SetApart(figure, senses[0], "、".join(words)) if words else SetApart(text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    digit, counted = f"[0-9{CHINESE}万亿]", "[万亿千元人名个吨台套天年月%]"
    forms = [
        (words.sense, form)
        for words in QUALIFIERS
        for word, form in (
            (words.before, "(?P<ahead>)(?P<words>{}) ?(?P<rest>.{{0,9}}{digit}.*)"),
            (words.within, "(?P<ahead>.*{digit} ?)(?P<words>{})(?P<rest> ?{counted}.*)"),
            (words.behind, "(?P<ahead>.*{digit}.{{0,6}}?) ?(?P<words>{})(?P<rest>{counted}?)"),
        )
        for form in (form.format(word, digit=digit, counted=counted),)
        if word
    ]
    return tuple((sense, re.compile(form, re.ASCII)) for sense, form in forms)
