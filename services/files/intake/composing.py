"""Composing: what a posting is called and says where the office's list has only columns.

From what stands in the row and nothing else, so that the same row always reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from domain.postings.reading.heading import heading
from services.files.tables.columns import importable, title_of

LONGEST_TITLE = 60
_REMARK = re.compile(r"[^：]{1,20}：")
_BARE = re.compile(r"[0-9][0-9,.~～〜–—\-至到]*")
_STATES_UNIT = re.compile(r"[人名个家户万亿元天日月年周%‰％]|[^0-9]{4}|\A[^0-9]*\Z")
WHOSE = frozenset({"id", "party", "party_name", "party_code", "title", "text", "visibility"})
WHOSE |= {"invited", "valid_from", "valid_through", "regions", "industries"}
TITLES: dict[
    str, tuple[str, ...]
] = {  # pieces with fields in braces, and what stands there without
    "bank.need": ("申请{purpose}贷款|申请贷款", "{amount_fen}"),
    "bank.offering": ("{purposes}贷款|贷款", "最高{amount_max_fen}"),
    "sales.need": ("采购{product_name}", "{spec}"),
    "sales.offering": ("供应{product_name}", "{spec}"),
    "labor.need": ("招聘{occupation}", "{headcount}"),
    "labor.offering": ("可提供{occupation}", "{headcount}"),
    "digitization.need": ("需要{domain}",),
    "digitization.offering": ("提供{domains}",),
}


def composed_title(kind: str, texts: Mapping[str, str], text: str, units: Mapping[str, str]) -> str:
    """A title of the row's own words, at least the kind's name."""
    pieces = []
    for piece in TITLES.get(kind, ()):
        field = piece.partition("{")[2].partition("}")[0]
        whole, _, without = piece.partition("|")
        shown = _shown(field, texts, units).removesuffix("贷款") if texts.get(field) else ""
        pieces.append(whole.replace(f"{{{field}}}", shown) if shown else without)
    stated = any(
        texts.get(piece.partition("{")[2].partition("}")[0]) for piece in TITLES.get(kind, ())
    )
    title = ("".join(pieces) if stated else "") or heading(text) or title_of(kind)
    return title[:LONGEST_TITLE].rstrip("，、,； ")


def composed_text(
    kind: str, texts: Mapping[str, str], remarks: Iterable[str], units: Mapping[str, str]
) -> str:
    """融资金额300万元；用途流动资金。备注：急。"""
    labels = {c.key: c.label for c in importable(kind) if c.key not in WHOSE}
    stated = [f"{labels[k]}：{_shown(k, texts, units)}" for k in labels if texts.get(k)]
    return "。".join(filter(None, ("；".join(stated), *remarks)))


def is_composed(kind: str, text: str) -> bool:
    """Whether a text is as it was made here: fields behind their labels, and remarks behind theirs.
    Whatever a person adds isn't."""
    labels = tuple(f"{c.label}：" for c in importable(kind) if c.key not in WHOSE)
    stated, *remarks = text.split("。")
    fields = all(piece.startswith(labels) for piece in stated.split("；"))
    return fields and all(_REMARK.match(remark) for remark in remarks)


def is_composed_title(kind: str, title: str) -> bool:
    """Whether a title is of the form in which it would be made here."""
    forms = [re.sub(r"\{\w+\}", ".+", piece) for piece in TITLES.get(kind, ())]
    pieces = "".join(f"(?:{form})?" for form in forms)
    return bool(title) and bool(forms) and re.fullmatch(pieces, title) is not None


def _shown(field: str, texts: Mapping[str, str], units: Mapping[str, str]) -> str:
    """As it stands, with the unit that its heading states: 200-500 is 200-500万元."""
    text, unit = texts[field], units.get(field, "")
    if unit and not _STATES_UNIT.search(text):
        return text + unit if _BARE.fullmatch(text) else f"{text}（{unit}）"
    return text
