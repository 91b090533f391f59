"""Places by their codes (GB/T 2260), from the whole country down to a township of Xiangcheng.

A code carries its own ancestors: 411025 lies in 411000 (its first four digits), that in 410000.
Townships of Xiangcheng are 411025 and three digits; of those that are no more the code is kept.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.region_spellings import (
    FORMER_CODES,
    FORMER_NAMES,
    NAMES,
    NATION,
    OWN_COUNTY,
    PREFECTURES_ELSEWHERE,
    ancestors,
    named,
    narrower_in_henan,
    province_elsewhere,
    province_named_first,
    unfinished,
)
from domain.values.regions_china import ALSO_ELSEWHERE

__all__ = ["NAMES", "NATION", "OWN_COUNTY", "ancestors"]

OWN_COUNTY_NAME = NAMES[OWN_COUNTY]
UNBOUNDED = frozenset(
    {"不限", "不限地区", "地区不限", "不限区域", "区域不限", "不限地域", "地域不限", "无限制"}
)
LONGEST = 100
_TOWNSHIP = re.compile(rf"{OWN_COUNTY}(?!000)[0-9]{{3}}", re.ASCII)
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}", re.ASCII)
_JOINTS = re.compile(r"(?<=[^0-9A-Za-z])[ \-/·>]{1,3}(?=[^0-9A-Za-z])")
_OURS = re.compile(r"(?:[全本]([县市省国])|([县市省])内)(?:各地|范围内?|境内)?")
_WIDE = {"县": OWN_COUNTY, "市": OWN_COUNTY[:4] + "00", "省": OWN_COUNTY[:2] + "0000", "国": NATION}


def read_region(text: str) -> str:
    """The code of a place, from its code, its name or what it is called for short where that is one
    place: 襄城县, 襄城, 许昌襄城县, 襄城县紫云镇, 许昌县, 411025000000, 全县, 湖北省, 全国.

    What is narrower than the places kept here is read as the one that it lies in: 山东省潍坊市 as
    山东省 (`read_as_wider`). Raises Malformed with a code beginning with `region.`.
    """
    return _read(text)[0]


def read_area(text: str) -> str:
    """A place as `read_region` has it, or the whole country where there is no bound (不限)."""
    return NATION if _joined(text) in UNBOUNDED else read_region(text)


def read_as_wider(text: str) -> bool:
    """Whether a text says more of a place than is read of it: of 潍坊市 only its province."""
    return _read(text)[1]


def township_called(text: str) -> str | None:
    """The township of the own county that is called so for short, where no other place is: 湛北."""
    names = unfinished(_joined(text))
    codes = [code for code, name in NAMES.items() if names == [name]]
    return codes[0] if len(codes) == 1 and _TOWNSHIP.fullmatch(codes[0]) else None


def region_name(code: str) -> str:
    """The name that is shown, of a code that was given up its last; one without a name here shows
    as itself."""
    return NAMES.get(code) or FORMER_NAMES.get(code, code)


def covers(area: str, place: str) -> bool:
    """Whether the place is the area or lies in it; 000000 covers every place."""
    return area == NATION or area in ancestors(place)


def _read(text: str) -> tuple[str, bool]:
    """The code, and whether the text names a narrower place."""
    plain = half_width(text[:LONGEST])
    if not plain:
        raise Malformed("region.empty", "没有填写地区", f"例如 {OWN_COUNTY_NAME} 或 {OWN_COUNTY}")
    if plain in NAMES or _TOWNSHIP.fullmatch(plain):
        return plain, False
    if plain.isascii() and plain.isdecimal():
        return _by_code(plain, text)
    name = _joined(text)
    if name in UNBOUNDED:
        raise Malformed(
            "region.unbounded",
            "这里要写一个地方，不能写“不限”",
            f"例如 {OWN_COUNTY_NAME}；不限地区的写“全国”",
            value=text,
        )
    return _by_name(name, text)


def _joined(text: str) -> str:
    """Without what stands between the parts of a name: 河南省 许昌市, 河南-许昌."""
    return _JOINTS.sub("", half_width(text)) if len(text) <= LONGEST else ""


def _by_code(plain: str, text: str) -> tuple[str, bool]:
    """Statistical codes have 12 digits, those of townships 9: noughts say that nothing follows."""
    if _CODE.fullmatch(plain):
        county, township, rest = plain[:6], plain[6:9].strip("0"), plain[9:].strip("0")
        if county == OWN_COUNTY and township:
            return plain[:9], bool(rest)
        code = FORMER_CODES.get(county, county)
        if code in NAMES:
            return code, bool(township or rest)
        if county[:4] in PREFECTURES_ELSEWHERE:
            return county[:2] + "0000", True
    if plain.startswith(OWN_COUNTY[:2]):
        message, advice = "河南省没有这个行政区划代码", f"请核对，或写地名，例如 {OWN_COUNTY_NAME}"
    else:
        message, advice = "没有这个行政区划代码", "外省请填到省级，例如 420000"
    raise Malformed("region.unknown_code", message, advice, value=text)


def _by_name(name: str, text: str) -> tuple[str, bool]:
    if name in ALSO_ELSEWHERE:
        raise Malformed(
            "region.ambiguous",
            "别的省也有同名的区",
            f"请连市名一起写，例如 {_in_full(name)}",
            value=text,
        )
    if ours := _OURS.fullmatch(name):
        return _WIDE[ours[1] or ours[2]], False
    codes = named(name)
    if len(codes) > 1:
        candidates = "还是".join(f"“{NAMES[code]}”" for code in sorted(codes))
        raise Malformed(
            "region.ambiguous", "可能指几个地方", f"是{candidates}？请写全称", value=text
        )
    for code in codes:
        return code, False
    wider = narrower_in_henan(name) or province_elsewhere(name)
    if wider:
        return wider, True
    raise Malformed("region.unknown", "没有这个地区", _advice(name), value=text)


def _advice(name: str) -> str:
    candidates = unfinished(name)
    if candidates:
        return f"是不是{'、'.join(f'“{full}”' for full in candidates)}？请写全称"
    province = province_named_first(name)
    if province:
        return f"外省请填到省级：{NAMES[province]}"
    return f"请写全称，例如 {OWN_COUNTY_NAME}、许昌市；外省写省名"


def _in_full(name: str) -> str:
    code = next(code for code, known in NAMES.items() if known == name)
    return NAMES[code[:4] + "00"] + name
