"""The review of an import: how each sheet is taken, and what a person may settle of it.

A choice that is left as it was found is sent as "" and settles nothing: the next reading tells it
by itself again. Names of fields tell sheet and column by their places in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from domain.core.command import Role
from domain.postings.tracks import SIDES, TRACKS
from domain.values.halfwidth import half_width
from domain.values.money import UNITS
from services.files.cells.column import Column
from services.files.intake.imports import Reading
from services.files.intake.intake import without_hidden
from services.files.sheets.sheets import Sheet
from services.files.tables.column_units import unit_stated
from services.files.tables.columns import importable, title_of, told_kinds
from services.files.tables.mapping import (
    NO_FIELD,
    NOT_DATA,
    REMARK,
    Settled,
    SettledBefore,
    Table,
    recognise,
)
from services.files.tables.record_kinds import RECORD_KINDS
from services.files.tables.stated_units import DAY_UNITS
from services.web.request import Submission

SAMPLES, LOOKED_INTO = 3, 200  # values that are shown of a column; rows they are looked for in
NOT_IMPORTED = "-"  # as a form sends it: "" is what the file itself tells
MONEY_UNITS = tuple(unit for unit in ("元", "万元", "亿元") if unit in UNITS)
NOT_TOLD = {True: "请选是哪一种表", False: "看不出标题在哪一行"}
LIKE_KNOWN = "similar"  # how a form calls what is said of all rows that are like known ones
FOR_ALL = {"same": "都是更正", "new": "都是另一条"}
DAYS_UNITS = tuple(dict.fromkeys(DAY_UNITS.values()))
BARE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Choice(NamedTuple):
    value: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class ShownColumn:
    """A column of the file: what stands in it, what it fills, in which unit. `unit` is the one that
    the heading states; `asks` where bare numbers stand and nobody says in which."""

    place: int
    heading: str
    samples: tuple[str, ...]
    fields: tuple[Choice, ...]
    unit: str = ""
    units: tuple[Choice, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class ShownSheet:
    """A sheet as it is taken. `like`: the sheet before it that has the same headings, whose columns
    are its own too; `left` counts the rows that are no data, with the first of each."""

    place: int
    name: str
    digest: str = ""
    kind: str = ""
    kinds: tuple[Choice, ...] = ()
    columns: tuple[ShownColumn, ...] = ()
    like: str = ""
    left: tuple[tuple[str, int, int], ...] = ()
    hidden: bool = False
    imported: bool = True
    before: Settled = field(default_factory=Settled)  # as it stands when it is shown

    @property
    def title(self) -> str:
        return title_of(self.kind) if self.kind else ""


def shown_sheets(
    sheets: Sequence[Sheet],
    reading: Reading,
    open_kinds: Collection[str],
    settled: SettledBefore,
    year: int = 0,
) -> list[ShownSheet]:
    """Every sheet that may hold data; `open_kinds` are those that whoever looks may import."""
    shown: list[ShownSheet] = []
    for place, sheet in enumerate(sheets):
        if not sheet.rows or sheet.name.strip() in NOT_DATA:
            continue
        if sheet.hidden and "hidden" not in reading.confirmed:
            shown.append(ShownSheet(place, sheet.name, hidden=True))
            continue
        seen = without_hidden(sheet, reading.confirmed)
        here = _shown(place, seen, reading, open_kinds, settled, year)
        same = (other.name for other in shown if other.digest and other.digest == here.digest)
        like = next(same, "")
        shown.append(replace(here, like=like, columns=() if like else here.columns))
    return shown


def _shown(
    place: int,
    sheet: Sheet,
    reading: Reading,
    open_kinds: Collection[str],
    settled: SettledBefore,
    year: int,
) -> ShownSheet:
    digests: list[str] = []

    def noted(digest: str) -> Settled:
        digests.append(digest)
        return settled(digest)

    file, own = Path(reading.name).stem, reading.own is not None
    table, _ = recognise(sheet, reading.track, noted, file=file, own=own, year=year)
    digest = next(iter(digests), "")
    before = settled(digest) if digest else Settled()
    if table is None and before.remembered:
        before = replace(before, kind="")  # what was chosen for another file isn't for this one
    imported = sheet.name not in reading.without
    kind = table.kind if table else ""
    settles = bool(digest) and not (table and table.keyed)
    left = Counter(table.layout.left.values() if table else ())
    first = {what: row for row, what in reversed((table.layout.left if table else {}).items())}
    return ShownSheet(
        place,
        sheet.name,
        digest,
        kind,
        tuple(_kinds(table, before, imported, open_kinds if settles else ())),
        tuple(_columns(table, before)) if table and imported else (),
        left=tuple((what, n, first[what]) for what, n in left.items()),
        imported=imported,
        before=before,
    )


def _kinds(
    table: Table | None, before: Settled, imported: bool, open_kinds: Collection[str]
) -> Iterator[Choice]:
    assumed = "" if before.kind or table is None else table.kind
    blank = (
        title_of(assumed) if assumed else "自动识别" if before.kind else NOT_TOLD[bool(open_kinds)]
    )
    yield Choice("", blank, imported and not before.kind)
    for kind in open_kinds:
        if kind != assumed:
            yield Choice(kind, title_of(kind), imported and kind == before.kind)
    yield Choice(NOT_IMPORTED, "不导入", not imported)


def _columns(table: Table, before: Settled) -> Iterator[ShownColumn]:
    for place, heading in sorted(table.layout.headings.items()):
        column = table.columns.get(place)
        fills = column.key if column else REMARK if place in table.remarks else NO_FIELD
        texts = list(_texts(table, place))
        name, unit = str(heading), unit_stated(column, heading) if column else ""
        settled_unit = before.units.get(name, "")
        if before.remembered and column and column.unit != settled_unit:
            settled_unit = ""  # the file states another one
        units = _units(column, settled_unit) if column and not unit else ()
        bare = any(BARE.fullmatch(half_width(text)) for text in texts)
        asks = bool(units) and bare and column is not None and not column.unit
        yield ShownColumn(
            place,
            name,
            tuple(dict.fromkeys(texts))[:SAMPLES],
            tuple(_fields(table.kind, fills, before.fields.get(name))),
            unit,
            tuple(_with_first(units, column, settled_unit, asks=asks)),
            asks,
        )


def _fields(kind: str, fills: str, settled: str | None) -> Iterator[Choice]:
    titles = {c.key: c.label for c in importable(kind)} | {REMARK: "作备注", NO_FIELD: "不导入"}
    if settled is not None:
        yield Choice("", "自动识别", False)
    for key, title in titles.items():
        as_it_is = settled is None and key == fills
        yield Choice("" if as_it_is else key or NOT_IMPORTED, title, key == fills)


def _units(column: Column, settled: str) -> tuple[Choice, ...]:
    units = {"money": MONEY_UNITS, "days": DAYS_UNITS}.get(column.reads, ())
    assumed = "" if settled else column.unit
    return tuple(Choice(unit, unit, unit == settled) for unit in units if unit != assumed)


def _with_first(
    units: Sequence[Choice], column: Column | None, settled: str, *, asks: bool
) -> Iterator[Choice]:
    """What stands first is what the file itself tells."""
    if units and column is not None:
        assumed = "" if settled else column.unit
        blank = assumed or ("自动识别" if settled else "请选单位" if asks else "按格子里写的单位")
        yield Choice("", blank, not settled)
        yield from units


def _texts(table: Table, place: int) -> Iterator[str]:
    for row in table.rows[:LOOKED_INTO]:
        text = row.cells[place - 1].text.strip() if place <= len(row.cells) else ""
        if text:
            yield text


# --- what a form settles -------------------------------------------------------------------------


def kinds_open_to(own: str | None, role: str) -> tuple[str, ...]:
    """The kinds of table that somebody may import: those of the office or of the administrator, or
    what his own party publishes and reports."""
    if own is None:
        office = () if role == Role.ADMIN else told_kinds()
        return (*office, *(kind for kind, record in RECORD_KINDS.items() if record.by == role))
    pairs = ((track, side) for track in TRACKS for side in SIDES)
    postings = (f"{t}.{s}" for t, s in pairs if role in {str(r) for r in TRACKS[t].roles(s)})
    return (*postings, *(kind for kind, record in RECORD_KINDS.items() if record.own == role))


def reading_by(
    submission: Submission,
    shown: Sequence[ShownSheet],
    reading: Reading,
    confirmations: Collection[str],
) -> Reading:
    """The reading as a form changes it; of what it didn't show everything stays."""
    settled, without = dict(reading.settled), set(reading.without)
    for sheet in shown:
        if sheet.hidden:
            continue
        kind = submission.field(f"sheet-{sheet.place}")
        without.discard(sheet.name)
        if kind == NOT_IMPORTED:
            without.add(sheet.name)
        elif sheet.digest and not sheet.like:
            now = _settled(submission, sheet, kind)
            if now != replace(sheet.before, remembered=False) or sheet.digest in settled:
                settled[sheet.digest] = now
    asked = set(submission.field("asked").split())
    words = {word for word in confirmations if submission.field(word)}
    return replace(
        reading,
        settled=settled,
        without=frozenset(without),
        confirmed=frozenset(words | {submission.field(LIKE_KNOWN)} & {*FOR_ALL}),
        answers=_answers(submission, reading),
        declined=(reading.declined - asked) | (asked - {*submission.many("as_read")}),
    )


