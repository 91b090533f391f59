"""Names of organizations: in which letters they may be written, so that none passes for another."""

from __future__ import annotations

import unicodedata

from domain.core.malformed import Malformed
from domain.values.text import clean_text

LEAST, MOST = 2, 80
_ZERO = "〇"


def clean_name(raw: str, *, field: str) -> str:
    """As it is stored: Chinese characters, plain Latin letters, figures and punctuation. A letter
    of another script looks like one of these and is another. Raises Malformed."""
    name = clean_text(raw, field=field, least=LEAST, most=MOST)
    for place, letter in enumerate(name, start=1):
        if not all(map(_is_plain, unicodedata.normalize("NFKC", letter))):
            message = f"第 {place} 个字“{letter}”不是汉字、英文字母、数字或标点"
            raise Malformed("text.script", message, "请按营业执照重新输入", value=raw, field=field)
    return name


def _is_plain(letter: str) -> bool:
    is_han = unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")
    is_mark = unicodedata.category(letter)[0] == "P"
    return is_han or is_mark or letter == _ZERO or (letter.isascii() and letter.isprintable())
