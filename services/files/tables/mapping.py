"""Mapping: which kind of table a sheet is, and which of its columns fills which field.

The hidden first row of our template settles it, or a key in a heading (`machine_keys.py`). Without
either a column is told by its heading (a name of the field, or one within it), then by what stands
below; the kind by its columns, by what stands above them and by the names of sheet and file. A
person may settle it otherwise, and what was settled holds for the next file with the same headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from domain.core.canonical import canonical
from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from domain.values.money import UNITS
from services.files.cells.column import Column
from services.files.sheets.sheets import Sheet, SheetRow
from services.files.sheets.workbook import column_name
from services.files.tables.aliases import LISTS, REMARKS
from services.files.tables.columns import PARTY, importable, title_of, told_kinds
from services.files.tables.going_out import goes_out_only, going_out
from services.files.tables.headings import (
    OWN,
    WITHIN,
    by_contents,
    by_heading,
    by_key,
    is_known,
    is_serial,
    speaks_of_figures,
)
from services.files.tables.layout import DAY_UNITS, Heading, Layout, lay_out
from services.files.tables.machine_keys import key_in_headings, keys_of_row, machine_row
from services.files.tables.record_kinds import RECORD_KINDS, lacking, titled
from services.files.tables.report import Finding

NOT_DATA = ("说明", "错误清单")  # sheets of ours that hold no rows
NO_FIELD, REMARK = "", "remark"  # what a column may fill besides a field: nothing, or the remarks
LISTED, SIDED = 6, 3  # points for a kind that a title names, for one whose side a sheet names
SIDES = {"need": ("需求", "need"), "offering": ("供给", "offering")}
STATED = {"money": frozenset(UNITS), "days": frozenset(DAY_UNITS.values())}


@dataclass(frozen=True)
class Settled:
    """What a person settled of a set of headings; what isn't in here is told by itself."""

    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)  # heading → field, NO_FIELD or REMARK
    units: Mapping[str, str] = field(default_factory=dict)  # heading → 元, 万元, 天, 个月 …
    remembered: bool = False  # of an earlier file: its kind counts where the sheet doesn't tell one


SettledBefore = Callable[[str], Settled]  # by the digest of a set of headings


