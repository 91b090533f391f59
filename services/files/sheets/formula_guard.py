"""Neutral cells: a text that a spreadsheet would take for a formula gets an apostrophe in front.

`=HYPERLINK(…)` in a company's name runs on the machine of whoever opens the list. The apostrophe is
taken off again when such a file comes back.
"""

from __future__ import annotations

# also the full-width twins, which some spreadsheets treat alike
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(text: str) -> str:
    """The text as it may be written into a cell; one that looks neutral already gets one more."""
    return "'" + text if text.lstrip("'").startswith(STARTS) else text


def restored(text: str) -> str:
    """The text as it was before `neutral`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(STARTS) else text
