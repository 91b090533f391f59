"""Industries by their codes (GB/T 4754-2017): section C, division C30, group C309, class C3099.

The digits alone are unique, so 3099 is C3099. Names are known for sections and divisions; a group
or a class shows its division's name.
"""

from __future__ import annotations

import re
from collections import Counter

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.industries_china import CLASSIFICATION


def _table() -> dict[str, str]:
    """Every code, in the order of the standard, with its own name or its division's."""
    names: dict[str, str] = {}
    letter = ""
    for line in CLASSIFICATION.split("\n"):
        code, _, rest = line.partition(" ")
        if code.isalpha():
            letter = code
            names[letter] = rest
        elif code:
            name, *groups = rest.split(" ")
            for group in ("", *groups):
                parts = ("", *group[1:]) if group else ("",)
                names |= {letter + code + group[:1] + part: name for part in parts}
    return names


NAMES = _table()
_LETTERS = {code[1:3]: code[0] for code in NAMES if len(code) == 3}
# 房地产业, 教育 and 国际组织 name both a section and its only division: the narrower is meant.
_CODES = {name: code for code, name in NAMES.items() if len(code) in (1, 3)}
COMMON = 12  # divisions with the same two letters: of more these say nothing
OFFERED = 4  # divisions that are offered where a name is unknown
_CODE = re.compile(r"[A-T](?:[0-9]{2,4})?|[0-9]{2,4}", re.ASCII)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _by_pair() -> dict[str, list[str]]:
    """By two letters in a row the divisions in whose names they stand."""
    names: dict[str, list[str]] = {}
    for name in (name for name, code in _CODES.items() if len(code) == 3):
        for pair in _pairs(name):
            names.setdefault(pair, []).append(name)
    return names


_BY_PAIR = _by_pair()


def read_industry(text: str) -> str:
    """The code with its letter, from C3099, 3099, C, or the name of a section or division.

    Raises Malformed with a code beginning with `industry.`.
    """
    plain = half_width(text[:100])
    if not plain:
        raise Malformed("industry.empty", "没有填写行业", "例如 C30 或 非金属矿物制品业")
    if plain in _CODES:
        return _CODES[plain]
    code = plain.upper() if plain.isascii() else plain
    if _CODE.fullmatch(code) is None:
        raise Malformed("industry.unknown", "没有这个行业", _likely(plain), value=text)
    if code[0].isdecimal():
        code = _LETTERS.get(code[:2], "") + code
    if code not in NAMES:
        raise Malformed(
            "industry.unknown_code",
            "行业分类（GB/T 4754-2017）里没有这个代码",
            _hint(code),
            value=text,
        )
    return code


def industry_name(code: str) -> str:
    """The section's or division's name; a code we don't know shows as itself."""
    return NAMES.get(code, code)


def within(prefix: str, code: str) -> bool:
    """Whether the industry is the one of the prefix or part of it: C3042 lies in C30 and in C."""
    return prefix in NAMES and code.startswith(prefix)


def _likely(plain: str) -> str:
    """The divisions that share most with what was written: two letters in a row, the rarer the
    more; those of a great many tell nothing."""
    worth = Counter[str]()
    for pair in _pairs(plain) & _BY_PAIR.keys() - {"其他"}:
        worth.update({name: COMMON // len(_BY_PAIR[pair]) for name in _BY_PAIR[pair]})
    likest = sorted(+worth, key=lambda name: (-worth[name], _CODES[name]))[:OFFERED]
    if not likest:
        return "请写代码或门类、大类的全称，例如 C30"
    candidates = "、".join(f"“{_CODES[name]} {name}”" for name in likest)
    return f"是不是{candidates}？请写代码或全称"


def _hint(code: str) -> str:
    letter = _LETTERS.get(code[1:3])
    if letter and letter != code[0] and code[0].isalpha():
        return f"{code[1:3]} 大类属于门类 {letter}"
    return "例如 C30、C3021"
