"""The period report as a paper: what stands in it, in words and numbers, whatever it is written as.

`period_xlsx.py` and `period_docx.py` write it; the page shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.core.streams import id_of, stream
from domain.postings.tracks import SIDES as POSTED
from domain.postings.tracks import TRACKS
from domain.values.periods import Period
from domain.values.region import OWN_COUNTY_NAME
from projections.figures.fact_table import FactRow
from projections.figures.figure_table import Figure
from projections.figures.figures import Value
from projections.figures.period_report import Line, PeriodReport, TargetLine, period_report
from services.files.period.figure_text import figure_text
from services.house.house import House
from services.house.settings import OFFICE, Settings

TITLES = {
    "day": "六项对接日报",
    "week": "六项对接周报",
    "xun": "六项对接旬报",
    "month": "六项对接月报",
    "quarter": "六项对接季报",
    "year": "六项对接年报",
    "span": "六项对接时段报告",
}
WHOLE = "全县"
HEADINGS = ("指标", "本期", "上期", "比上期", "上年同期", "比上年同期")
TARGETS = "全年目标"
TARGET_HEADINGS = ("指标", "全年目标", "年初至今", "完成")
LIST_HEADINGS = (
    *("序号", "日期", "赛道", "单位", "对接单位", "对接会", "需求或供给"),
    *("数值", "计量单位", "记录号"),
)
SEAL = ("审核人：＿＿＿＿＿＿", "填表人：＿＿＿＿＿＿", "编制单位（盖章）：")
SIDES = frozenset({"enterprise", "partner"})  # as whom somebody was at a session
NOT_OVER = "本期尚未结束，数据截至{day}，上期和上年同期也只算相同的天数。"
NOT_BEGUN = "本期尚未开始。"
IN_FEN = frozenset({"landed", "intent", "drawn"})  # counted by rows, each of an amount
WAN_FEN = 10**6
TOGETHER = 500  # names that are asked for at once
Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Paper:
    """`office` makes it, on a day; `parties` and `sessions` are names by id, `postings` titles by
    stream."""

    report: PeriodReport
    office: str
    made_on: date
    parties: Mapping[str, str]
    sessions: Mapping[str, str]
    postings: Mapping[str, str]

    @property
    def title(self) -> str:
        return TITLES.get(self.report.span.kind, TITLES["span"])

    @property
    def whole_title(self) -> str:
        """With whose it is, for what leaves the house."""
        return f"{OWN_COUNTY_NAME}{self.title}"

    @property
    def period(self) -> str:
        span = self.report.span
        days = f"{_day(span.first)}至{_day(span.last)}"
        return days if span.kind == "span" else f"{span.title}（{days}）"

    @property
    def compared(self) -> str:
        """With which periods, and how far the period has come."""
        span, ends = self.report.span, self.report.through
        note = f"上期：{span.before.title}；上年同期：{span.year_before.title}。"
        if self.report.is_over:
            return note
        return note + (NOT_OVER.format(day=_day(ends)) if ends >= span.first else NOT_BEGUN)

    @property
    def made(self) -> str:
        return _day(self.made_on)

    @property
    def lists(self) -> list[Value]:
        return list(self.report.lists)

    @property
    def file_name(self) -> str:
        return f"{self.title}-{self.report.span.title}"

    def list_of(self, value: Value) -> Iterator[tuple[Cell, ...]]:
        """The rows that a figure is made of, under `LIST_HEADINGS`."""
        for number, row in enumerate(value.rows, 1):
            amount, unit = quantity(value.figure, row)
            track = TRACKS[row.track].title if row.track in TRACKS else ""
            names = (self._name(row.party), self._name(row.partner), self.session(row))
            posting = self.postings.get(row.part, "")
            yield (number, row.day, track, *names, posting, amount, unit, f"#{row.event}")

    def session(self, row: FactRow) -> str:
        return self.sessions.get(row.session, "")

    def _name(self, party: str) -> str:
        return "" if party in SIDES else self.parties.get(party, party)


def paper(
    house: House, span: Period, today: date, as_of: int | None = None, *, unnamed: bool = False
) -> Paper:
    """The paper of a period, by the log up to a position; its views must have caught up. `unnamed`:
    its lists name no party and no posting."""
    views = house.views
    report = period_report(views.facts, span, today, as_of, _begun(house))
    rows = [row for value in report.lists for row in value.rows]
    parties = {id for row in rows for id in (row.party, row.partner)} - {"", *SIDES}
    sessions = {row.id: row.details.title for row in views.sessions.all(as_of=as_of)}
    if unnamed:
        names, titles = dict.fromkeys(parties, ""), {}
    else:
        names = _names(house, parties, as_of)
        titles = _titles(house, {row.part for row in rows}, as_of)
    return Paper(report, _office(house.settings), today, names, sessions, titles)


def _begun(house: House) -> date:
    """The day on which anything was written down first."""
    first = next(iter(house.log.after(0, 1)), None)
    return first.entry().effective_on if first else house.today


def _office(settings: Settings) -> str:
    """By its name; where it was given none, as the county's."""
    name = settings.office_name
    return f"{OWN_COUNTY_NAME}{name}" if name == OFFICE else name


def _titles(house: House, parts: Iterable[str], as_of: int | None) -> dict[str, str]:
    """The titles of postings, by their streams."""
    titles: dict[str, str] = {}
    for side in POSTED:
        ids = sorted(id_of(side, part) for part in parts if part.startswith(f"{side}-"))
        for start in range(0, len(ids), TOGETHER):
            heads = house.views.market.heads_of(side, ids[start : start + TOGETHER], as_of)
            titles |= {stream(side, id): head.title for id, head in heads.items()}
    return titles


def _names(house: House, ids: Iterable[str], as_of: int | None) -> dict[str, str]:
    wanted = sorted(ids)
    names: dict[str, str] = {}
    for start in range(0, len(wanted), TOGETHER):
        names |= house.views.parties.names(wanted[start : start + TOGETHER], as_of)
    return names


def heading(track: str) -> str:
    return TRACKS[track].title if track else WHOLE


def line_text(line: Line) -> tuple[str, ...]:
    """Under `HEADINGS`, for reading."""
    now, before, earlier = map(figure_text, (line.now, line.before, line.year_before))
    then, then_earlier = line.since_before or "—", line.since_year_before or "—"
    return (line.now.figure.title, now, before, then, earlier, then_earlier)


def target_text(line: TargetLine) -> tuple[str, ...]:
    """Under `TARGET_HEADINGS`, for reading."""
    target = replace(line.so_far, value=line.target)
    title = line.so_far.figure.title
    return (title, figure_text(target), figure_text(line.so_far), line.reached)


def unit_of(figure: Figure) -> str:
    return "万元" if figure.unit == "元" else figure.unit


def number(value: Value) -> Decimal | int | None:
    """For a spreadsheet: money in 万元, exactly; a share as a part of one."""
    if value.value is None:
        return None
    if value.figure.unit == "元":
        return Decimal(round(value.value)) / WAN_FEN
    return Decimal(str(value.value)) if value.figure.unit == "%" else int(value.value)


def quantity(figure: Figure, row: FactRow) -> tuple[Decimal | int, str]:
    """What one row counts, and in which unit."""
    if figure.unit == "元" or row.kind in IN_FEN:
        return Decimal(row.value) / WAN_FEN, "万元"
    return row.value, figure.unit


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
