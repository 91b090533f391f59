"""The Unified Social Credit Code (GB 32100-2015): 18 characters that name an organization.

Read leniently in form (width, case, spaces, hyphens) and strictly in substance; a wrong character
is named with its place, never corrected.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]{0,20})?E\+?[0-9]{1,3}", re.ASCII)
_AS_TEXT = "表格软件已丢失末尾几位；请把该列设为文本格式，再重新填写"


def read_uscc(text: str) -> str:
    """The 18 characters in upper case. Raises Malformed with a code beginning with `uscc.`."""
    plain = "".join(_upper(character) for character in half_width(text[:100]))
    if not plain:
        raise Malformed("uscc.empty", "没有填写统一社会信用代码", "营业执照上的 18 位代码")
    if _EXPONENT.fullmatch(plain):
        raise Malformed("uscc.lost_digits", "代码成了科学计数法", _AS_TEXT, value=text)
    code = plain.replace(" ", "").replace("-", "")
    if len(code) != 18 or len(text) > 100:
        raise Malformed(
            "uscc.length",
            "统一社会信用代码应为 18 位",
            "15 位的是旧注册号；请照营业执照填写 18 位代码",
            value=text,
        )
    for place, character in enumerate(code, start=1):
        _check_place(place, character, text)
    if code.isdigit() and code.endswith("000") and not _whole_in_spite_of_zeros(code):
        raise Malformed("uscc.lost_digits", "代码末尾是三个零", _AS_TEXT, value=text)
    if check_character(code[:17]) != code[17]:
        raise Malformed(
            "uscc.checksum", "校验位不对，至少有一位写错了", "请逐位核对营业执照", value=text
        )
    return code


def check_character(first17: str) -> str:
    """The 18th character; a remainder of 0 gives 0. ValueError if these aren't 17 of ours."""
    if len(first17) != 17 or any(character not in _VALUES for character in first17):
        raise ValueError("a check character needs 17 characters of the alphabet")
    total = sum(_VALUES[character] * pow(3, place, 31) for place, character in enumerate(first17))
    return ALPHABET[-total % 31]


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


def _whole_in_spite_of_zeros(code: str) -> bool:
    """Whether 18 digits that end in 000 are a true code after all.

    A spreadsheet keeps 15 digits of a number and makes the others 0. Places 9 to 17 are an
    organization code with a check digit of its own (GB 11714); where both checks hold, 340 of 341
    damaged codes are ruled out.
    """
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(code[8:16], weights, strict=True))
    return code[16] == "0123456789X0"[11 - total % 11] and check_character(code[:17]) == code[17]
