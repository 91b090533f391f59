"""Units that a heading states in brackets: 金额（千元）, 单价（元/斤）, 采购数量（万吨）.

What is stated and can't be read is another unit than the sheet's, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MONEY = "亿元|千万元|百万元|十万元|万元|千元|百元|元|亿|万"
LARGE = {"万": "万元", "亿": "亿元"}
DAY_UNITS = {"天": "天", "日": "天", "月": "个月", "个月": "个月", "年": "年"}

_SAYS_UNIT = re.compile("(?:(?:金额|计量|货币)?单位)?[:为]?(?:人民币)?")
_KNOWN = re.compile(
    rf"(?P<unit>{MONEY}|{'|'.join(DAY_UNITS)}|%)(?:人民币)?(?:(?:/|每)(?P<per>[^0-9]{{1,8}}))?"
)
_OF_MONEY = re.compile("[^0-9]*元[^0-9]*|[十百千万亿]+|[wk]")  # and none of those that are known
_NO_UNIT = re.compile("[必选填可约估预如含不需注请或等及盖数参详见写没无按有]|[年月日]份?|全|总")
_GOODS = re.compile(r"(?P<unit>[十百千万亿]?[a-z³²\u4e00-\u9fff]{1,4})(?:/年|每年)?")
_BY_TIME = re.compile("(?:/|每)(?:月|天|日|周|季度?|小?时|班)")
_MANY_PEOPLE = re.compile("[十百千万]+[人名个户家]?")


class Stated(NamedTuple):
    """A unit of money, of time or %, and what one is paid for: 元, 斤 of 元/斤. `other`: one that
    can't be read."""

    unit: str = ""
    per: str = ""
    other: str = ""


def stated_unit(brackets: Iterable[str]) -> Stated:
    """What the brackets of a heading state, folded."""
    other = ""
    for part in _parts(brackets):
        if read := _KNOWN.fullmatch(part):
            return Stated(LARGE.get(read["unit"], read["unit"]), read["per"] or "")
        other = part if _OF_MONEY.fullmatch(part) else other
    return Stated(other=other)


def goods_in(brackets: Iterable[str]) -> str:
    """The unit of goods in which the brackets say that is counted; "" for none, and for several."""
    read = [_GOODS.fullmatch(part) for part in _parts(brackets) if not _NO_UNIT.search(part[:-2])]
    units = [unit["unit"] for unit in read if unit and not _NO_UNIT.search(unit["unit"])]
    return units[0] if len(units) == 1 else ""


def is_by_time(brackets: Iterable[str]) -> bool:
    """吨/月: a quantity of each month."""
    return any(_BY_TIME.search(part) for part in _parts(brackets))


def is_of_many_people(brackets: Iterable[str]) -> bool:
    """百人: not so many people as the number says."""
    return any(_MANY_PEOPLE.fullmatch(part) for part in _parts(brackets))


def _parts(brackets: Iterable[str]) -> list[str]:
    parts = (part for inside in brackets for part in re.split("[,;、]", inside))
    bare = (part[read.end() :] if (read := _SAYS_UNIT.match(part)) else part for part in parts)
    return [part for part in bare if part]