@dataclass(frozen=True)
class Table:
    """A sheet that has been recognised: its columns and the places of its remarks (from 1), and
    the headings that fill nothing."""

    sheet: str
    kind: str
    layout: Layout
    columns: dict[int, Column]
    remarks: tuple[int, ...] = ()
    warnings: tuple[Finding, ...] = ()
    moved: frozenset[str] = frozenset()  # fields whose column stands elsewhere than it says
    own: bool = False  # a row that names no party is its sender's
    keyed: bool = False  # what it is is said by keys of ours, whatever anybody chooses

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        return self.layout.rows

    @property
    def keys(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.key for column in self.columns.values())

    @property
    def mapping(self) -> dict[str, str]:
        """Heading → field, for all that fill something."""
        names = {place: column.key for place, column in self.columns.items()}
        names |= dict.fromkeys(self.remarks, REMARK)
        return {str(self.layout.headings[place]): name for place, name in sorted(names.items())}

    @property
    def units(self) -> dict[str, str]:
        """Heading → the unit in which its bare numbers are read."""
        headings = self.layout.headings
        return {
            str(headings[place]): column.unit
            for place, column in self.columns.items()
            if column.reads in STATED
        }

    @property
    def ignored(self) -> tuple[str, ...]:
        filled = {*self.columns, *self.remarks}
        headings = self.layout.headings.items()
        return tuple(str(heading) for place, heading in headings if place not in filled)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which no row can be taken."""
        if self.kind in RECORD_KINDS:
            lacks = lacking(self.kind, self.keys)
            lacks -= {RECORD_KINDS[self.kind].owner} if self.own else set()
            return tuple(c for c in importable(self.kind) if c.key in lacks)
        whose = {"party", "party_code", "party_name"}
        lacks = {c.key for c in importable(self.kind) if c.needed} - self.keys - {"title", "text"}
        if self.kind != PARTY:
            lacks -= whose if self.own or self.keys & whose else {"party_code", "party_name"}
        elif "title" not in self.keys:
            lacks |= {"title"}
        lacks -= {"roles"}  # those of an enterprise, where nobody says
        return tuple(c for c in importable(self.kind) if c.key in lacks)


def recognise(
    sheet: Sheet,
    track: str | None = None,
    settled: SettledBefore = lambda _: Settled(),
    *,
    file: str = "",
    own: bool = False,
) -> tuple[Table | None, list[Finding]]:
    """The table in a sheet, and what is wrong with its headings; no table where there is none.
    `file`: its name, which may tell what is in it; `own`: it holds one party's rows."""
    if not sheet.rows or sheet.name.strip() in NOT_DATA:
        return None, []
    if title := goes_out_only(sheet.name, file):
        return None, [going_out(sheet.name, title)]
    kind, machine = machine_row(sheet)
    layout = _under_machine_row(sheet, machine) if machine else lay_out(sheet, is_known)
    if layout is None:
        return None, [_unrecognised(sheet)]
    before = settled(headings_digest(layout))
    if machine:
        keys = keys_of_row(machine)
    else:
        kind, keys = key_in_headings(layout)
    if not kind:
        chosen = before.kind and not before.remembered
        candidates = [before.kind] if chosen else _kinds(sheet, layout, track, file)
        if len(candidates) != 1 and before.kind:
            candidates = [before.kind]
        if len(candidates) != 1:
            return None, [_unclear(sheet, candidates) if candidates else _unrecognised(sheet)]
        [kind] = candidates
    if track and kind not in {PARTY, *RECORD_KINDS, f"{track}.need", f"{track}.offering"}:
        return None, [_other_track(sheet, kind, track)]
    return _table(sheet, kind, layout, before, keys, own=own)


def headings_digest(layout: Layout) -> str:
    """Names a set of headings, in whatever order they stand."""
    names = sorted(str(heading) for heading in layout.headings.values())
    return hashlib.sha256(canonical(names)).hexdigest()[:32]


def _table(
    sheet: Sheet, kind: str, layout: Layout, settled: Settled, keys: Mapping[int, str], *, own: bool
) -> tuple[Table, list[Finding]]:
    layout = replace(layout, headings=_places(layout, keys))
    headings = layout.headings
    moved = dict(_moved_columns(kind, headings, settled, keys))
    stay = {place: heading for place, heading in headings.items() if place not in moved}
    choices = {place: _choice(kind, layout, place, settled, keys) for place in stay}
    remarks = tuple(place for place, choice in sorted(choices.items()) if choice == REMARK)
    placed, warnings = _best(sheet, layout, choices)
    for place, heading in sorted(stay.items()):
        if not choices[place] and str(heading) not in settled.fields:
            have = {column.key for column in placed.values()}
            if column := by_contents(kind, heading, layout.rows, place, have):
                placed[place] = column
    units = {
        place: settled.units.get(str(headings[place]))
        or _unit(column, headings[place], layout, place in keys)
        for place, column in placed.items()
    }
    columns = {place: replace(column, unit=units[place]) for place, column in placed.items()}
    lost = frozenset(column.key for pair in moved.values() for column in pair)
    table = Table(
        sheet.name, kind, layout, columns, remarks, tuple(warnings), lost, own, keyed=bool(keys)
    )
    findings = [_moved(sheet, place, layout, column) for place, (column, _) in moved.items()]
    if "id" in table.keys and kind not in {PARTY, *RECORD_KINDS}:
        return table, findings  # what is known by its number needn't be told again
    return table, findings + [missing_in(table, column) for column in table.missing]


