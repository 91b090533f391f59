"""Identifiers: grades, models, sizes, standards and abbreviations, one feature each.

C30, HRB400E, 6204-2RS, 304, Φ12, 220kV, GB/T 1499.2, MES: letters and digits that name one thing as
a whole. A bare number is one only where it is no amount, no date and no count: what follows tells.

Most of them are a grade of a family: C30 and C50 are grades of C, 6204 and 6205 numbers of four
digits. Two texts that name grades of one family and none in common speak of different things;
C15-C50 names all between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from projections.matcher.spans import Span

MOST_OF_A_RANGE = 200  # grades; a wider one is no range of grades


class Identifier(NamedTuple):
    """One identifier of a text, where it stands in the matching key, and what it is a grade of."""

    name: str
    span: Span
    grades: tuple[Grade, ...]

    @property
    def numbered(self) -> bool:
        return any(map(str.isdigit, self.name))


class Grade(NamedTuple):
    """One of a family; the letters behind a number (HRB400E) not everybody writes."""

    family: str
    number: str


def identifiers(key: str) -> Iterator[Identifier]:
    """Those of a text in its matching key, in their order."""
    for token in _TOKEN.finditer(key):
        name = token[0].rstrip("-./+")
        span = (token.start(), token.start() + len(name))
        if _is_one(name, key[span[1] : span[1] + 2], key[: span[0]][-1:]):
            yield Identifier(name.replace(" ", ""), span, tuple(_grades(name)))


def names_of(identifier: Identifier) -> list[str]:
    """What it counts as: itself, and the model without its variant (6204 of 6204-2rs)."""
    base = re.split(r"[-/]", identifier.name)[0]
    longer = base != identifier.name and len(base) >= LONG and any(map(str.isdigit, base))
    return [identifier.name, *([base] if longer else [])]


def differ(need: Iterable[Grade], offering: Iterable[Grade]) -> list[str]:
    """The families of which both name grades, and none in common."""
    ours, theirs = set(need), set(offering)
    families = {grade.family for grade in ours} & {grade.family for grade in theirs}
    return sorted(families - {grade.family for grade in ours & theirs})


def _is_one(name: str, behind: str, before: str) -> bool:
    if name[-1] in COUNTED:
        return before != "月" and behind[:1] not in {"楼", "院", "门"}
    letters, digits = any(map(str.isalpha, name)), any(map(str.isdigit, name))
    if letters and digits:
        return not _QUANTITY.fullmatch(name) or bool(_NETWORK.fullmatch(name))
    if letters:
        return len(name) > 1
    if before == "第" or _MEASURED.match(behind.lstrip()):
        return False
    return sum(map(str.isdigit, name)) >= LONG and not _DATE.fullmatch(name)


def _grades(name: str) -> Iterator[Grade]:
    ranged = _RANGE.fullmatch(name)
    if ranged and ranged["again"] in {"", ranged["first"]} and _rises(ranged):
        family = ranged["first"] or ranged["more"]
        if family and not (ranged["first"] and ranged["more"]):
            yield from (Grade(family, number) for number in _between(ranged["low"], ranged["high"]))
            return
    if name[-1] in COUNTED:
        yield Grade(name[-1], name[:-1])
        return
    for piece in name.split("/"):
        graded = _GRADE.fullmatch(re.split("-", piece)[0])
        if graded and graded["letters"]:
            yield Grade(graded["letters"], graded["number"])
        elif graded and graded["more"]:
            yield Grade(graded["more"], graded["number"])
        elif graded:
            yield Grade(f"#{len(graded['number'])}", graded["number"])


def _rises(ranged: re.Match[str]) -> bool:
    return Decimal(ranged["low"]) < Decimal(ranged["high"])


def _between(low: str, high: str) -> Iterator[str]:
    """The numbers of a range, by tenths where it is told so; the ends alone of a wide one."""
    tenths = "." in low + high
    step = Decimal("0.1") if tenths else Decimal(1)
    first, last = Decimal(low), Decimal(high)
    if last > first + MOST_OF_A_RANGE * step:
        yield from (low, high)
        return
    while first <= last:
        yield str(first)
        first += step


COUNTED = "级号目"  # 10.9级, 46号, 200目
LONG = 3  # digits of a bare number that names something
_TOKEN = re.compile(
    r"gb/?t? ?\d+(?:\.\d+)*"
    r"|[a-zφ]{1,6}\d+[-~—至到][a-zφ]{0,6}\d+"
    r"|\d+(?:\.\d+)?(?:级|号|目)?[-~—至到]\d+(?:\.\d+)?(?:级|号|目)"
    r"|\d+(?:\.\d+)?(?:级|号|目)"
    r"|[a-z0-9φ]+(?:[-./+#][a-z0-9φ]+)*#?"
)
_RANGE = re.compile(
    r"(?P<first>[a-zφ]*)(?P<low>\d{1,4}(?:\.\d)?)(?:级|号|目)?[-~—至到]"
    r"(?P<again>[a-zφ]*)(?P<high>\d{1,4}(?:\.\d)?)(?P<more>[a-z]*|级|号|目)"
)
_GRADE = re.compile(r"(?P<letters>[a-zφ]*)(?P<number>\d+(?:\.\d+)?)(?P<more>[a-z]*)")
# An amount or a weight with its unit in letters: 500w is 500万, 20t are tons.
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?:w|k|t|kg|g|km|m2|m3|l|ml|rmb|p|h|d)")
_NETWORK = re.compile(r"[2-6]g")  # 5G isn't five grams
_DATE = re.compile(r"(?:19|20)\d{2}(?:[-./]\d{1,2}){0,2}|\d{1,2}[-./]\d{1,2}")
_MEASURED = re.compile(
    r"[万亿千百十元块角分吨斤公克两方立平米亩件个台套辆人名位年月日天号时小分秒%‰级岁周班条次家项户头只根支"
    r"卷箱袋桶瓶度层楼栋倍折间张把副双对组批块股份期至到多余来几]"
)
