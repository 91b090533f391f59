"""Numerals as people write them: 300, ３００, 1,200, 2.5万, 二百二十, 两万五, 三千, 一亿二千万.

`number` reads a whole text, exactly or not at all; `NUMERAL` finds one in a sentence.
"""

from __future__ import annotations

import re
from decimal import Decimal

from domain.values.halfwidth import half_width

_WORDS = "零一二三四五六七八九"
DIGITS = {
    **dict(zip(_WORDS, range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = "".join(DIGITS) + "".join(PLACES)
ARABIC = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
NUMERAL = rf"(?:(?:{ARABIC})[百千]?|[{CHINESE}]{{1,12}})"  # without 万 and 亿

_WHOLE = re.compile(rf"(?:(?:{ARABIC}|[{CHINESE}]{{1,12}})[百千万亿]{{0,2}}){{1,4}}", re.ASCII)
_PART = re.compile(rf"(?P<small>{ARABIC}|[{CHINESE}]*)(?P<thousands>[百千]?)(?P<large>[万亿]?)")
_RUN = re.compile(rf"[0-9.,]{{0,16}}(?:[{CHINESE}万亿]{{1,16}}[0-9.,]{{0,16}}){{1,4}}", re.ASCII)
_SPOKEN = re.compile(rf"[{CHINESE}]")
_DIGIT_OF_A_PLACE = re.compile(  # 2千5百万: digits where people mostly write words
    rf"(?<![0-9.,])[0-9](?=[{''.join(PLACES)}])", re.ASCII
)


def number(text: str) -> Decimal | None:
    """The number that a whole text is; None where it is anything else."""
    plain = half_width(text)
    if not plain or _WHOLE.fullmatch(plain) is None:
        return None
    plain = _DIGIT_OF_A_PLACE.sub(lambda read: _WORDS[int(read[0])], plain)
    total, part, scale, least = Decimal(0), Decimal(0), 0, 10**12
    for read in _PART.finditer(plain):
        if not read[0]:
            continue
        small = _small(read["small"])
        if small is None:
            return None
        small *= PLACES.get(read["thousands"], 1)
        large = LARGE.get(read["large"], 1)
        if large >= least or (scale and re.fullmatch("[0-9]", read["small"])):
            return None  # 12万5: nobody knows of what
        if large == 1 and scale and _is_tail(read["small"]):  # 两万五: of the next place down
            return total + small * scale / 10
        total, part, scale, least = total + small * large, small, large, large
    return total if part or total or "零" in plain or "0" in plain else None


def in_digits(text: str) -> str:
    """A text whose spoken numerals are written in digits, 万 and 亿 kept: 二百二十万 → 220万."""
    return _RUN.sub(_digits, text)


def _digits(read: re.Match[str]) -> str:
    run = read[0]
    value = number(run) if _SPOKEN.search(run) else None
    if value is None:
        return run
    for unit in ("亿", "万"):
        if unit in run and value * 10**4 % LARGE[unit] == 0:
            return f"{(value / LARGE[unit]).normalize():f}{unit}"
    return f"{value:f}"


def _small(text: str) -> Decimal | None:
    """A number below 10,000 in words, or any in digits."""
    if re.fullmatch(ARABIC, text, re.ASCII):
        return Decimal(text.replace(",", ""))
    total, digit, place, last = 0, None, 10_000, 0
    for letter in text:
        if letter in DIGITS:
            if digit not in {None, 0}:
                return None  # 二三: two numbers
            digit = DIGITS[letter]
        else:
            if PLACES[letter] >= place:
                return None
            place = PLACES[letter]
            total += (1 if digit is None else digit) * place
            digit, last = None, place
    if digit and last > 10 and "零" not in text and "〇" not in text:
        return Decimal(total + digit * last // 10)  # 一百五
    return Decimal(total + (digit or 0)) if text else None


def _is_tail(text: str) -> bool:
    return len(text) == 1 and text in DIGITS and text not in "零〇"
