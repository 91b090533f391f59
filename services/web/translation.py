"""Texts in two languages: Chinese is the message id, so it needs no catalogue; English has one.

What isn't in the catalogue is shown in Chinese; a test lists what is missing.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"zh": "中文", "en": "English"}
CATALOGUE = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES" / "docking.po"


@cache
def translations(language: str) -> NullTranslations:
    if language != "en":
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    made = io.BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return Translations(made)


def chosen(query: str | None, cookie: str | None, accepted: str) -> str:
    """What somebody asked for, said before, or what the browser prefers; else Chinese."""
    for asked in (query, cookie):
        if asked in LANGUAGES:
            return str(asked)
    first = accepted.partition(",")[0].strip().lower()
    return "en" if first.startswith("en") else "zh"