def _answers(submission: Submission, reading: Reading) -> dict[str, str]:
    """To each question that was shown; of the others everything stays."""
    shown = submission.field("questions").split()
    answers = {key: submission.field(f"answer-{key}") for key in shown}
    others = {key: answer for key, answer in reading.answers.items() if key not in answers}
    return others | {key: answer for key, answer in answers.items() if answer in FOR_ALL}


def _settled(submission: Submission, sheet: ShownSheet, kind: str) -> Settled:
    """What stands now of its headings; what the form has no choice for stays."""
    before, offered = sheet.before, {choice.value for choice in sheet.kinds} - {"", NOT_IMPORTED}
    kind = (kind if kind in offered else "") if offered else before.kind
    if not sheet.columns:
        return replace(before, kind=kind)
    fields = {}
    units = {column.heading for column in sheet.columns if column.units}
    by_heading = {heading: unit for heading, unit in before.units.items() if heading not in units}
    known = {column.key for column in importable(kind or sheet.kind)}
    for column in sheet.columns:
        place = f"{sheet.place}-{column.place}"
        key, unit = submission.field(f"field-{place}"), submission.field(f"unit-{place}")
        if key in {NOT_IMPORTED, REMARK, *known}:
            fields[column.heading] = NO_FIELD if key == NOT_IMPORTED else key
        if unit in {*MONEY_UNITS, *DAYS_UNITS}:
            by_heading[column.heading] = unit
    return Settled(kind, fields, by_heading)


# --- as it is stored with the file ---------------------------------------------------------------


def as_stored(reading: Reading) -> dict[str, Any]:
    return {
        "track": reading.track,
        "encoding": reading.encoding,
        "confirmed": sorted(reading.confirmed),
        "answers": dict(reading.answers),
        "declined": sorted(reading.declined),
        "without": sorted(reading.without),
        "settled": {d: [s.kind, dict(s.fields), dict(s.units)] for d, s in reading.settled.items()},
    }


def as_read(stored: Mapping[str, Any], *, own: str | None, name: str) -> Reading:
    confirmed, declined, without = (
        frozenset(stored[key]) for key in ("confirmed", "declined", "without")
    )
    return Reading(
        stored["track"],
        stored["encoding"],
        confirmed=confirmed,
        answers=stored.get("answers", {}),
        settled={digest: Settled(*of) for digest, of in stored["settled"].items()},
        declined=declined,
        without=without,
        own=own,
        name=name,
    )
