"""Which fields are picked from what we know, and what is written into an empty one."""

from __future__ import annotations

from services.files.cells.column import Column

_PARTY = "名称里的几个字、拼音首字母或信用代码"
_PLACE, _INDUSTRY = "地名，例如 襄城县", "行业里的两个字，例如 食品"
HINTS_OF_PICKS = {
    "party": _PARTY,
    "parties": _PARTY,
    "region": _PLACE,
    "regions": _PLACE,
    "industry": _INDUSTRY,
    "industries": _INDUSTRY,
}
MANY_PICKED = frozenset({"parties", "regions", "industries"})


def is_picked(column: Column) -> bool:
    return column.reads in HINTS_OF_PICKS
