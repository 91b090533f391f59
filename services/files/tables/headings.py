"""Headings: which field of a kind of table a column fills, by what stands over it and below it.

A heading names a field by one of its names, alone or with words around it that say nothing else
(拟申请贷款金额). Any other word may make it another thing (贷款余额, 去年采购量, 抵押物价值): such
a column fills nothing, and is named as one that isn't read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache, partial
from itertools import pairwise

from domain.core.malformed import Malformed
from domain.values.uscc import read_uscc
from services.files.cells.column import Column
from services.files.cells.figures import LOWER, UPPER
from services.files.cells.meaning import NOTHING, is_said_to_be_none, read_meaning
from services.files.cells.meant import Around
from services.files.sheets.sheets import Cell, SheetRow
from services.files.tables.aliases import (
    AS_IT_IS,
    BY_CONTENTS,
    COMMON,
    OF_PARTIES,
    OTHERWISE,
    REMARKS,
    SERIALS,
    TERMS,
)
from services.files.tables.columns import PARTY, STATE, importable, kinds
from services.files.tables.layout import HIGHEST, LOWEST, Heading, folded
from services.files.tables.stated_units import is_by_time, is_of_many_people

LOOKED_INTO = 200  # cells, to tell a column by what stands in it
TRIED = 40  # different ones, where each must be read
MOSTLY = 0.8  # of them
SHORTEST_WITHIN = 3  # letters of a name that is looked for within a heading
OWN, OTHER, WITHIN = range(3)  # how well a heading names a field: its label, an alias, among words

_PLANNED = re.compile(r"拟|计划|预计|申请|需求|意向|需要")
_YEAR = re.compile(r"(?:20[0-9]{2}|本|今|当)年度?")
_PAST = re.compile(r"20[0-9]{2}年")
_SAYS_NO_MORE = re.compile(  # around the name of a field
    r"(?:[0-9]{1,2}[.、]|[一二三四五六七八九十]{1,2}、|本次|此次|拟|计划|预计|申请|需要|需求|意向"
    r"|企业|单位|公司|具体|详细|的|人民币|名称)*"
)
_NOW = re.compile("目前|现阶段|当前")  # 目前资金需求 is wanted, 目前贷款金额 there already
_ASKED_FOR = re.compile("需求|缺口|缺|拟|计划|申请|意向|需要|急需")
_AMOUNT = re.compile(r"金额|额度?")
_WHETHER = re.compile(r"是否|有无|有没有|能否")
_FOREIGN = re.compile(
    r"[美欧港日韩澳加]元|外币|英镑|卢布|泰铢|法郎|卢比|新台币|[美日韩]圆|港币|usd|eur|hkd|[$€£]"
)
_OTHER_RATE = re.compile(r"‰|bp|基点|月息|月利")
_OTHER_SPAN = re.compile(r"/(?:人/?)?(?:年|天|日|小?时)")  # of a wage
_FIGURE = re.compile(r"[0-9〇零一二两三四五六七八九十百千半]")
_OF_AN_AMOUNT = re.compile("额|数量|人数|单价|预算|[采购需产]量|价格")
_OF_A_FIGURE = re.compile(
    r"[0-9〇零一二两三四五六七八九十百千万亿元年月天个人名%.,~～–—\-至到约近不超过低于以内上下左右]"
)
_OF_FIGURES = frozenset({"money", "rate", "days", "count", "quantity"})
_ORGANIZATION = re.compile(
    r"\S{2,50}(?:公司|[工电分]?厂|合作社|银行|[支分]行|局|委员会|委|院|学院|大学|学校|中心|研究所|事务所|店"
    r"|经营部|[农林牧]场|集团|办公室|办事处|协会|商会|工作室|基地)(?:\(.*\)|（.*）)?"
)
_SERIAL = re.compile(r"[0-9]{1,5}(?:\.0)?", re.ASCII)


@cache
def names(kind: str) -> dict[str, tuple[Column, int]]:
    """What the columns of a kind are called; a field's own names before those of others."""
    names: dict[str, tuple[Column, int]] = {}
    whole = importable(kind)
    for column in whole:
        own = (column.label, column.heading, *column.aliases, column.key, f"{kind}.{column.key}")
        for name in own:
            names.setdefault(folded(name), (column, OWN))
            names.setdefault(folded(name).partition("(")[0], (column, OWN))
    common = OF_PARTIES if kind == PARTY else COMMON.get(kind.partition(".")[2], {})
    for column in whole:
        for name in (*TERMS.get(f"{kind}.{column.key}", ()), *common.get(column.key, ())):
            names.setdefault(folded(name), (column, OTHER))
    return names