def _moved_columns(
    kind: str, headings: Mapping[int, Heading], settled: Settled, keys: Mapping[int, str]
) -> Iterator[tuple[int, tuple[Column, Column]]]:
    """Where the hidden row and the heading name two fields: the columns of both."""
    for place, heading in sorted(headings.items()):
        keyed, named = _keyed(kind, keys, place), by_heading(kind, heading)
        if keyed and named and keyed.key != named[0].key and str(heading) not in settled.fields:
            yield place, (keyed, named[0])


def _keyed(kind: str, keys: Mapping[int, str], place: int) -> Column | None:
    return by_key(kind, keys.get(place, "").removeprefix(f"{kind}."))


def _choice(
    kind: str, layout: Layout, place: int, settled: Settled, keys: Mapping[int, str]
) -> tuple[Column, int] | str:
    """The field that a column fills and how well it is named, REMARK, or NO_FIELD."""
    heading, rows = _places(layout, keys)[place], layout.rows
    key = settled.fields.get(str(heading))
    column = by_key(kind, key) if key else _keyed(kind, keys, place)
    if column:
        return column, OWN
    if key is not None:
        return REMARK if key == REMARK else NO_FIELD
    named = by_heading(kind, heading)
    if named and named[1] != OWN and not speaks_of_figures(named[0], rows, place):
        text = by_key(kind, "text")
        named = (text, WITHIN) if text and "需求" in heading.base else None
    if named and not (named[0].key == "id" and is_serial(heading, rows, place)):
        return named
    return REMARK if REMARKS.intersection(heading.names) else NO_FIELD


def _best(
    sheet: Sheet, layout: Layout, choices: Mapping[int, tuple[Column, int] | str]
) -> tuple[dict[int, Column], list[Finding]]:
    """Of columns for one field the one that is named best, of equals the first; a warning names
    the others."""
    named = ((c[1], place, c[0]) for place, c in choices.items() if not isinstance(c, str))
    ranked = sorted(named, key=lambda choice: choice[:2])
    placed: dict[int, Column] = {}
    warnings = []
    for _, place, column in ranked:
        taken = next((p for p, other in placed.items() if other.key == column.key), None)
        if taken is None:
            placed[place] = column
        else:
            warnings.append(_twice(sheet, place, taken, layout, column))
    return dict(sorted(placed.items())), warnings


def _places(layout: Layout, keys: Mapping[int, str]) -> dict[int, Heading]:
    """The heading of each column; of one without any, its key in the hidden row."""
    return {place: Heading(key) for place, key in keys.items() if key} | layout.headings


def _unit(column: Column, heading: Heading, layout: Layout, keyed: bool) -> str:
    """In which unit a bare number is read; "" where nobody states it."""
    if column.reads not in STATED:
        return column.unit
    if heading.unit in STATED[column.reads]:
        return heading.unit
    if heading.unit in DAY_UNITS and column.reads == "days":
        return DAY_UNITS[heading.unit]
    if keyed or heading.base.rpartition(".")[2] == column.key:
        return column.unit  # our own template's
    return layout.unit if column.reads == "money" else ""


# --- the kind ------------------------------------------------------------------------------------


def _kinds(sheet: Sheet, layout: Layout, track: str | None, file: str) -> list[str]:
    """The kinds of table this may be; several where they are equally likely."""
    titles = f"{layout.above} {sheet.name} {file}"
    if record := titled(titles):
        named = (by_heading(record, heading) for heading in layout.headings.values())
        keys = frozenset(name[0].key for name in named if name)
        if lacking(record, keys) <= {RECORD_KINDS[record].owner}:
            return [record]
    open_kinds = [k for k in told_kinds() if not track or k == PARTY or k.startswith(f"{track}.")]
    hits = {kind: _points(kind, layout.headings.values()) for kind in open_kinds}
    listed = _listed(titles)
    sided = {side for side, words in SIDES.items() if any(w in titles.casefold() for w in words)}
    points = {
        kind: hits[kind]
        + LISTED * (kind == listed)
        + SIDED * (kind.rpartition(".")[2] in sided and len(sided) == 1)
        for kind in open_kinds
        if hits[kind] >= 2
    }
    best = max(points.values(), default=0)
    return [kind for kind, score in points.items() if score == best]


