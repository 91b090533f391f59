"""Industries by their codes (GB/T 4754-2017): section C, division C30, group C309, class C3099.

The digits alone are unique, so 3099 is C3099. Names are known for sections and divisions; a group
or a class shows its division's name. What the edition of 2011 called a division is read too.
"""

from __future__ import annotations

import re
from collections import Counter

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.industries_china import CLASSIFICATION, FORMER_NAMES, MOVED_UP, SHORT_NAMES


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
GENERIC = {"其他", "及其", "制品", "品业", "制造", "造业", "加工", "工业", "产品", "设备"}
GENERIC |= {"服务", "务业", "修理", "日用", "用品", "和制", "材料", "业务"}  # said of any industry
COMMON = 12  # divisions with the same two letters: of more these say nothing
OFFERED = 4  # divisions that are offered where a name is unknown
_CODE = re.compile(r"[A-T](?:[0-9]{2,4})?|[0-9]{2,4}", re.ASCII)
_BETWEEN = r"[ \-_—:：.、(/]{0,3}"
_NAME = r"(?P<name>[\u4e00-\u9fff](?:.{0,60}[\u4e00-\u9fff])?)"
_BOTH = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"(?P<code>{_CODE.pattern}){_BETWEEN}{_NAME}\)?",
        rf"{_NAME}{_BETWEEN}(?P<code>{_CODE.pattern})\)?",
    )
)
_JOINTS = re.compile(r"[、,， ]|以及|[和及与]")


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


def _folded(name: str) -> str:
    """Without what people write or leave out: 农、林、牧、渔业 and 农林牧渔, 及 and 和, 业."""
    plain = _JOINTS.sub("", name)
    return plain.removesuffix("业") if len(plain) > 2 else plain


def _by_folded_name() -> dict[str, str]:
    """What is written for a code; names of today come before all others."""
    written = SHORT_NAMES | FORMER_NAMES | _CODES
    return {_folded(name): code for name, code in written.items()}


_BY_FOLDED_NAME = _by_folded_name()


def read_industry(text: str) -> str:
    """The code with its letter, from C3099, 3099, C, from a name of a section or division (通用设备
    制造业, 通用设备制造, that of 2011), or from both: C34 通用设备制造业.

    Raises Malformed with a code beginning with `industry.`.
    """
    plain = half_width(text[:100])
    if not plain:
        raise Malformed("industry.empty", "没有填写行业", "例如 C30 或 非金属矿物制品业")
    code = _by_name(plain) or _by_code(plain, text)
    if code:
        return code
    for pattern in _BOTH:
        if read := pattern.fullmatch(plain):
            return _of_both(read["code"], read["name"], text)
    raise Malformed("industry.unknown", "没有这个行业", _likely(plain), value=text)


def _by_name(plain: str) -> str | None:
    return _CODES.get(plain) or _BY_FOLDED_NAME.get(_folded(plain))


def _by_code(plain: str, text: str) -> str | None:
    code = plain.upper() if plain.isascii() else plain
    if _CODE.fullmatch(code) is None:
        return None
    if code[0].isdecimal():
        code = _LETTERS.get(code[:2], "") + code
    if code in NAMES:
        return code
    if since := _moved_up(code):
        return since
    raise Malformed(
        "industry.unknown_code",
        "行业分类（GB/T 4754-2017）里没有这个代码",
        _hint(code),
        value=text,
    )


def _moved_up(code: str) -> str | None:
    """The division of a code of 2011 whose letter shows that it isn't of today: P82 is P83."""
    digits = code[1:]
    if len(digits) != 2 or not digits.isdecimal() or int(digits) not in MOVED_UP:
        return None
    since = f"{code[0]}{int(digits) + 1}"
    return since if since in NAMES else None


def _of_both(code: str, name: str, text: str) -> str:
    """A code with its name beside it; names of groups and classes aren't known here."""
    by_name, letters = _by_name(name), "".join(filter(str.isalpha, code)).upper()
    digits = code[len(letters) :]
    if by_name and _moved_up(f"{by_name[0]}{digits}") == by_name and letters in {"", by_name[0]}:
        return by_name
    by_code = _by_code(code, text)
    if by_code and by_name and (within(by_name, by_code) or within(by_code, by_name)):
        return max(by_code, by_name, key=len)
    if by_code and not by_name and len(digits) > 2:
        return by_code
    if by_code and by_name:
        advice = f"{by_code} 是{industry_name(by_code)}，{name}是 {by_name}"
        raise Malformed("industry.disagree", "代码和名称不是同一个行业", advice, value=text)
    raise Malformed("industry.unknown", "没有这个行业", _likely(name), value=text)


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
    for pair in _pairs(plain) & _BY_PAIR.keys() - GENERIC:
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
