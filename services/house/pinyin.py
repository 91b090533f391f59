"""How a name is said, so that it is found by what people type: 恒丰 is "hengfeng hf"."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def sounds(title: str) -> str:
    """Pinyin without tones, and its initials, between blanks."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 (its dictionary takes half a second)

    syllables = lazy_pinyin(title)
    letters = lazy_pinyin(title, style=Style.FIRST_LETTER)
    return f"{''.join(syllables)} {''.join(letters)}".lower()