def _points(kind: str, headings: Iterable[Heading]) -> int:
    """A column of the kind's own terms counts twice; who to call counts where it is read."""
    keys = {named[0].key for heading in headings if (named := by_heading(kind, heading))}
    return sum(1 + (key in _own_terms(kind)) for key in keys)


@cache
def _own_terms(kind: str) -> frozenset[str]:
    if kind == PARTY:
        return frozenset({"uscc", "scale", "above_scale", "key_enterprise", "roles"})
    track, _, side = kind.partition(".")
    return frozenset(TRACKS[track].terms(side).model_fields)


def _listed(titles: str) -> str:
    """The kind that the longest words in a title name."""
    words = [(len(m[0]), kind) for kind, pattern in LISTS for m in pattern.finditer(titles)]
    return max(words, default=(0, ""))[1]


# --- our own template ----------------------------------------------------------------------------


def _under_machine_row(sheet: Sheet, machine: SheetRow) -> Layout:
    """The headings are in the row below it, where that has any."""
    at = sheet.rows.index(machine)
    below = replace(sheet, rows=sheet.rows[at + 1 :])
    layout = lay_out(replace(below, rows=below.rows[:1]), is_known)
    if layout is None:
        return Layout({}, machine.number, below.rows, {}, "")
    return replace(layout, rows=below.rows[1:])


# --- what is wrong with headings -----------------------------------------------------------------


def _unrecognised(sheet: Sheet) -> Finding:
    return Finding(
        sheet=sheet.name,
        code="sheet.unrecognised",
        message="看不出是哪一种表",
        advice="请指明赛道，或照模板写标题；不导入的工作表可以留着",
    )


def _unclear(sheet: Sheet, candidates: Sequence[str]) -> Finding:
    titles = "、".join(title_of(kind) for kind in candidates)
    return Finding(
        sheet=sheet.name,
        code="sheet.ambiguous",
        message=f"分不清是哪一种表：{titles}",
        advice="请指明赛道，或在标题、工作表名里写明是“需求”“供给”还是“单位”",
    )


def _other_track(sheet: Sheet, kind: str, track: str) -> Finding:
    return Finding(
        sheet=sheet.name,
        code="sheet.other_track",
        message=f"这是{title_of(kind)}表，而指明的赛道是{TRACKS[track].title}",
        advice="请换用该赛道的模板，或改正赛道",
    )


def missing_in(table: Table, column: Column) -> Finding:
    """Said of a column that a table lacks."""
    return Finding(
        sheet=table.sheet,
        row=table.layout.last,
        label=column.label,
        code="column.missing",
        message=f"缺少“{column.label}”这一栏",
        advice="请补上这一列，或指明哪一列是",
    )


def _twice(sheet: Sheet, place: int, taken: int, layout: Layout, column: Column) -> Finding:
    message = (
        f"“{column.label}”这一栏有两列，只读了“{layout.headings[taken]}”（{column_name(taken)} 列）"
    )
    wrong = Malformed("column.twice", message, "请核对哪一列才是")
    return _at(sheet, place, layout, column, wrong)


def _moved(sheet: Sheet, place: int, layout: Layout, column: Column) -> Finding:
    message = f"标题与隐藏的第一行不一致（那里是“{column.label}”）"
    advice = "请不要移动或改写标题；如已改动，请删去隐藏的第一行"
    return _at(sheet, place, layout, column, Malformed("column.moved", message, advice))


def _at(sheet: Sheet, place: int, layout: Layout, column: Column, wrong: Malformed) -> Finding:
    return Finding(
        sheet=sheet.name,
        cell=f"{column_name(place)}{layout.last}",
        row=layout.last,
        label=str(layout.headings.get(place, column.label)),
        code=wrong.code,
        message=wrong.message,
        advice=wrong.advice,
    )
