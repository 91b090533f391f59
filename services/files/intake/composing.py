"""Composing: what a posting is called and says where the office's list has only columns.

From what stands in the row and nothing else, so that the same row always reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.core.malformed import Malformed
from domain.postings.content import Content
from domain.postings.reading.heading import heading
from services.files.cells.column import Column
from services.files.cells.meaning import read_meaning
from services.files.cells.meant import Around
from services.files.cells.writing import written
from services.files.sheets.sheets import Cell
from services.files.tables.columns import importable, title_of

LONGEST_TITLE = 60
_REMARK = re.compile(r"[^：]{1,20}：")
_FIELD = re.compile(r"\{(\w+)\}")
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


def recomposed_text(
    kind: str,
    text: str,
    texts: Mapping[str, str],
    remarks: Iterable[str],
    units: Mapping[str, str],
) -> str:
    """A text that was made here, with what a row says now in the place of what it said of the same
    field or under the same heading; the rest stays."""
    stated, *former = text.split("。")
    fields = dict(piece.split("：", 1) for piece in stated.split("；"))
    labels = {c.key: c.label for c in importable(kind) if c.key not in WHOSE}
    fields |= {label: _shown(k, texts, units) for k, label in labels.items() if texts.get(k)}
    order = [label for label in labels.values() if label in fields]
    noted = {_headed(remark): remark for remark in (*former, *remarks)}
    return "。".join(
        filter(None, ("；".join(f"{label}：{fields[label]}" for label in order), *noted.values()))
    )


def _headed(remark: str) -> str:
    return remark.partition("：")[0]


def is_composed_title(content: Content) -> bool:
    """Whether a title is one that is made here of what a posting says: each piece in its form, and
    with that very value."""
    kind, terms = content.terms.kind, content.terms
    pattern = "".join(_form(piece, terms) for piece in TITLES.get(kind, ()))
    made = re.fullmatch(pattern, content.title) if pattern else None
    return made is not None and all(
        _says(kind, field, text, getattr(terms, field), content.valid_from)
        for field, text in made.groupdict().items()
        if text is not None
    )


def written_terms(content: Content) -> dict[str, str]:
    """What a title is made of, by field, as somebody would write it."""
    known = {c.key: c for c in importable(content.terms.kind)}
    pieces = TITLES.get(content.terms.kind, ())
    keys = [field for piece in pieces for field in _FIELD.findall(piece)]
    return {key: _written(known[key], getattr(content.terms, key)) for key in keys}


def _written(column: Column, value: Any) -> str:
    return written(column, value) + (column.unit if value and column.reads == "count" else "")


def _form(piece: str, terms: Any) -> str:
    """A piece of a title: around a text of the posting's own, or around what can be read."""
    whole, _, without = piece.partition("|")
    [field] = _FIELD.findall(whole)
    value = getattr(terms, field)
    if not value:
        return re.escape(without)
    inner = re.escape(value) if isinstance(value, str) and not value.isascii() else ".+"
    with_it = whole.replace(f"{{{field}}}", f"(?P<{field}>{inner})")
    return f"(?:{with_it}|{without})" if without else f"(?:{with_it})?"


def _says(kind: str, field: str, text: str, value: Any, today: date) -> bool:
    columns = {column.key: column for column in importable(kind)}
    try:
        return bool(read_meaning(columns[field], Cell(text), Around(columns, today)).value == value)
    except Malformed:
        return False


def _shown(field: str, texts: Mapping[str, str], units: Mapping[str, str]) -> str:
    """As it stands, with the unit that its heading states: 200-500 is 200-500万元."""
    text, unit = texts[field], units.get(field, "")
    if unit and not _STATES_UNIT.search(text):
        return text + unit if _BARE.fullmatch(text) else f"{text}（{unit}）"
    return text
