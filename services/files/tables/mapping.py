"""Mapping: which kind of table a sheet is, and which of its columns fills which field.

The hidden first row of our template settles it, or a key in a heading (`machine_keys.py`). Without
either a column is told by its heading (a name of the field, or one within it), then by what stands
below; the kind by its columns, by what stands above them and by the names of sheet and file. A
person may settle it otherwise, and what was settled holds for the next file with the same headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from domain.core.canonical import canonical
from domain.postings.tracks import TRACKS
from services.files.cells.column import Column
from services.files.cells.meaning import NOTHING
from services.files.sheets.sheets import Sheet, SheetRow
from services.files.tables import wrong_headings
from services.files.tables.aliases import LISTS, REMARKS, STANDS_FOR_PARTY
from services.files.tables.column_units import STATED, goods_stated, unit_read
from services.files.tables.columns import PARTY, importable, told_kinds
from services.files.tables.going_out import goes_out_only, going_out
from services.files.tables.headings import (
    OWN,
    WITHIN,
    asks,
    by_contents,
    by_heading,
    by_heading_and_contents,
    by_key,
    is_known,
    is_serial,
    said_in,
    speaks_of_figures,
    states_a_figure,
)
from services.files.tables.layout import Heading, Layout, lay_out
from services.files.tables.machine_keys import key_in_headings, keys_of_row, machine_row
from services.files.tables.other_lists import speaks_against
from services.files.tables.record_kinds import RECORD_KINDS, lacking, titled
from services.files.tables.report import Finding

NOT_DATA = ("说明", "错误清单")  # sheets of ours that hold no rows
NO_FIELD, REMARK = "", "remark"  # what a column may fill besides a field: nothing, or the remarks
LISTED, SIDED = 6, 3  # points for a kind that a title names, for one whose side a sheet names
SIDES = {"need": ("需求", "need"), "offering": ("供给", "offering")}


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
        unread = (str(heading) for place, heading in headings if place not in filled)
        return (*unread, *map(wrong_headings.without_heading, self.unheaded))

    @cached_property
    def unheaded(self) -> tuple[int, ...]:
        """The places of columns in which something stands and over which nothing does."""
        width = max((len(row.cells) for row in self.rows), default=0)
        places = (place for place in range(1, width + 1) if place not in self.layout.headings)
        first = min(self.layout.headings, default=0)
        return tuple(p for p in places if any(said_in(self.rows, p, serials=p < first)))

    def beyond(self, row: SheetRow) -> dict[int, str]:
        """What a row holds behind the last heading, by place."""
        last = max(self.layout.headings, default=0)
        places = (place for place in self.unheaded if last < place <= len(row.cells))
        cells = {place: row.cells[place - 1].text.strip() for place in places}
        return {place: text for place, text in cells.items() if text and text not in NOTHING}

    def unread(self, row: SheetRow) -> dict[str, str]:
        """What stands in a row in columns that fill nothing, by heading."""
        filled = {*self.columns, *self.remarks}
        return {
            heading.base: row.cells[place - 1].text.strip()
            for place, heading in self.layout.headings.items()
            if place not in filled and place <= len(row.cells)
        }

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which no row can be taken."""
        if self.kind in RECORD_KINDS:
            lacks = lacking(self.kind, self.keys)
            lacks -= {RECORD_KINDS[self.kind].owner} if self.own else set()
            return tuple(c for c in importable(self.kind) if c.key in lacks)
        whose = {"party", "party_code", "party_name"} | {STANDS_FOR_PARTY.get(self.kind, "party")}
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
    year: int = 0,
) -> tuple[Table | None, list[Finding]]:
    """The table in a sheet, and what is wrong with its headings; no table where there is none.
    `file`: its name, which may tell what is in it; `own`: it holds one party's rows; `year`: the
    one in which it is read."""
    if not sheet.rows or sheet.name.strip() in NOT_DATA:
        return None, []
    if title := goes_out_only(sheet.name, file):
        return None, [going_out(sheet.name, title)]
    kind, machine = machine_row(sheet)
    layout = _under_machine_row(sheet, machine) if machine else lay_out(sheet, is_known)
    if layout is None:
        return None, [wrong_headings.unrecognised(sheet)]
    before = settled(headings_digest(layout))
    if machine:
        keys = keys_of_row(machine)
    else:
        kind, keys = key_in_headings(layout)
    chosen = bool(before.kind) and not before.remembered
    keyed = bool(kind)
    if not kind:
        candidates = [before.kind] if chosen else _kinds(sheet, layout, track, file)
        if len(candidates) != 1 and before.kind:
            candidates = [before.kind]
        if len(candidates) != 1:
            if candidates:
                return None, [wrong_headings.unclear(sheet, candidates)]
            return None, [wrong_headings.unrecognised(sheet)]
        [kind] = candidates
    if track and kind not in {PARTY, *RECORD_KINDS, f"{track}.need", f"{track}.offering"}:
        return None, [wrong_headings.other_track(sheet, kind, track)]
    titles = (*layout.above.splitlines(), sheet.name, file)
    words = speaks_against(kind, titles, year)
    if words and not (keyed or chosen or kind in RECORD_KINDS):
        return None, [wrong_headings.other_list(sheet, kind, words)]
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
    read = {
        place: unit_read(c, headings[place], layout, place in keys) for place, c in placed.items()
    }
    chosen = {place: settled.units.get(str(headings[place]), "") for place in placed}
    # a unit that was chosen for an earlier file holds only where this one states none
    units = {
        place: (
            read[place] or chosen[place] if settled.remembered else chosen[place] or read[place]
        )
        for place in placed
    }
    warnings += [
        wrong_headings.remembered(sheet, place, layout, placed[place], unit)
        for place, unit in units.items()
        if settled.remembered and unit and unit == chosen[place] and not read[place]
    ]
    columns = {
        place: replace(column, unit=units[place], goods=goods_stated(column, headings[place]))
        for place, column in placed.items()
    }
    lost = frozenset(column.key for pair in moved.values() for column in pair)
    table = Table(
        sheet.name, kind, layout, columns, remarks, tuple(warnings), lost, own, keyed=bool(keys)
    )
    last = max(headings, default=0)
    within = [place for place in table.unheaded if place < last]
    warnings += [wrong_headings.unheaded(sheet, place) for place in within]
    table = replace(table, warnings=tuple(warnings))
    findings = [wrong_headings.moved(sheet, place, layout, c) for place, (c, _) in moved.items()]
    if "id" in table.keys and kind not in {PARTY, *RECORD_KINDS}:
        return table, findings  # what is known by its number needn't be told again
    missing = [wrong_headings.missing(sheet.name, kind, layout, c) for c in table.missing]
    return table, findings + missing


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
    if perhaps := by_heading_and_contents(kind, heading, rows, place):
        return perhaps, WITHIN
    named = by_heading(kind, heading)
    in_words = named and not speaks_of_figures(named[0], rows, place)
    if named and named[1] != OWN and in_words and not states_a_figure(heading):
        text = by_key(kind, "text")
        named = (text, WITHIN) if text and "需求" in heading.base else None
    if named and not (named[0].key == "id" and is_serial(heading, rows, place)):
        return named
    return REMARK if REMARKS.intersection(heading.names) else NO_FIELD


