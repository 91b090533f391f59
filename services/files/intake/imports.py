"""Imports: a file of parties, needs and offerings. The rows that can be taken are one command; the
others are left, with what is wrong in them.

The same bytes read the same way are the same command: sent again, they add nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from domain.administration.file_import import Chosen, ImportTaken, RowTaken, TableRead, TakeImport
from domain.core.canonical import canonical
from domain.core.command import Ask, Command, Refusal
from domain.core.malformed import Malformed
from domain.parties.codes import is_institution
from domain.parties.party import Standing
from domain.postings.content import Content
from domain.results.codes import ENTERED
from services.files.intake.batch import LEFT, UNCHANGED, Known, ReportedResult, Row, refused
from services.files.intake.intake import Plan, plan
from services.files.sheets.sheets import Sheet, read_workbook
from services.files.tables.mapping import NO_FIELD, Settled, SettledBefore, headings_digest
from services.files.tables.report import Finding, likeness
from services.house.desk import Answer, Desk
from services.house.name_list import county_list
from services.house.namesakes import namesake_of
from services.house.standing import standing_on
from services.house.subjects import new_person
from services.house.user_names import adding
from services.house.views import Views

NAMED = 3  # of those whose rows are alike
MOST_LETTERS = 200  # of a file's name
OVER = frozenset({"withdrawn", "fulfilled", "expired"})  # states in which nothing is corrected


@dataclass(frozen=True)
class Reading:
    """How a file is to be read. `track` where the headings don't tell; `encoding` of a text file;
    `confirmed` of `CONFIRMATIONS`; `answers` to questions about single rows, by `likeness`;
    `settled` what a person settled of headings, by their digest; `declined` the warnings whose rows
    are left; `without` these sheets; `own` the party whose rows alone are read; `name` of the file
    as its sender has it."""

    track: str | None = None
    encoding: str | None = None
    confirmed: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, Settled] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    own: str | None = None
    name: str = ""


AS_IT_IS = Reading()


@dataclass(frozen=True)
class Checked:
    """What a file asks for, row by row, as it would be taken; and the import that it would be."""

    id: str  # of the command that the whole file is
    plan: Plan
    ask: Ask
    taken: ImportTaken

    @property
    def asked(self) -> tuple[tuple[Command, Ask], ...]:
        """Of the rows that can be taken."""
        return tuple((command, self.ask) for command in self.plan.commands)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.plan.findings


def command_id(id: str) -> str:
    """Of the command that an import is, whose correlation its events have."""
    return f"import-{id}"


def file_id(path: Path, reading: Reading) -> str:
    # told to be read otherwise, it is another import
    how: list[Any] = [reading.track, reading.encoding, *sorted(reading.confirmed)]
    settled = {digest: asdict(of) for digest, of in reading.settled.items()}
    chosen = {
        "settled": settled,
        "answers": dict(reading.answers),
        "declined": sorted(reading.declined),
        "without": sorted(reading.without),
        "own": reading.own,
    }
    how += [{name: value} for name, value in chosen.items() if value]
    return command_id(hashlib.sha256(path.read_bytes() + canonical(how)).hexdigest()[:16])


def earlier(desk: Desk, path: Path, reading: Reading = AS_IT_IS) -> Answer | None:
    """What the file led to, were it taken already: by whomever, through whichever door."""
    return desk.answered(file_id(path, reading))


def check(
    views: Views,
    desk: Desk,
    path: Path,
    ask: Ask,
    reading: Reading = AS_IT_IS,
    sheets: Sequence[Sheet] | None = None,
) -> Checked:
    """Read every row and ask the desk about each; writes nothing. The views must have caught up.
    `sheets` are those of the file, where they were read already.

    Raises `Malformed` (`file.…`) for what can't be read at all.
    """
    if sheets is None:
        sheets = read_workbook(path, encoding=reading.encoding)
    made = plan(
        [sheet for sheet in sheets if sheet.name not in reading.without],
        _known(views, desk) if reading.own is None else _known_to(views, desk, reading.own),
        track=reading.track,
        today=ask.on,
        confirmed=reading.confirmed,
        answers=reading.answers,
        settled=settled_by(views, reading),
        file=Path(reading.name or path.name).stem,
    )
    rows = [_declined(row, reading.declined) for row in made.rows]
    ruled = replace(made, rows=_ruled(desk, rows, ask))
    id = _id(desk, file_id(path, reading), ruled.rows)
    return Checked(id, ruled, ask, _taken(path, reading, ruled))


def settled_by(views: Views, reading: Reading) -> SettledBefore:
    """What is settled of a set of headings: for this file, else for the last one that had them."""

    def settled(headings: str) -> Settled:
        kind, fields, units = views.imports.settled(headings, reading.own or "")
        known = bool(kind or fields or units)
        return reading.settled.get(headings, Settled(kind, fields, units, remembered=known))

    return settled


def _id(desk: Desk, file: str, rows: Sequence[Row]) -> str:
    """Of a file that was taken before, what can be taken by now is another import: it was taken
    back, or its parties have been registered since."""
    asked = [[row.kind, row.id, *row.changes] for row in rows if row.commands]
    id = file
    while asked and _is_answered(desk, id):
        id = command_id(hashlib.sha256(canonical([id, asked])).hexdigest()[:16])
    return id


def _is_answered(desk: Desk, id: str) -> bool:
    try:
        return desk.answered(id) is not None
    except Refusal:
        return True


def take(desk: Desk, checked: Checked) -> Answer:
    """All rows at once that can be taken."""
    whole = TakeImport(id=checked.id.removeprefix(command_id("")), taken=checked.taken)
    # What is asked is the file: whoever it names is another subject each time it is read.
    asked = [*checked.asked, (whole, checked.ask)]
    return desk.do_all(asked, id=checked.id, digest=checked.id)


def _taken(path: Path, reading: Reading, made: Plan) -> ImportTaken:
    """What the log keeps of an import: the file, how it was read, what each row became."""
    tables = [
        TableRead(
            sheet=table.sheet,
            kind=table.kind,
            headings=headings_digest(table.layout),
            fields=dict.fromkeys(table.ignored, NO_FIELD) | table.mapping,
            units=table.units,
            settled=_chosen(reading.settled.get(headings_digest(table.layout))),
        )
        for table in made.tables
    ]
    rows = [
        RowTaken(
            sheet=row.origin.sheet,
            row=row.origin.row,
            kind=row.kind,
            id=row.id,
            became=row.became,
        )
        for row in made.rows
        if row.commands
    ]
    return ImportTaken(
        file=(reading.name or path.name)[:MOST_LETTERS],
        party=reading.own or "",
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        tables=tuple(tables),
        rows=tuple(rows),
        left=made.many(LEFT),
    )


def _chosen(settled: Settled | None) -> Chosen | None:
    if settled is None or settled == Settled():
        return None
    return Chosen(kind=settled.kind, fields=dict(settled.fields), units=dict(settled.units))


def _declined(row: Row, declined: frozenset[str]) -> Row:
    """A row with a warning that somebody doesn't take is left for it."""
    wrong = tuple(warning for warning in row.warnings if likeness(warning) in declined)
    if not wrong:
        return row
    return replace(
        row, became=LEFT, commands=(), changes=(), texts=(), findings=(*row.findings, *wrong)
    )


