"""Intake: from sheets to commands, row by row, and everything that stands in the way of a row.

Pure: what is already known is asked through `Known`, which is handed in. A row becomes commands or
is left, with all that is wrong in it; parties come first, so that a need may be of a party in the
same file. What isn't sure is asked: `confirmed` holds the answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.core.command import Command
from domain.core.malformed import Malformed, shown
from domain.postings.tracks import TRACKS
from services.files.intake.batch import LEFT, Batch, Known, Row
from services.files.intake.parties import party_row
from services.files.intake.postings import posting_row
from services.files.intake.records import record_row, together
from services.files.intake.row import EMPTY, Line, read_line
from services.files.sheets.sheets import Sheet, SheetRow
from services.files.sheets.workbook import column_name
from services.files.tables.columns import PARTY, is_the_offices, title_of
from services.files.tables.mapping import Settled, SettledBefore, Table, recognise
from services.files.tables.other_lists import outcomes
from services.files.tables.record_kinds import MEMBER, RECORD_KINDS
from services.files.tables.report import Finding, Origin

SHOW_IT = "要导入请取消隐藏，或注明连隐藏的一起导入"


@dataclass(frozen=True)
class Plan:
    """What a file asks for: its rows of data without examples, and its tables."""

    rows: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()
    of_sheets: tuple[Finding, ...] = ()  # wrong with whole sheets, or the file
    noted: tuple[Finding, ...] = ()  # to be looked at, of whole sheets
    skipped: tuple[str, ...] = ()  # sheets that hold nothing of ours

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.of_sheets, *(finding for row in self.rows for finding in row.findings))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return (*self.noted, *(warning for row in self.rows for warning in row.warnings))

    @property
    def commands(self) -> tuple[Command, ...]:
        """Of all rows that can be taken, in their order."""
        return tuple(together(command for row in self.rows for command in row.commands))

    def many(self, became: str) -> int:
        return sum(row.became == became for row in self.rows)


def plan(
    sheets: Iterable[Sheet],
    known: Known,
    *,
    today: date,
    track: str | None = None,
    confirmed: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
    settled: SettledBefore = lambda _: Settled(),
    file: str = "",
) -> Plan:
    """Read every row of every sheet. `track` is needed only where the headings don't tell it,
    `file` is what the file is called."""
    if track is not None and track not in TRACKS:
        advice = f"可用的有 {'、'.join(TRACKS)}"
        wrong = Finding(code="track.unknown", message=f"没有赛道“{track}”", advice=advice)
        return Plan(of_sheets=(wrong,))
    tables, unread, findings, warnings, skipped = [], [], [], [], []
    for sheet in sheets:
        if sheet.hidden and "hidden" not in confirmed:
            warnings.append(_hidden_sheet(sheet))
            skipped.append(sheet.name)
            continue
        own = known.own is not None
        seen = without_hidden(sheet, confirmed)
        table, wrong_headings = recognise(seen, track, settled, file=file, own=own, year=today.year)
        if table and own and is_the_offices(table.kind):
            unread.append(_not_ones_own(sheet, table.kind))
            skipped.append(sheet.name)
        elif table:
            tables.append((table, sheet))
            findings += wrong_headings
            warnings += [*table.warnings, *_hidden(sheet, confirmed), *_passed_over(table)]
        else:
            # a list of something else is no sheet of sums: whoever sends it means it to be read
            of_others = [wrong for wrong in wrong_headings if wrong.code == "sheet.other_list"]
            findings += of_others
            unread += [wrong for wrong in wrong_headings if wrong not in of_others]
            skipped += [sheet.name] * bool(wrong_headings)
    # beside a table that was read, a sheet of sums or notes is passed over and named
    warnings, findings = (warnings + unread, findings) if tables else (warnings, findings + unread)
    batch = Batch(known, today, frozenset(confirmed), answers or {})
    rows: list[Row] = []
    for table, sheet in sorted(tables, key=lambda pair: _turn(pair[0].kind)):
        rows += _rows(batch, table, sheet.hidden_rows if "hidden" not in confirmed else ())
    if not rows and not findings:
        advice = "示例行不算；请填写后再试"
        findings.append(Finding(code="file.no_rows", message="文件里没有可导入的行", advice=advice))
    named = tuple(table for table, _ in tables)
    return Plan(tuple(rows), named, tuple(findings), tuple(warnings), tuple(skipped))


def _turn(kind: str) -> int:
    """Parties first, and who is on the name list before what was lent to them."""
    return [PARTY, MEMBER].index(kind) if kind in {PARTY, MEMBER} else 2


def _rows(batch: Batch, table: Table, hidden: Collection[int]) -> Iterator[Row]:
    """What becomes of every row of a table; those that nobody sees are left."""
    for row in table.rows:
        line = read_line(table, row, batch.today)
        if line is not None:
            if row.number in hidden:
                line.object_to("", Malformed("row.hidden", "这一行是隐藏的", SHOW_IT))
            if "unheaded" not in batch.confirmed:
                _object_to_what_is_beyond(table, row, line)
            if "settled" not in batch.confirmed:
                _object_to_what_is_over(table, row, line)
            yield _row(batch, table, line)
    for number, headings in table.layout.others.items():
        message, advice = f"在另一张表的标题（{shown(headings)}）下面", "请放到另一张工作表再导入"
        origin = Origin(table.sheet, number)
        wrong = origin.finding(Malformed("row.other_table", message, advice))
        yield Row(origin, table.kind, LEFT, findings=(wrong,))


def _object_to_what_is_beyond(table: Table, row: SheetRow, line: Line) -> None:
    """What has no heading may be half of what stands before it: 1,200 in a text is two cells."""
    for place, text in table.beyond(row).items():
        message = f"{column_name(place)} 列没有标题，这一行写着“{shown(text)}”"
        advice = "请补上标题，或删去多出的内容；数里有逗号的请去掉逗号"
        line.object_to("", Malformed("row.wider", message, advice))


def _object_to_what_is_over(table: Table, row: SheetRow, line: Line) -> None:
    """办理结果 已放款, or a row under 二、已放款企业: no need and no offering any more."""
    if table.kind == PARTY or table.kind in RECORD_KINDS:
        return
    advice = "还要发布的，导入时注明办结的也导入"
    if section := table.layout.sections.get(line.origin.row):
        message = f"在“{section}”一段里，看着已经办结"
        line.object_to("", Malformed("row.settled", message, advice))
    for heading, text in outcomes(table.unread(row)):
        message = f"“{heading}”写着“{shown(text)}”，看着已经办结"
        line.object_to("", Malformed("row.settled", message, advice))


def _row(batch: Batch, table: Table, line: Line) -> Row:
    make = party_row if table.kind == PARTY else posting_row
    made = (record_row if table.kind in RECORD_KINDS else make)(batch, table, line)
    warnings = tuple(line.warnings)
    if made is not None and not line.findings and not line.bad:
        return replace(made, warnings=warnings)
    # in the order of the columns: A to Z, then AA; the whole row before its cells
    findings = tuple(sorted(line.findings, key=lambda f: (len(f.cell), f.cell)))
    return Row(line.origin, table.kind, LEFT, findings=findings, warnings=warnings)


def without_hidden(sheet: Sheet, confirmed: Collection[str]) -> Sheet:
    """Without what stands in hidden columns, unless these are read too."""
    if "hidden" in confirmed or not sheet.hidden_columns:
        return sheet
    return replace(sheet, rows=tuple(_without(row, sheet.hidden_columns) for row in sheet.rows))


def _without(row: SheetRow, columns: frozenset[int]) -> SheetRow:
    cells = enumerate(row.cells, start=1)
    return replace(row, cells=tuple(EMPTY if place in columns else cell for place, cell in cells))


def _passed_over(table: Table) -> list[Finding]:
    """Rows that were taken for sums, notes and signatures: named, for one may be data."""
    rows: dict[str, list[int]] = {}
    for number, what in table.layout.left.items():
        if what not in {"空白行", "标题"}:
            rows.setdefault(what, []).append(number)
    names = [f"{what}（第 {'、'.join(map(str, numbers))} 行）" for what, numbers in rows.items()]
    message, advice = f"{'，'.join(names)}没有当作数据", "其中有要导入的，请改正这一行"
    wrong = Finding(sheet=table.sheet, code="row.passed_over", message=message, advice=advice)
    return [wrong] if names else []


def _hidden_sheet(sheet: Sheet) -> Finding:
    return Finding(
        sheet=sheet.name, code="sheet.hidden", message="工作表是隐藏的，没有读", advice=SHOW_IT
    )


def _not_ones_own(sheet: Sheet, kind: str) -> Finding:
    message, advice = f"{title_of(kind)}名单由助企办导入", "本单位的资料请在“本单位”里修改"
    if kind != PARTY:
        message, advice = f"{title_of(kind)}由助企办导入", "请交给助企办"
    return Finding(sheet=sheet.name, code="sheet.parties", message=message, advice=advice)


def _hidden(sheet: Sheet, confirmed: Collection[str]) -> list[Finding]:
    places = sorted(sheet.hidden_columns) if "hidden" not in confirmed else []
    names = "、".join(column_name(place) for place in places)
    wrong = Finding(
        sheet=sheet.name,
        code="column.hidden",
        message=f"{names} 列是隐藏的，没有读",
        advice=SHOW_IT,
    )
    return [wrong] if names else []
