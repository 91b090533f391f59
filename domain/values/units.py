"""Units of goods: what people count in, and how those of one kind convert, in whole numbers.

A unit is folded as it is compared (㎡ is m2, Ｔ is t), a number before it multiplies (万只), and
what no list has is a kind of its own: bags of one firm aren't boxes of another.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from domain.values.text import matching_key

PARTS = 1000  # of a kind's smallest unit: as finely as quantities are compared

# By kind: how many of the kind's smallest unit one of these is.
_KINDS: dict[str, dict[str, int]] = {
    "mass": {
        "吨 公吨 t": 1_000_000,
        "千克 公斤 kg": 1_000,
        "斤 市斤": 500,
        "两 市两": 50,
        "克 g": 1,
    },
    "volume": {"立方米 立方 方 m3": 1_000_000, "升 公升 l": 1_000, "毫升 ml": 1},
    "area": {"公顷 ha": 30_000, "亩": 2_000, "平方米 平方 平米 平 m2": 3},  # an 亩 is 2000/3 m²
    "length": {
        "千米 公里 km": 1_000_000,
        "米 m": 1_000,
        "厘米 公分 cm": 10,
        "毫米 mm": 1,
    },
    "pieces": {"个 件 只 枚 pcs": 1},
}
_TIMES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_MOST_TIMES = 10_000


class Unit(NamedTuple):
    """A unit's kind, and how many of the kind's smallest one it is."""

    kind: str
    size: int


@lru_cache(maxsize=4096)
def unit_of(written: str) -> Unit:
    """The unit that somebody wrote."""
    key = matching_key(written).replace(" ", "")
    known = _KNOWN.get(key)
    if known:
        return known
    times, rest = _TIMES.get(key[:1], 1), key[1:]
    if times > 1 and rest:
        kind, size = _KNOWN.get(rest) or Unit(rest, 1)
        return Unit(kind, size * times)
    return Unit(key, 1)


def quantity_in_parts(quantity: Decimal, unit: Unit) -> int:
    """A quantity as a whole number of parts of the kind's smallest unit."""
    return round(quantity * unit.size * PARTS)


def price_in_parts(price: int, unit: Unit) -> int:
    """A price of one unit as a whole number that compares with prices in the kind's other units."""
    return price * (_COMMON.get(unit.kind, 1) * _MOST_TIMES // unit.size)


_COMMON = {kind: lcm(*sizes.values()) for kind, sizes in _KINDS.items()}
_KNOWN = {
    word: Unit(kind, size)
    for kind, sizes in _KINDS.items()
    for words, size in sizes.items()
    for word in words.split()
}
