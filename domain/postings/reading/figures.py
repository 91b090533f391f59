"""Figures in a sentence: amounts, tenors, rates, head counts, wages, quantities with their unit.

Two blanks at most are read between parts: unbounded repeats side by side would take cubic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.postings.reading.matches import STOPS, Finder, Match, after, before
from domain.values.dates import HALVES, term_days
from domain.values.numerals import NUMERAL, number

_RANGE = r"\s{0,2}(?:[-~〜–—]|至|到)\s{0,2}"
_JOINED = re.compile(r"[0-9一二三四五六七八九十两百千万][-~〜–—至到]\s{0,2}\Z")
_GOES_ON = re.compile(r"\s{0,2}[-~〜–—至到]\s{0,2}[0-9一二三四五六七八九十两]")
_N = r"[0-9零〇一二三四五六七八九十百千万亿两]"
_PART_BEFORE = re.compile(rf"{_N}\s{{0,2}}[元块角]?\s{{0,2}}\Z")
_PART_AFTER = re.compile(
    rf"\s{{0,2}}{_N}{{1,6}}(?:\s{{0,2}}(?:个?月|[元块角分])|(?!{_N}|\s{{0,2}}(?:[年天日号台人名个%件套]|$)))"
    rf"|{_N}{{1,6}}(?:\Z|[{STOPS}，,])"
)
_COMPOUND = re.compile(
    rf"{_N}{{0,8}}[0-9]{_N}{{0,8}}[万亿]{_N}{{1,8}}(?:元|块)?"
    rf"|[一二三四五六七八九十百千两]{{1,8}}[万亿]{_N}{{1,8}}(?:元|块)?"
    rf"|{_N}{{1,6}}年{_N}{{1,6}}个?月|{_N}{{1,6}}[元块]{_N}{{1,3}}[角毛]"
)
_YUAN = r"(?:元|块钱|块|人民币)"
_AMOUNT = re.compile(
    rf"(?<![0-9.第几数])(?P<n>{NUMERAL})\s{{0,2}}[来多余]?\s{{0,2}}(?P<large>个?亿|千万|百万|万|[wW](?![a-zA-Z]))\s{{0,2}}"
    rf"(?P<yuan>{_YUAN})?(?![吨斤只个件条台套棵株亩人头箱米户平立公])",
    re.ASCII,
)
_THOUSANDS = re.compile(r"(?<![0-9.第几数])(?P<n>[0-9]{3,9}千)元", re.ASCII)  # as in statements
_RATE = re.compile(r"(?<![0-9.])(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})?)\s{0,2}(?:%|个点)", re.ASCII)
_TENOR = re.compile(
    rf"(?<![0-9.第])(?P<n>{NUMERAL}|半)\s{{0,2}}(?P<unit>年半|个半月|个月|年|天)(?P<rest>.?)",
    re.ASCII,
)
_NO_TENOR_BEFORE = re.compile(
    r"(?:成立|开了|开办|做了|干了|经营|从业|质保|保修|每|近|过去|连续|已经?|有|前|第|上|了)\Z|20[0-9]{0,2}\Z"
)
_NO_TENOR_AFTER = re.compile(r"[前来多经工级底初末内产度后]|以[来上前内]|之[前内]|的?经验|历史|老")
_PEOPLE = re.compile(
    rf"(?<![0-9.第几数])(?P<n>{NUMERAL})\s{{0,2}}[来多余]?\s{{0,2}}(?P<unit>个人|号人|名|位|人|个)(?![月半点小亿])",
    re.ASCII,
)
_PAY = rf"(?:[1-9][千仟][1-9](?![0-9百])|{NUMERAL})"  # 4千5, or any
_WAGE = re.compile(
    rf"(?<![0-9.千仟])(?P<low>{_PAY}){_YUAN}?{_RANGE}(?P<high>{_PAY})(?![0-9]|万|%|个|人|天|岁|点)",
    re.ASCII,
)
_SINGLE_WAGE = re.compile(
    rf"(?:月薪|工资|月工资|底薪|每月|一个月|保底)\s{{0,2}}(?:是|为|不低于|至少)?\s{{0,2}}(?P<n>{_PAY})(?![0-9千仟万%])"
    rf"\s{{0,2}}{_YUAN}?(?!{_RANGE}[0-9一二三四五六七八九])",
    re.ASCII,
)
WAGES = (1_000, 60_000)  # 元 a month: what else is written so is hours, ages, sizes
UNITS = (
    *("立方米", "平方米", "公斤", "千克", "平方", "立方", "方", "吨", "斤", "克", "米"),
    *("个", "件", "箱", "套", "台", "只", "条", "双", "张", "卷", "桶", "袋", "瓶", "车", "头"),
    *("亩", "棵", "株", "把", "块", "片", "支", "根", "盒", "包"),
)
_QUANTITY = re.compile(
    rf"(?<![0-9.第几数钱元块每/])(?P<n>{NUMERAL}(?:万(?:{NUMERAL})?)?)\s{{0,2}}[来多余]?\s{{0,2}}"
    rf"(?P<unit>{'|'.join(UNITS)})(?![月人半钱])",
    re.ASCII,
)
_PRICE = re.compile(
    rf"(?P<n>{NUMERAL})\s{{0,2}}{_YUAN}\s{{0,2}}(?:钱)?\s{{0,2}}(?:/|一|每)\s{{0,2}}(?P<unit>{'|'.join(UNITS)})"
    rf"|(?:每|一)(?P<unit2>{'|'.join(UNITS)})\s{{0,2}}(?P<n2>{NUMERAL})\s{{0,2}}{_YUAN}",
    re.ASCII,
)
_LARGE = {
    "亿": 10**8,
    "个亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "w": 10**4,
    "W": 10**4,
}


def amounts(plain: str, _today: date) -> Iterator[Match]:
    """Amounts of 万 and 亿 in fen; of a range neither end."""
    for read in _AMOUNT.finditer(plain):
        value = number(read["n"])
        if value is None or _in_a_range(plain, read) or _is_part(plain, read.start(), read.end()):
            continue
        yield Match(int(value * _LARGE[read["large"]] * 100), read.start(), read.end())
    for read in _THOUSANDS.finditer(plain):
        value = number(read["n"])
        if value and not _in_a_range(plain, read):
            yield Match(int(value * 100), read.start(), read.end())


def amount_range(end: int) -> Finder:
    """The lower (0) or the upper (1) end of 10万到500万, 10-500万."""
    pattern = re.compile(
        rf"(?<![0-9.])(?P<low>{NUMERAL})\s{{0,2}}(?P<small>亿|万)?\s{{0,2}}{_YUAN}?{_RANGE}"
        rf"(?P<high>{NUMERAL})\s{{0,2}}(?P<large>亿|万)",
        re.ASCII,
    )

    def found_ends(plain: str, _today: date) -> Iterator[Match]:
        for read in pattern.finditer(plain):
            value = number(read["high" if end else "low"])
            unit = read["large"] if end else read["small"] or read["large"]
            if value is not None:
                yield Match(int(value * _LARGE[unit] * 100), read.start(), read.end())

    return found_ends


def tenors(plain: str, _today: date) -> Iterator[Match]:
    """一年, 6个月, 半年, 一年半 in days, as terms are read everywhere."""
    for read in _TENOR.finditer(plain):
        at_end = read.end() - len(read["rest"])
        if _NO_TENOR_BEFORE.search(before(plain, read.start(), 4)) or _in_a_range(plain, read):
            continue
        if _NO_TENOR_AFTER.match(plain[at_end : at_end + 3]) and "内还" not in plain[at_end:]:
            continue
        days = _days(read["n"], read["unit"])
        months = re.search(rf"{_N}年\Z", before(plain, read.start(), 2))  # of 1年6个月
        if days and not months and not _is_part(plain, read.start(), at_end):
            yield Match(days, read.start(), at_end)


def _days(text: str, unit: str) -> int | None:
    if text == "半":
        return HALVES.get(f"半{unit}")
    value = number(text)
    if value is None or value != value.to_integral_value() or not 0 < value <= 1000:
        return None
    return term_days(int(value), unit)


def rates(plain: str, _today: date) -> Iterator[Match]:
    for read in _RATE.finditer(plain):
        if not _in_a_range(plain, read):
            yield Match(int(Decimal(read["n"]) * 100), read.start(), read.end())


def people(plain: str, _today: date) -> Iterator[Match]:
    for read in _PEOPLE.finditer(plain):
        value = number(read["n"])
        if value and value == value.to_integral_value() and not _in_a_range(plain, read):
            yield Match(int(value), read.start(), read.end())


def wages(end: int) -> Finder:
    """The lower (0) or the upper (1) end of a month's pay, in fen; 工资6000 is both."""

    def found_wages(plain: str, _today: date) -> Iterator[Match]:
        for read in _WAGE.finditer(plain):
            value = _pay(read["high" if end else "low"], read["high"])
            other = _pay(read["low"], read["high"])
            if value and other:
                yield Match(value * 100, read.start(), read.end())
        for read in _SINGLE_WAGE.finditer(plain):
            value = _pay(read["n"], read["n"])
            open_end = re.match(r"\s{0,2}(?:起|以上|保底)|多", after(plain, read.end()))
            if value and not (end and (open_end or "保底" in read[0] or "底薪" in read[0])):
                yield Match(value * 100, read.start(), read.end())

    return found_wages


