"""Conditions of a policy in a sentence: 设备投资额不低于500万元. Only what holds for all who apply
is one: of alternatives, and of steps by which the benefit grows, none is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.postings.reading.matches import STOPS, Match, denied, so_far
from domain.postings.terms import Condition
from domain.values.numerals import NUMERAL, number

LONGEST = 400  # characters of a sentence that is kept as a condition's own
_LARGE = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "": 1}
_MONEY = (rf"(?P<n>{NUMERAL})\s*(?P<large>亿|千万|百万|万)元", 100)
_RATE = (r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})?)\s*(?P<large>)%", 100)
_COUNT = (rf"(?P<n>{NUMERAL})\s*(?P<large>)[人名]", 1)
_YEARS = (rf"(?P<n>{NUMERAL})\s*(?P<large>)年", 1)
_FACTS: tuple[tuple[str, str, tuple[str, int]], ...] = (
    ("rd_ratio_bp", r"研发(?:投入|费用|经费)占(?:比|[^，,。；;]{1,12}?比[例重])", _RATE),
    ("rd_spend_fen", r"研发(?:投入|费用|经费)", _MONEY),
    ("investment_fen", r"(?:项目|设备|固定资产)总?投资额?", _MONEY),
    ("revenue_fen", r"(?:营业|销售|主营业务)收入|营收", _MONEY),
    ("new_hires", r"新增(?:就业|用工)", _COUNT),
    ("employees", r"(?:职工|员工)(?:人数|总数)?|从业人员", _COUNT),
    ("years_running", r"成立(?:年数|时间)?", _YEARS),
)
_BOUNDS = {"at_least": r"(?:不低于|不少于|不小于|达到|≥|>=)", "at_most": r"(?:不高于|不超过|≤|<=)"}
_FIGURES = tuple(
    (fact, operator, times, re.compile(rf"(?:{words})\s*{bound}\s*{value}", re.ASCII))
    for fact, words, (value, times) in _FACTS
    for operator, bound in _BOUNDS.items()
)
_ONLY = r"(?:面向|仅限|限于|只限|适用于|须为|应为|须是)(?:本县|全县|县内|我县)?的?"
_FLAGS = tuple(
    (fact, re.compile(rf"{_ONLY}(?:{words})(?![、和或及与])"))
    for fact, words in (
        ("above_scale", r"规上(?:工业)?企业|规模以上(?:工业)?企业"),
        ("high_tech", r"高新技术企业|高企"),
        ("srdi", r"专精特新(?:中小)?企业"),
    )
)


def conditions(plain: str, _today: date) -> Iterator[Match]:
    """All of them, as one value."""
    matches = sorted((*_figures(plain), *_flags(plain)), key=lambda match: match.start)
    facts = [match.value.fact for match in matches]
    sure = [match for match in matches if facts.count(match.value.fact) == 1]
    if sure:
        yield Match(tuple(match.value for match in sure), sure[0].start, sure[-1].end)


def _figures(plain: str) -> Iterator[Match]:
    for fact, operator, times, pattern in _FIGURES:
        for read in pattern.finditer(plain):
            value = number(read["n"])
            if value is not None:
                whole = int(value * _LARGE[read["large"]] * times)
                yield from _condition(plain, read, fact, operator, whole)


def _flags(plain: str) -> Iterator[Match]:
    for fact, pattern in _FLAGS:
        for read in pattern.finditer(plain):
            yield from _condition(plain, read, fact, "is", value=True)


def _condition(
    plain: str, read: re.Match[str], fact: str, operator: Any, value: int | bool
) -> Iterator[Match]:
    """With its clause; none where its sentence has alternatives."""
    before, after = plain[: read.start()], plain[read.end() :]
    sentence = re.split(f"[{STOPS}]", before)[-1] + read[0] + re.split(f"[{STOPS}]", after)[0]
    if "或" in sentence or "之一" in sentence or len(sentence) > LONGEST:
        return
    if denied(so_far(plain, read.start(), read.start())) or "不仅" in sentence:
        return
    clause = re.split(f"[{STOPS}，,]", before)[-1] + read[0] + re.split(f"[{STOPS}，,]", after)[0]
    condition = Condition(fact=fact, operator=operator, value=value, source_text=clause.strip())
    yield Match(condition, read.start(), read.end())
