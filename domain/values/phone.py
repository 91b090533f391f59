"""Telephone numbers of the mainland: a mobile's eleven digits, or an area code with seven or eight.

Read leniently in form (width, spaces, hyphens, +86, brackets round the area code), strictly in
substance. Kept as people write them: 13700001111, 0374-3560000, 0374-3560000-12.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width

LONGEST = 40
_ADVICE = "写手机号，或区号加座机号，例如 0374-3560000"
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})", re.ASCII)
_LANDLINE = re.compile(
    r"(?:\+?86)?(?P<area>0[0-9]{2,3})-?(?P<number>[2-9][0-9]{6,7})(?:[-#转](?P<extension>[0-9]{1,6}))?",
    re.ASCII,
)
_SERVICE = re.compile(r"400[0-9]{7}|[19][0-9]{4}|12345", re.ASCII)


def read_phone(text: str) -> str:
    """The number in its one form. Raises Malformed with a code beginning with `phone.`."""
    plain = re.sub(r"[\s()（）·.]", "", half_width(text[: 2 * LONGEST]))
    if not plain:
        raise Malformed("phone.empty", "没有填写电话", _ADVICE)
    tight = plain.replace("-", "")
    if mobile := _MOBILE.fullmatch(tight):
        return mobile[1]
    if landline := _LANDLINE.fullmatch(plain):
        number = f"{landline['area']}-{landline['number']}"
        return f"{number}-{landline['extension']}" if landline["extension"] else number
    if _SERVICE.fullmatch(tight):
        return tight
    raise Malformed("phone.form", "电话号码不对", _ADVICE, value=text)