def _pay(text: str, beside: str) -> int | None:
    """六千到八千, 4千5到6千; in 4到6千 the first is of thousands too."""
    value = number(re.sub(r"\A([1-9])[千仟]([1-9])\Z", r"\g<1>\g<2>00", text))
    if value is not None and value < 10 and beside.endswith(("千", "仟")):
        value *= 1000
    return int(value) if value is not None and WAGES[0] <= value <= WAGES[1] else None


def quantities(plain: str, _today: date) -> Iterator[Match]:
    """(quantity, unit): 2万个, 三百吨; not what a price is of: 一吨2800块."""
    priced = [read.span() for read in _PRICE.finditer(plain)]
    for read in _QUANTITY.finditer(plain):
        value = number(read["n"])
        of_a_price = any(a < read.end() and read.start() < b for a, b in priced)
        whole = not _in_a_range(plain, read) and not _PART_BEFORE.search(plain[: read.start()][-4:])
        if value and whole and not of_a_price:
            quantity = Decimal(f"{value.normalize():f}")
            yield Match((quantity, read["unit"]), read.start(), read.end())


def prices(plain: str, today: date) -> Iterator[Match]:
    """420元/立方米, 三块钱一个, 每吨4200元: in fen, where quantities are of the same unit."""
    units = {match.value[1] for match in quantities(plain, today)}
    for read in _PRICE.finditer(plain):
        value = number(read["n"] or read["n2"])
        part = _PART_BEFORE.search(plain[: read.start()][-4:]) if read["n"] else None
        if part or _in_a_range(plain, read):
            continue
        if value and units <= {read["unit"] or read["unit2"]}:
            yield Match(int(value * 100), read.start(), read.end())


