"""Number formats: a cell that holds 0.0346 and shows 3.46% is read as what it shows.

Formats that only group digits or fix their places change nothing. One that scales (3000000 shown as
300.0万) makes the number untrustworthy: who wrote it may have meant either.
"""

from __future__ import annotations

import re
from decimal import Decimal

LOST_FROM = 10**15  # a spreadsheet keeps 15 digits of a number

Read = tuple[str, str]  # text and kind, as in services/files/sheets.py

_PADDED = re.compile(r"0{2,18}")
_WITH_UNIT = re.compile(r'[#,0]{1,10}(?:\.[0#]{1,6})?[ _]{0,2}"?(?P<unit>[一-鿿]{1,4})"?')
_SCALED = re.compile(r"[万亿千百元]|[0#],+(?![0#])|[!\\]\.")
_PERCENT = re.compile(r"[0#]\s?%")


def telling(pattern: str) -> bool:
    """Whether a number format makes a person read something else than the bare number."""
    first = pattern.partition(";")[0]
    return any(
        match is not None
        for match in (
            _PADDED.fullmatch(first),
            _PERCENT.search(first),
            _SCALED.search(first),
            _WITH_UNIT.fullmatch(first),
        )
    )


def shown_as(value: str, pattern: str) -> Read:
    """A number in such a format, as a person reads it: 3.46%, 007, 300万元."""
    first = pattern.partition(";")[0]
    text, kind = number_as_seen(float(value), serials=True)
    if kind == "lost_digits":
        return text, kind
    if _PERCENT.search(first):
        # two digits fewer than a number holds, or 0.0346 would become 3.4600000000000004
        percent = Decimal(format(Decimal(text) * 100, ".13g")).normalize()
        return f"{percent:f}%", "text"
    if _PADDED.fullmatch(first) and text.isdigit():
        return text.zfill(len(first)), "text"
    if unit := _WITH_UNIT.fullmatch(first):
        return text + unit["unit"], "text"
    return text, "scaled"


def number_as_seen(value: float, *, serials: bool) -> Read:
    """Text and kind of a number without any format of its own."""
    if abs(value) >= LOST_FROM:
        return f"{value:.14E}", "lost_digits"
    # 15 digits, as a spreadsheet shows them: 0.1+0.2 is 0.3 there
    text = format(Decimal(format(value, ".15g")), "f")
    return text, "number" if serials else "text"
