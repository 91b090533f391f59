"""名称 Names of parties: what is hidden of one where nobody is to know whose a text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from domain.parties.codes import SCALES
from domain.values.region import NAMES, NATION

OURSELVES = "本单位"  # instead of a name
_KIND_OF_PLACE = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|回族区|省|市|县|区)$")
_LEGAL_FORM = re.compile(r"(?:股份|集团|有限|责任|公司|厂|合作社|专业)+$")
_LEAST_OF_A_PLACE, _LEAST_OF_A_NAME = 2, 3  # letters


def without_name(text: str, title: str) -> str:
    """A text without the name of the party, whole or without what stands before and behind it in
    many names: 禹州市宏达机械有限公司 is 宏达机械 too."""
    for name in _names(title):
        text = text.replace(name, OURSELVES)
    return text


def _names(title: str) -> Iterator[str]:
    """The longest first: a place that is cut off may have been a part of the name itself, as 中原
    in 襄城县中原机械厂."""
    yield title
    core = _LEGAL_FORM.sub("", title)
    while len(core) >= _LEAST_OF_A_NAME:
        yield core
        shorter = _place().sub("", core, count=1)
        if shorter == core:
            return
        core = shorter


@cache
def _place() -> re.Pattern[str]:
    """A place at the beginning, with or without its kind: 禹州市, 禹州."""
    whole = {name for code, name in NAMES.items() if code != NATION}
    short = {_KIND_OF_PLACE.sub("", name) for name in whole}
    names = whole | {name for name in short if len(name) >= _LEAST_OF_A_PLACE}
    return re.compile("^(?:" + "|".join(sorted(names, key=lambda n: (-len(n), n))) + ")")


Known = tuple[str, str]  # a name and a scale, "" where that isn't known


def renaming(before: Known, after: Known) -> str:
    """旧名 → 新名; with the scales where these differ."""
    if before[1] == after[1]:
        return f"{before[0]} → {after[0]}"
    return " → ".join(
        f"{name}（{SCALES.get(scale, '规模未填')}）" for name, scale in (before, after)
    )
