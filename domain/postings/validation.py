"""Findings: what is wrong with a content, each with its field, its reason and what to do.

Commands take a content only when nothing is found. History is never held against these rules: they
may be tightened without making an old event unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from domain.core.codelist import unknown_code
from domain.core.malformed import Malformed
from domain.postings.codes import FACTS, VISIBILITY
from domain.postings.content import Content
from domain.postings.terms import Condition, PolicyNeed, Terms
from domain.postings.tracks import TRACKS
from domain.postings.visibility import INVITED, MOST_INVITED
from domain.values.dates import MOST_DAYS, show_days
from domain.values.industry import read_industry
from domain.values.money import MOST_FEN, show_money
from domain.values.rate import MOST_POINTS, show_rate
from domain.values.region import read_region
from domain.values.text import clean_text, personal_traces

LONGEST_VALIDITY_DAYS = 731  # two years and a leap day, from the day of asking
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)
MOST_CODES = 50
FINEST = 6  # decimals of a quantity
LEAST_AND_MOST: dict[str, tuple[Any, Any, Callable[[Any], str]]] = {  # and how they are shown
    "money": (1, MOST_FEN, show_money),
    "rate": (0, MOST_POINTS, show_rate),
    "days": (1, MOST_DAYS, show_days),
    "count": (0, 1_000_000, str),
    "level": (1, 9, str),
    "quantity": (Decimal(10) ** -FINEST, 10**12, str),
}


def check(side: str, content: Content, today: date) -> None:
    """Raises the first finding, for a command that takes all or nothing."""
    for finding in findings(side, content, today):
        raise finding


def findings(side: str, content: Content, today: date) -> Iterator[Malformed]:
    """Everything that is wrong with this content as a `side` ("need" or "offering").

    `today` is the civil date on which it is asked for: two years of validity count from there, so
    that what has been renewed can be renewed and revised again.
    """
    track = TRACKS.get(content.track)
    if track is None:
        yield unknown_code(content.track, TRACKS, "track", "track.unknown")
        return
    if content.terms.kind != f"{track.code}.{side}":
        yield _finding(
            "terms", "terms.kind", f"{track.title}的条款类型不对", f"应为 {track.code}.{side}"
        )
        return
    yield from _text(content)
    yield from _lists(content)
    yield from _validity(content, today)
    yield from _terms(content.terms)


def _text(content: Content) -> Iterator[Malformed]:
    def title(value: str) -> str:
        return clean_text(value, field="title", least=2, most=80)

    def text(value: str) -> str:
        return clean_text(value, field="text", least=2, most=4000, lines=True)

    for field, read in (("title", title), ("text", text)):
        value = getattr(content, field)
        yield from _tried(field, read, value)
        for trace in personal_traces(value):
            yield _finding(
                field,
                "text.personal",
                f"公开文字里有联系方式或个人信息（{trace}）",
                "请删去，联系方式只在双方同意后提供",
            )


def _lists(content: Content) -> Iterator[Malformed]:
    for field, read in (("regions", read_region), ("industries", read_industry)):
        values = getattr(content, field)
        if len(values) > MOST_CODES:
            yield _finding(field, "codes.too_many", f"最多 {MOST_CODES} 项", "请改用上一级代码")
        for value in values:
            yield from _tried(field, read, value)
    if content.invited and content.visibility != INVITED:
        visibility, advice = VISIBILITY[INVITED], "请改可见范围，或去掉受邀的单位"
        yield _finding("invited", "invited.visibility", f"只有“{visibility}”才写受邀单位", advice)
    if len(content.invited) > MOST_INVITED:
        yield _finding(
            "invited", "codes.too_many", f"最多 {MOST_INVITED} 家", "请改用仅匹配对象可见"
        )
    yield from _unlimited(content)
    if content.visibility not in VISIBILITY:
        yield unknown_code(content.visibility, VISIBILITY, "visibility")


def _unlimited(content: Content) -> Iterator[Malformed]:
    """What is said to be 不限 is a condition of an offering, and no bound is stated of it."""
    offering = content.terms.kind.endswith(".offering")
    bounds = TRACKS[content.track].bounds if offering else {}
    if len(content.unlimited) > MOST_CODES:
        yield _finding("unlimited", "codes.too_many", f"最多 {MOST_CODES} 项", "每项只写一次")
    for name in dict.fromkeys(content.unlimited):
        if name not in bounds:
            yield unknown_code(name, bounds, "unlimited")
    for rule in TRACKS[content.track].rules:
        if rule.name in content.unlimited and rule.name in bounds and rule.states_bound(content):
            message, advice = f"“{rule.title}”已经填了要求，又勾选了不限", "请去掉其中一个"
            yield _finding("unlimited", "unlimited.bounded", message, advice)


def _validity(content: Content, today: date) -> Iterator[Malformed]:
    first, last = content.valid_from, content.valid_through
    if first < FIRST_DAY:
        yield _finding("valid_from", "date.range", f"日期应在 {FIRST_DAY} 之后", "", first)
    if last < first:
        yield _finding("valid_through", "validity.reversed", "有效期截止早于开始", "请检查两个日期")
    if (last - today).days > LONGEST_VALIDITY_DAYS:
        message, advice = "有效期截止在两年以后", "请缩短，到期可延长"
        yield _finding("valid_through", "validity.too_long", message, advice, last)


def _terms(terms: Terms) -> Iterator[Malformed]:
    for name, field in type(terms).model_fields.items():
        asked, value = field.json_schema_extra, getattr(terms, name)
        if isinstance(asked, dict) and value is not None:
            yield from _value(name, asked, value)
    for low, high, label in terms.ranges:
        least, most = getattr(terms, low), getattr(terms, high)
        if least is not None and most is not None and least > most:
            yield _finding(high, "range.reversed", f"{label}的上限小于下限", "请检查这两项")
    for rule in terms.together:
        if getattr(terms, rule.field) == rule.value:
            for missing in (f for f in rule.also if getattr(terms, f) is None):
                yield _finding(missing, "field.needed", rule.message, "请补填这一项")


def _value(name: str, asked: Mapping[str, Any], value: Any) -> Iterator[Malformed]:
    reads = asked["reads"]
    if reads in LEAST_AND_MOST:
        yield from _figure(name, asked, value)
    elif reads == "date" and not FIRST_DAY <= value <= LAST_DAY:
        yield _finding(name, "date.range", f"日期应在 {FIRST_DAY} 到 {LAST_DAY} 之间", "", value)
    elif reads == "text":
        yield from _tried(name, lambda v: clean_text(v, field=name, least=1, most=80), value)
        for trace in personal_traces(value):
            yield _finding(name, "text.personal", f"有个人信息（{trace}）", "请删去")
    elif reads == "region":
        yield from _tried(name, read_region, value)
    elif reads in {"choice", "choices"}:
        for code in value if isinstance(value, tuple) else (value,):
            if code not in asked["choices"]:
                yield unknown_code(code, asked["choices"], name)
    elif reads == "conditions":
        if len(value) > MOST_CODES:
            yield _finding(name, "list.too_long", f"最多 {MOST_CODES} 条", "请合并相近的条件")
        for condition in value:
            yield from _condition(name, condition)


def _figure(name: str, asked: Mapping[str, Any], value: Any) -> Iterator[Malformed]:
    least, most, shows = LEAST_AND_MOST[asked["reads"]]
    least = asked.get("least", least)
    if not least <= value <= most:
        message = f"应在 {shows(least)} 到 {shows(most)} 之间"
        yield _finding(name, "number.range", message, "请检查数值", value)
    elif isinstance(value, Decimal) and not -FINEST <= int(value.as_tuple().exponent) <= 0:
        message = f"应写成一个数，最多 {FINEST} 位小数"
        yield _finding(name, "number.quantity", message, "例如 100 或 0.5", value)


def _condition(name: str, condition: Condition) -> Iterator[Malformed]:
    """A condition that can be judged: the fact's kind decides what it may be held against."""
    fact, value = condition.fact, condition.value
    if fact not in FACTS:
        yield unknown_code(fact, FACTS, name)
        return
    asked: Any = PolicyNeed.model_fields[fact].json_schema_extra
    yes_no = asked["reads"] == "yes_no"
    if yes_no is not (condition.operator == "is"):
        right = "为" if yes_no else "不低于 或 不高于"
        yield _finding(name, "condition.operator", f"“{FACTS[fact]}”要用“{right}”", "请改写这一条")
    elif yes_no is not isinstance(value, bool):
        right = "是或否" if yes_no else "整数"
        yield _finding(name, "condition.value", f"“{FACTS[fact]}”应与{right}相比", "", value)
    elif not yes_no:
        yield from _figure(name, asked, value)
    yield from _tried(
        name, lambda v: clean_text(v, field=name, least=2, most=400), condition.source_text
    )


def _tried(field: str, read: Callable[[Any], Any], value: Any) -> Iterator[Malformed]:
    """A stored value must read as itself: a name where a code belongs is a finding too."""
    try:
        same = read(value) == value
    except Malformed as finding:
        yield finding.at(field)
        return
    if not same:
        yield _finding(field, "value.not_normal", "写法不规范", f"应为“{read(value)}”", value)


def _finding(field: str, code: str, message: str, advice: str, value: Any = "") -> Malformed:
    return Malformed(code, message, advice, value=str(value), field=field)
