"""Rates: annual, in whole basis points (345 is 3.45%). A bare 3.45 is refused, never guessed."""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width

MOST_POINTS = 10_000

_RATE = re.compile(
    r"(?:年化利率|年化|年利率)?[:]? ?"
    r"(?:(?P<percent>0|[1-9][0-9]{0,5})(?:\.(?P<fraction>[0-9]{1,10}))? ?%"
    r"|(?P<points>0|[1-9][0-9]{0,7}) ?bps?)",
    re.IGNORECASE | re.ASCII,
)


def read_rate(text: str) -> int:
    """3.45%, 3.45％, 年化3.45%, 345bp → 345. Raises Malformed with a code `rate.…`."""
    read = _RATE.fullmatch(half_width(text)) if len(text) <= 40 else None
    if read is None:
        raise _objection(text)
    fraction = read["fraction"] or ""
    if len(fraction) > 2:
        raise Malformed("rate.too_fine", "利率最多两位小数", "精确到 0.01%，例如 3.45%", value=text)
    points = int(read["points"] or read["percent"] + fraction.ljust(2, "0"))
    if points > MOST_POINTS:
        raise Malformed("rate.too_large", "利率超过 100%", "请核对小数点", value=text)
    return points


def show_rate(points: int) -> str:
    """345 → 3.45%, 300 → 3%; any number, also one that nobody may state today."""
    if points < 0:
        return "-" + show_rate(-points)
    return f"{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".") + "%"


def _objection(text: str) -> Malformed:
    """Why a text is no annual rate; the first reason that fits."""
    plain = half_width(text[:100])
    if not plain:
        return Malformed("rate.empty", "没有填写利率", "例如 3.45%")
    for pattern, code, message, advice in _OBJECTIONS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    return Malformed("rate.unreadable", "看不出是利率", "例如 3.45% 或 345bp", value=text)


_OBJECTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (r"\A[0-9.,]+\Z", "rate.ambiguous", "利率没有写单位", "请写 3.45% 或 345bp"),
        (r"LPR", "rate.relative", "写的是浮动利率", "请按当前 LPR 折算成年化利率"),
        (r"[月日]|‰|万分|千分", "rate.not_annual", "不是年化利率", "请折算成年化，例如 3.45%"),
        (
            r"[0-9] ?%? ?[-~〜–—至到] ?[0-9]",
            "rate.range",
            "写的是一个范围",
            "请分别填写下限和上限",
        ),
        (r"\A(?:年化利率|年化|年利率)?[:]? ?-", "rate.negative", "利率不能为负", "请填写正数"),
    )
)