def _ruled(desk: Desk, rows: Sequence[Row], ask: Ask) -> tuple[Row, ...]:
    """The rows as the desk would take them: one that it refuses is left, and with it whatever can't
    be without it; one that changes nothing is unchanged."""
    while True:
        asked = [(at, command) for at, row in enumerate(rows) for command in row.commands]
        outcomes = desk.outcomes([(command, ask) for _, command in asked])
        objections: dict[int, Refusal | Malformed] = {}
        events = dict.fromkeys(range(len(rows)), 0)
        for (at, _), outcome in zip(asked, outcomes, strict=True):
            if isinstance(outcome, int):
                events[at] += outcome
            else:
                objections.setdefault(at, outcome)
        if not objections:
            return tuple(
                replace(row, became=UNCHANGED, commands=(), changes=(), texts=())
                if not events[at] and row.became != LEFT
                else row
                for at, row in enumerate(rows)
            )
        rows = [
            refused(row, objections[at]) if at in objections else row for at, row in enumerate(rows)
        ]


def _known(views: Views, desk: Desk) -> Known:
    standing_as = cache(views.market.posting)  # asked for twice a row

    def posting(side: str, id_: str) -> tuple[str, Content] | None:
        row = standing_as(side, id_)
        return (row.party, row.content) if row else None

    def over(side: str, id_: str) -> bool:
        row = standing_as(side, id_)
        return row is not None and row.status in OVER

    def postings(party: str, track: str, side: str) -> list[tuple[str, Content]]:
        rows = views.market.postings(track=track, side=side, party=party)
        return [(row.id, row.content) for row in rows if row.status not in OVER]

    def standing(party: str) -> tuple[Standing, ...]:
        return standing_on(views, party)

    def results(party: str, kind: str, on: date) -> list[ReportedResult]:
        day = on.isoformat()
        rows, _ = views.facts.page([kind, f"{ENTERED}{kind}"], (day, day), parties=[party])
        return [ReportedResult(row.id, row.partner, row.value) for row in rows]

    return Known(
        party=cache(views.parties.find),  # many rows name the same
        person=new_person,
        posting=posting,
        over=over,
        postings=postings,
        record=views.parties.party,
        namesakes=lambda title: [row.id for row in views.parties.alike(title)],
        namesake=lambda title, but: namesake_of(views, title, but),
        standing=standing,
        state=desk.state,
        name_list=county_list(views),
        adding=lambda user: adding(views, user),
        titles=cache(lambda: views.parties.titles().items()),
        results=results,
    )


def _known_to(views: Views, desk: Desk, own: str) -> Known:
    """The same for a party's own rows: whoever isn't an institution is called by name or credit
    code, so that nobody counts ids up."""

    def party(name: str) -> str | None:
        called, by_id = views.parties.find(name), views.parties.party(name)
        if by_id is None or name in {own, by_id.profile.uscc}:
            return called
        return called if is_institution(by_id.profile.roles) else None

    return replace(_known(views, desk), own=own, party=party, titles=lambda: ())


ANSWERS = {  # what answers a finding
    "party.same_name": ("different",),
    "party.other_name": ("renamed",),
    "party.likely": ("likely",),
    "rate.unlikely": ("unusual",),
    "tenor.unlikely": ("unusual",),
    "amount.unlikely": ("unusual",),
    "posting.similar": ("same", "new"),
    "row.settled": ("settled",),
    "row.wider": ("unheaded",),
    "result.similar": ("new",),
    "row.hidden": ("hidden",),
    "column.hidden": ("hidden",),
    "sheet.hidden": ("hidden",),
}


def alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings that say the same about the same column together, in the order of the first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(likeness(finding), []).append(finding)
    return list(groups.values())


def where(same: Sequence[Finding]) -> str:
    """The first place, and how many more are alike."""
    first = same[0].cell or (f"第 {same[0].row} 行" if same[0].row else "")
    return f"{first} 等 {len(same)} 处" if len(same) > 1 else first


def whose(same: Sequence[Finding]) -> str:
    """Whose rows they are: the first few by their names."""
    names = list(dict.fromkeys(finding.whose for finding in same if finding.whose))
    more = f" 等 {len(names)} 家" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
