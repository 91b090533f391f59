"""The Unified Social Credit Code (GB 32100-2015): 18 characters that name an organization.

Read leniently in form (width, case, spaces, hyphens) and strictly in substance; a wrong character
is named with its place, never corrected. Places 9 to 17 are an organization code, which has a check
character of its own (GB 11714): true codes satisfy it, but lists in use hold some that don't, so a
code is doubted for it and not refused.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.identity import is_identity_number, may_be_identity_number

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_NOT_OF_A_PERSON = "请填营业执照上的 18 位代码；个人信息不要写在这里"
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]{0,20})?E\+?[0-9]{1,3}", re.ASCII)
_SAME = re.compile(r"([0-9A-Z])\1{9,}", re.ASCII)
_COUNTED = "1234567890" * 3
_AS_TEXT = "表格软件已丢失末尾几位；请把该列设为文本格式，再重新填写"


def read_uscc(text: str) -> str:
    """The 18 characters in upper case. Raises Malformed with a code beginning with `uscc.`."""
    plain = "".join(_upper(character) for character in half_width(text[:100]))
    if not plain:
        raise Malformed("uscc.empty", "没有填写统一社会信用代码", "营业执照上的 18 位代码")
    if _EXPONENT.fullmatch(plain):
        raise Malformed("uscc.lost_digits", "代码成了科学计数法", _AS_TEXT, value=text)
    code = plain.replace(" ", "").replace("-", "")
    shown = "" if may_be_identity_number(code) else text
    if is_identity_number(code):
        raise Malformed(
            "uscc.identity_number",
            "这是身份证号，不是统一社会信用代码",
            _NOT_OF_A_PERSON,
        )
    if _is_placeholder(code):
        raise Malformed(
            "uscc.placeholder",
            "这是用来占位的数字，不是统一社会信用代码",
            "请填营业执照上的 18 位代码；暂时没有的请留空",
            value=text,
        )
    if len(code) != 18 or len(text) > 100:
        raise Malformed(
            "uscc.length",
            "统一社会信用代码应为 18 位",
            "15 位的是旧注册号；请照营业执照填写 18 位代码",
            value=shown,
        )
    for place, character in enumerate(code, start=1):
        _check_place(place, character, shown)
    if code.isdigit() and code.endswith("000") and completed(code[:16]) != code:
        raise Malformed("uscc.lost_digits", "代码末尾是三个零", _AS_TEXT, value=shown)
    if check_character(code[:17]) != code[17]:
        if may_be_identity_number(code):
            message = "看着是身份证号，不是统一社会信用代码"
            raise Malformed("uscc.identity_number", message, _NOT_OF_A_PERSON)
        raise Malformed(
            "uscc.checksum", "校验位不对，至少有一位写错了", "请逐位核对营业执照", value=shown
        )
    return code


def doubt_uscc(code: str) -> Malformed | None:
    """What to ask about a code that could be read: whether its organization code is right."""
    if completed(code[:16]) == code:
        return None
    message = "第 9 至 17 位是组织机构代码，它的校验位不对"
    return Malformed("uscc.organization", message, "请照营业执照核对", value=code)


def code_in_form(text: str) -> str | None:
    """What has the form of a code, whatever its checks say: older logs hold codes of one check.
    None for anything else, and for identity numbers."""
    code = "".join(map(_upper, half_width(text[:100]))).replace(" ", "").replace("-", "")
    formed = len(code) == 18 and _VALUES.keys() >= set(code) and code[2:8].isdigit()
    return code if formed and not is_identity_number(code) else None


def completed(first16: str) -> str:
    """The whole code of its first sixteen characters: both check characters follow from them."""
    first17 = first16 + organization_check(first16[8:])
    return first17 + check_character(first17)


def check_character(first17: str) -> str:
    """The 18th character; a remainder of 0 gives 0. ValueError if these aren't 17 of ours."""
    if len(first17) != 17 or any(character not in _VALUES for character in first17):
        raise ValueError("a check character needs 17 characters of the alphabet")
    total = sum(_VALUES[character] * pow(3, place, 31) for place, character in enumerate(first17))
    return ALPHABET[-total % 31]


def organization_check(first8: str) -> str:
    """The 9th character of an organization code (GB 11714): 0 to 9, or X for ten."""
    values = (int(character, 36) for character in first8)
    total = sum(v * weight for v, weight in zip(values, _ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _is_placeholder(code: str) -> bool:
    """One character over and over, or digits counted up or down."""
    counted = len(code) >= 10 and (code in _COUNTED or code in _COUNTED[::-1])
    return counted or _SAME.fullmatch(code) is not None


def _upper(character: str) -> str:
    # str.upper would make two letters of ß and a plain letter of some foreign ones.
    return character.upper() if character.isascii() else character


def _check_place(place: int, character: str, text: str) -> None:
    if character not in _VALUES:
        raise Malformed(
            "uscc.alphabet",
            f"第 {place} 位“{character}”不是代码用字",
            "只用数字和大写字母，其中 I、O、S、V、Z 不用",
            value=text,
        )
    if 3 <= place <= 8 and not character.isdigit():
        raise Malformed(
            "uscc.region", f"第 {place} 位应是数字", "第 3 至 8 位是行政区划代码", value=text
        )