def _best(
    sheet: Sheet, layout: Layout, choices: Mapping[int, tuple[Column, int] | str]
) -> tuple[dict[int, Column], list[Finding]]:
    """Of columns for one field the one that is named best, of equals that under 需求 and the like,
    of these the first; a warning names the others."""
    named = (
        (c[1], not asks(layout.headings.get(place)), place, c[0])
        for place, c in choices.items()
        if not isinstance(c, str)
    )
    placed: dict[int, Column] = {}
    warnings = []
    for *_, place, column in sorted(named, key=lambda choice: choice[:3]):
        taken = next((p for p, other in placed.items() if other.key == column.key), None)
        if taken is None:
            placed[place] = column
        else:
            warnings.append(wrong_headings.twice(sheet, place, taken, layout, column))
    return dict(sorted(placed.items())), warnings


def _places(layout: Layout, keys: Mapping[int, str]) -> dict[int, Heading]:
    """The heading of each column; of one without any, its key in the hidden row."""
    return {place: Heading(key) for place, key in keys.items() if key} | layout.headings


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
    hits = {kind: _points(kind, layout) for kind in open_kinds}
    listed = _listed(titles)
    sided = {side for side, words in SIDES.items() if any(w in titles.casefold() for w in words)}
    points = {
        kind: hits[kind]
        + LISTED * (kind == listed)
        + SIDED * (kind.rpartition(".")[2] in sided and len(sided) == 1)
        for kind in open_kinds
        if hits[kind] >= 2 or (hits[kind] == len(layout.headings) and kind == listed == PARTY)
    }
    best = max(points.values(), default=0)
    return [kind for kind, score in points.items() if score == best]


def _points(kind: str, layout: Layout) -> int:
    """A column of the kind's own terms counts twice; who to call counts where it is read."""
    keys = set()
    for place, heading in layout.headings.items():
        perhaps = by_heading_and_contents(kind, heading, layout.rows, place)
        named = perhaps or next(iter(by_heading(kind, heading) or ()), None)
        keys |= {named.key} if isinstance(named, Column) else set()
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