@cache
def _all_names() -> frozenset[str]:
    perhaps = frozenset(name for called in BY_CONTENTS.values() for name in called)
    known = frozenset(name for kind in kinds() for name in names(kind))
    return known | perhaps | REMARKS | SERIALS


def is_known(heading: Heading) -> bool:
    """Whether a heading names a column of any kind of table."""
    return not _all_names().isdisjoint(heading.names)


def by_key(kind: str, key: str) -> Column | None:
    return next((column for column in (*importable(kind), STATE) if column.key == key), None)


def by_heading(kind: str, heading: Heading) -> tuple[Column, int] | None:
    """The field that a heading names, and how well; None where it may be about another thing."""
    named = _named(kind, heading)
    if named is None or _contradicts(named[0], heading):
        return None
    return named


def _named(kind: str, heading: Heading) -> tuple[Column, int] | None:
    known = names(kind)
    if not heading.names:
        return None
    if heading.upper:
        if heading.names[-1] in known:
            return known[heading.names[-1]]
        if heading.base in LOWEST | HIGHEST:
            return _bound(kind, heading)
        if _is_of_other_things(folded(heading.upper)):
            return None
    exact = next((known[name] for name in heading.names if name in known), None)
    if exact:
        return exact
    base = heading.base
    within = [n for n in known if len(n) >= SHORTEST_WITHIN and n in base and not n.isascii()]
    longest = max(within, key=len, default="")
    rest = base.replace(longest, "", 1) if longest else base
    column = known[longest][0] if longest else None
    if column and column.reads == "yes_no":
        rest = _WHETHER.sub("", rest)
    if column and column.reads == "money":
        rest = _AMOUNT.sub("", rest)
    if _PLANNED.search(base):
        rest = _YEAR.sub("", rest)
    if _ASKED_FOR.search(base):
        rest = _NOW.sub("", rest)
    return (column, WITHIN) if column and _SAYS_NO_MORE.fullmatch(rest) else None


def _bound(kind: str, heading: Heading) -> tuple[Column, int] | None:
    """最低 or 最高 under the name of what it bounds."""
    named = _named(kind, Heading(heading.upper))
    if named is None:
        return None
    key = named[0].key
    lower = LOWER.get(key, key if key in UPPER else "")
    column = by_key(kind, lower if heading.base in LOWEST else UPPER.get(lower, ""))
    return (column, OTHER) if column else None


def _is_of_other_things(upper: str) -> bool:
    """Whether what stands over several columns speaks of the past, or of somebody else."""
    there = _PAST.search(upper) or any(word in upper for word in AS_IT_IS)
    is_there = there and not _ASKED_FOR.search(upper)
    return bool(is_there) or any(word in upper for word in OTHERWISE)


def asks(heading: Heading | None) -> bool:
    """Whether what stands over a column says that it is asked for: 融资需求 > 金额."""
    return heading is not None and _ASKED_FOR.search(folded(heading.upper)) is not None


def _contradicts(column: Column, over: Heading) -> bool:
    """Whether the heading asks for a yes or no, or states a unit that the field can't have."""
    heading = f"{over.upper}{over.text}".casefold()
    if _WHETHER.search(heading) and column.reads != "yes_no":
        return True
    if column.reads == "quantity":
        return is_by_time(over.brackets)
    if column.reads == "count":
        return is_of_many_people(over.brackets)
    if column.reads == "money":
        monthly = column.key.startswith("wage")
        return bool(_FOREIGN.search(heading) or (monthly and _OTHER_SPAN.search(heading)))
    return column.reads == "rate" and _OTHER_RATE.search(heading) is not None