def part(find: Finder, place: int) -> Finder:
    """One part of what a finder gives in pairs."""

    def found_parts(plain: str, today: date) -> Iterator[Match]:
        for match in find(plain, today):
            yield Match(match.value[place], match.start, match.end)

    return found_parts


_VAGUE_NUMERAL = (
    rf"(?:[几数][十百千]?|[一二三四五六七八九]{{2}}[十百千]|{NUMERAL}{_RANGE}{NUMERAL}|上[百千]"
    r"|(?:[一二三四五六七八九]?[十百千]|[0-9]{1,4})(?:几|[一二三四五六七八九]{2}))"
)
_VAGUE = re.compile(
    rf"(?<![0-9.第一二三四五六七八九十百千])(?:{_VAGUE_NUMERAL})\s{{0,2}}[来多]?\s{{0,2}}"
    rf"(?:(?P<money>(?:个?亿|千万|百万|万){_YUAN}?|千?元|块)|(?P<rate>%|个点)|(?P<days>个月|年|天)"
    rf"|(?P<count>号人|人|名|位|个(?!月))|(?P<quantity>{'|'.join(UNITS)}))(?![前以来级])",
    re.ASCII,
)
_OPEN_TENOR = re.compile(
    rf"(?<=[用期限借贷])\s{{0,2}}"
    rf"(?:{NUMERAL}\s{{0,2}}(?:个月|年)多|{NUMERAL}\s{{0,2}}(?:多个?|个多)月|半年多)"
)


def vague(plain: str) -> Iterator[Match]:
    """What looks like a figure and is none for sure: 二三十万, 20-30个, 十几个, 十五六个; and what
    has several parts, where it isn't read as a whole: 两万八千元, 1年6个月. Its value is in which
    ways a field would read it."""
    for read in _VAGUE.finditer(plain):
        reads = {read.lastgroup or ""} | ({"quantity"} if read["count"] == "个" else set())
        yield Match(frozenset(reads), read.start(), read.end())
    for read in _OPEN_TENOR.finditer(plain):
        yield Match(frozenset({"days"}), read.start(), read.end())
    for read in _COMPOUND.finditer(plain):
        reads = {"days"} if "月" in read[0] else {"money"}
        yield Match(frozenset(reads), read.start(), read.end())


def _is_part(plain: str, start: int, end: int) -> bool:
    """Whether a figure goes on before or behind: half of one is none."""
    return bool(
        _PART_BEFORE.search(plain[max(0, start - 4) : start]) or _PART_AFTER.match(plain, end)
    )


def _in_a_range(plain: str, read: re.Match[str]) -> bool:
    return bool(
        _JOINED.search(plain[max(0, read.start() - 4) : read.start()])
        or _GOES_ON.match(plain, read.end())
    )
