"""Places by their codes (GB/T 2260), from the whole country down to a township of Xiangcheng.

A code carries its own ancestors: 411025 lies in 411000 (its first four digits), that in 410000.
Townships of Xiangcheng are 411025 and three digits; their names are not kept here.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.regions_china import ALSO_ELSEWHERE, HENAN, PROVINCES

NATION = "000000"
OWN_COUNTY = "411025"
_TOWNSHIP = re.compile(rf"{OWN_COUNTY}(?!000)[0-9]{{3}}", re.ASCII)


def _table() -> dict[str, str]:
    names = {NATION: "全国"}
    names |= {entry[:2] + "0000": entry[2:] for entry in PROVINCES.split()}
    prefecture = ""
    for entry in HENAN.split():
        if entry[:4].isdecimal():
            prefecture = entry[:4]
            names[prefecture + "00"] = entry[4:]
        else:
            names[prefecture + entry[:2]] = entry[2:]
    return names


NAMES = _table()
OWN_COUNTY_NAME = NAMES[OWN_COUNTY]


def read_region(text: str) -> str:
    """The code of a place, from its code or its full name: 襄城县, 许昌市襄城县, 河南省, 全国.

    Raises Malformed with a code beginning with `region.`.
    """
    plain = half_width(text[:100])
    if not plain:
        raise Malformed("region.empty", "没有填写地区", f"例如 {OWN_COUNTY_NAME} 或 {OWN_COUNTY}")
    if plain in NAMES or _TOWNSHIP.fullmatch(plain):
        return plain
    if plain.isascii() and plain.isdecimal():
        raise Malformed(
            "region.unknown_code", "没有这个行政区划代码", "外省请填到省级，例如 420000", value=text
        )
    if plain in ALSO_ELSEWHERE:
        raise Malformed(
            "region.ambiguous",
            "别的省也有同名的区",
            f"请连市名一起写，例如 {_in_full(plain)}",
            value=text,
        )
    code = _CODES.get(plain)
    if code is None:
        raise Malformed(
            "region.unknown",
            "没有这个地区",
            _in_question(plain) or f"请写全称，例如 {OWN_COUNTY_NAME}、许昌市；外省写省名",
            value=text,
        )
    return code


def _in_question(short: str) -> str:
    """Which place a name may be meant to be that lacks its last letter: 襄城."""
    names = sorted({name for name in NAMES.values() if len(short) > 1 and name[:-1] == short})
    return f"是不是{'、'.join(f'“{name}”' for name in names)}？请写全称" if names else ""


def region_name(code: str) -> str:
    """The name that is shown; a township, or a code without a name here, shows as itself."""
    return NAMES.get(code, code)


def ancestors(code: str) -> tuple[str, ...]:
    """The place itself and what it lies in, up to its province: 411025, 411000, 410000."""
    if code == NATION:
        return (NATION,)
    wider = (code, code[:6], code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(wider))


def covers(area: str, place: str) -> bool:
    """Whether the place is the area or lies in it; 000000 covers every place."""
    return area == NATION or area in ancestors(place)


def _spellings() -> dict[str, str]:
    """Code by name, and by name behind those of its province and prefecture."""
    codes: dict[str, str] = {}
    for code, name in NAMES.items():
        above = [NAMES[wider] for wider in reversed(ancestors(code)[1:]) if wider[2:4] != "90"]
        for start in range(len(above) + 1):
            codes["".join(above[start:]) + name] = code
        if len(above) == 2:
            codes[above[0] + name] = code
    # Not the name of a place.
    return {name: code for name, code in codes.items() if code != "419000"}


def _in_full(name: str) -> str:
    code = next(code for code, known in NAMES.items() if known == name)
    return NAMES[code[:4] + "00"] + name


_CODES = _spellings()
