"""Headings: which kind of table a sheet is, and which column fills which field.

The hidden first row of our template settles it ("bank.need.amount_fen"). Without it the headings
are compared with every kind of table, tolerant of width, spaces and asterisks; the sheet's name
(需求, 供给, 单位) and a given track help. What stays unclear is a finding, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.core.malformed import Malformed, shown
from domain.postings.tracks import TRACKS
from domain.values.halfwidth import half_width
from domain.values.money import UNITS
from services.files.columns import PARTY, Column, columns, kinds, title_of
from services.files.formula_guard import restored
from services.files.lists import closest
from services.files.report import Finding
from services.files.sheets import Sheet, SheetRow
from services.files.workbook import column_name

LOOKED_AT = 10  # rows in which a heading may stand
NOT_DATA = ("说明", "错误清单")  # sheets of ours that hold no rows
HINTS = {
    "party": ("单位", "名录", "party", "parties"),
    "need": ("需求", "need"),
    "offering": ("供给", "产品", "offering"),
}
REMARKS = frozenset({"必填", "选填", "可选", "可多选", "可填多个", "可不填"})
DAY_UNITS = {"天": "天", "日": "天", "月": "个月", "个月": "个月", "年": "年"}

_REMARK = re.compile(r"(?P<base>[^()]{1,60})\((?P<inside>[^()]{1,40})\)")


@dataclass(frozen=True)
class Table:
    """A sheet that has been recognised: its columns by place (from 1), its rows of data."""

    sheet: str
    kind: str
    heading_row: int
    columns: dict[int, Column]
    rows: tuple[SheetRow, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns that must be there and aren't."""
        have = {column.key for column in self.columns.values()}
        return tuple(c for c in columns(self.kind) if c.needed and c.key not in have)


def recognise(sheet: Sheet, track: str | None) -> tuple[Table | None, list[Finding]]:
    """The table in a sheet, and what is wrong with its headings; no table where there is none."""
    if not sheet.rows or sheet.name.strip() in NOT_DATA:
        return None, []
    kind, machine = _machine_row(sheet)
    if machine:
        after = _after(sheet, machine)
        heading = after if after and _matches(kind, after) * 2 > len(_texts(after)) else None
    else:
        candidates, heading = _candidates(sheet, track)
        if len(candidates) != 1:
            return None, [_unclear(sheet, candidates)]
        (kind,) = candidates
    if track and kind not in {PARTY, f"{track}.need", f"{track}.offering"}:
        return None, [_other_track(sheet, kind, track)]
    return _table(sheet, kind, machine, heading)


def _table(
    sheet: Sheet, kind: str, machine: SheetRow | None, heading: SheetRow | None
) -> tuple[Table, list[Finding]]:
    placed: dict[int, Column] = {}
    findings: list[Finding] = []
    last = max(row.number for row in (machine, heading) if row)
    rows = tuple(row for row in sheet.rows if row.number > last)
    keys, words = _by_place(machine), _by_place(heading)
    for place in range(1, max(len(row.cells) for row in sheet.rows) + 1):
        key, word = keys.get(place, ""), words.get(place, "")
        try:
            column = _column(kind, key, word, used=_used(rows, place))
            if column:
                _only_once(column, placed)
        except Malformed as wrong:
            findings.append(_at(sheet, place, last, word or key, wrong))
            continue
        if column:
            placed[place] = column
    table = Table(sheet.name, kind, last, placed, rows)
    findings += [_missing(table, column) for column in table.missing]
    return table, findings


def _only_once(column: Column, placed: dict[int, Column]) -> None:
    if column.key in {other.key for other in placed.values()}:
        raise Malformed("column.twice", f"“{column.label}”这一栏有两列", "请只留一列")


def _column(kind: str, key: str, word: str, *, used: bool) -> Column | None:
    """What a column is, from its machine key and its heading; None for one without any use."""
    by_key = _resolved(kind, key) if key else None
    if not word and not key and used:
        raise Malformed("column.unnamed", "这一列有内容，却没有标题", "请写明标题，或删去这一列")
    if not word:
        return by_key
    try:
        by_word = _resolved(kind, word)
    except Malformed as wrong:
        # a heading in somebody's own words does no harm where the hidden row says what it is
        if by_key and wrong.code == "column.unknown":
            return by_key
        raise
    if by_key and by_word.key != by_key.key:
        raise Malformed(
            "column.moved",
            f"标题与隐藏的第一行不一致（那里是“{by_key.label}”）",
            "请不要移动或改写标题；如已改动，请删去隐藏的第一行",
        )
    return by_word