def speaks_of_figures(column: Column, rows: Sequence[SheetRow], place: int) -> bool:
    """Whether a column whose name may be that of a figure or of a text holds figures:
    融资需求 stands over 300万元 here and over 采购原料缺资金 there."""
    if column.reads not in _OF_FIGURES:
        return True
    texts = [text for text in texts_of(rows, place) if not is_said_to_be_none(text)]
    figures = sum(
        bool(_FIGURE.search(text)) and len(_OF_A_FIGURE.sub("", text)) <= 5 for text in texts
    )
    return figures >= len(texts) / 2


def states_a_figure(heading: Heading) -> bool:
    """Whether a heading says that figures stand below it: 融资需求（万元）, 需求数量."""
    return bool(heading.unit or heading.stated.other or _OF_AN_AMOUNT.search(heading.base))


def by_heading_and_contents(
    kind: str, heading: Heading, rows: Sequence[SheetRow], place: int
) -> Column | None:
    """The field that a heading may name, where nearly all that stands below it is of that field."""
    fields = [field for field, called in BY_CONTENTS.items() if heading.base in called]
    if not fields or heading.upper:
        return None
    every = dict.fromkeys(texts_of(rows[:LOOKED_INTO], place))
    texts = [text for text in every if text not in NOTHING][:TRIED]
    for field in fields if texts else ():
        column = by_key(kind, field.removeprefix(f"{kind}."))
        if column is None:
            continue
        if column.reads == "title":
            good = sum(bool(_ORGANIZATION.fullmatch(text)) for text in texts)
        else:
            around = Around({column.key: column}, date.min)
            good = sum(_reads(partial(_meaning, column, around), text) for text in texts)
        if good >= MOSTLY * len(texts):
            return column
    return None


def _meaning(column: Column, around: Around, text: str) -> object:
    return read_meaning(column, Cell(text), around)


def by_contents(
    kind: str, heading: Heading | None, rows: Sequence[SheetRow], place: int, have: Collection[str]
) -> Column | None:
    """A column of credit codes, whatever it is called; not those of another organization."""
    key = "uscc" if kind == PARTY else "party_code"
    above = f"{heading.upper}{heading.text}" if heading else ""
    if key in have or any(word in above for word in (*OTHERWISE, "上级", "母公司", "股东")):
        return None
    texts = texts_of(rows[:LOOKED_INTO], place)
    codes = sum(_reads(read_uscc, text) for text in texts)
    return by_key(kind, key) if texts and codes >= MOSTLY * len(texts) else None


def is_serial(heading: Heading, rows: Sequence[SheetRow], place: int) -> bool:
    """Whether what looks like an id only counts the rows: 1, 2, 3, in the next list again."""
    texts = texts_of(rows, place)
    counts = bool(texts) and all(map(_SERIAL.fullmatch, texts))
    return counts and not SERIALS.isdisjoint(heading.names)


def texts_of(rows: Sequence[SheetRow], place: int) -> list[str]:
    """What stands in a column, without its empty cells."""
    cells = (row.cells[place - 1].text.strip() for row in rows if place <= len(row.cells))
    return [text for text in cells if text]


def said_in(rows: Sequence[SheetRow], place: int, *, serials: bool) -> list[str]:
    """What stands in a column, but for words for nothing, and where there may be `serials` for
    numbers that count the rows."""
    texts = [text for text in texts_of(rows, place) if text not in NOTHING]
    counts = serials and all(map(_SERIAL.fullmatch, texts)) and _counts_up(texts)
    return [] if counts else texts


def _counts_up(texts: Sequence[str]) -> bool:
    figures = [int(float(text)) for text in texts]
    return all(after == before + 1 for before, after in pairwise(figures))


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except Malformed:
        return False
    return True