def _resolved(kind: str, text: str) -> Column:
    """The column of a heading or a key. Raises Malformed where there is none."""
    plain = _normal(text)
    for column in columns(kind):
        if plain in _names(kind, column):
            return column
    remark = _REMARK.fullmatch(plain)
    for column in columns(kind):
        if remark and remark["base"] in _names(kind, column):
            return _with_remark(column, remark["inside"])
    labels = {_normal(column.label): column.label for column in columns(kind)}
    near = closest(plain, tuple(labels))
    advice = f"最接近的是“{labels[near]}”" if near else "请照模板的标题填写，或删去这一列"
    raise Malformed("column.unknown", f"{title_of(kind)}表里没有“{shown(text)}”这一栏", advice)


def _with_remark(column: Column, inside: str) -> Column:
    """A column whose heading names a unit of its own: 融资金额（元）."""
    if inside in REMARKS or inside == column.unit:
        return column
    if column.reads == "money" and inside in UNITS:
        return replace(column, unit=inside)
    if column.reads == "days" and inside in DAY_UNITS:
        return replace(column, unit=DAY_UNITS[inside])
    raise Malformed("column.unit", f"标题里的“（{inside}）”看不懂", f"请写成“{column.heading}”")


def _names(kind: str, column: Column) -> set[str]:
    words = (column.label, column.heading, *column.aliases, column.key, f"{kind}.{column.key}")
    names = {_normal(word) for word in words}
    return names | {_normal(column.label).partition("(")[0]}


def _normal(text: str) -> str:
    plain = half_width(restored(text)).replace("–", "-").casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "*★:")


def _machine_row(sheet: Sheet) -> tuple[str, SheetRow | None]:
    for row in sheet.rows[:LOOKED_AT]:
        kinds_there = {text.rpartition(".")[0] for text in _texts(row)}
        if len(kinds_there) == 1 and (kind := kinds_there.pop()) in kinds():
            return kind, row
    return "", None


def _candidates(sheet: Sheet, track: str | None) -> tuple[list[str], SheetRow | None]:
    """The kinds of table this may be, and the row with its headings."""
    name = sheet.name.casefold()
    named = [side for side, words in HINTS.items() if any(word in name for word in words)]
    open_kinds = [
        kind
        for kind in kinds()
        if (not track or kind == PARTY or kind.startswith(f"{track}."))
        and (not named or any(kind == side or kind.endswith(f".{side}") for side in named))
    ]
    for row in sheet.rows[:LOOKED_AT]:
        scores = {kind: _matches(kind, row) for kind in open_kinds}
        best = max(scores.values(), default=0)
        if best >= 2 and best * 2 >= len(_texts(row)):
            return [kind for kind, score in scores.items() if score == best], row
    return [], None


def _matches(kind: str, row: SheetRow) -> int:
    names = {name for column in columns(kind) for name in _names(kind, column)}
    plain = [_normal(text) for text in _texts(row)]
    return sum(text in names or text.partition("(")[0] in names for text in plain)


def _texts(row: SheetRow) -> list[str]:
    return [cell.text.strip() for cell in row.cells if cell.text.strip()]


def _by_place(row: SheetRow | None) -> dict[int, str]:
    cells = row.cells if row else ()
    return {place: cell.text.strip() for place, cell in enumerate(cells, start=1)}


def _after(sheet: Sheet, row: SheetRow) -> SheetRow | None:
    return next((later for later in sheet.rows if later.number > row.number), None)


def _used(rows: tuple[SheetRow, ...], place: int) -> bool:
    cells = (row.cells[place - 1] for row in rows if len(row.cells) >= place)
    return any(cell.text.strip() or cell.kind != "text" for cell in cells)


def _missing(table: Table, column: Column) -> Finding:
    return Finding(
        sheet=table.sheet,
        row=table.heading_row,
        label=column.label,
        code="column.missing",
        message=f"缺少“{column.label}”这一栏",
        advice="请补上这一列；可用模板",
    )


def _at(sheet: Sheet, place: int, row: int, label: str, wrong: Malformed) -> Finding:
    return Finding(
        sheet=sheet.name,
        cell=f"{column_name(place)}{row}",
        row=row,
        label=shown(label),
        code=wrong.code,
        message=wrong.message,
        advice=wrong.advice,
    )


def _unclear(sheet: Sheet, candidates: list[str]) -> Finding:
    if not candidates:
        return Finding(
            sheet=sheet.name,
            code="sheet.unrecognised",
            message="看不出是哪一种表",
            advice="第一行请照模板写标题；不导入的工作表请删去",
        )
    titles = "、".join(title_of(kind) for kind in candidates)
    return Finding(
        sheet=sheet.name,
        code="sheet.ambiguous",
        message=f"分不清是哪一种表：{titles}",
        advice="请用模板，或指明赛道（--track），并把工作表命名为“需求”“供给”或“单位”",
    )


def _other_track(sheet: Sheet, kind: str, track: str) -> Finding:
    return Finding(
        sheet=sheet.name,
        code="sheet.other_track",
        message=f"这是{title_of(kind)}表，而指明的赛道是{TRACKS[track].title}",
        advice="请换用该赛道的模板，或改正赛道",
    )
