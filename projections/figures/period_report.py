"""时段报告 Period report: the figures of a period, beside each the period before and the same one a
year before; of all, and of each track.

The values are those of `figures.py`, so that paper and pages say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.postings.tracks import TRACKS
from domain.results.codes import TARGETED
from domain.values.periods import Period
from projections.figures.facts import Facts
from projections.figures.figure_table import FIGURES
from projections.figures.figures import Value, figures, figures_by_track

OF_EVERY_TRACK = (  # nought too
    *("needs_published", "offerings_published", "pairs_proposed", "leads_sent", "lead_intents"),
    *("sessions_held", "enterprises_reached", "meetings_held", "intents"),
)
PARTS_OF_SHARES = ("awareness_yes", "awareness_asked")  # parts of a share, which shows them itself


@dataclass(frozen=True)
class Line:
    """One figure of three periods."""

    now: Value
    before: Value
    year_before: Value

    @property
    def is_blank(self) -> bool:
        return not any(value.value for value in (self.now, self.before, self.year_before))

    @property
    def since_before(self) -> str:
        return change(self.now, self.before)

    @property
    def since_year_before(self) -> str:
        return change(self.now, self.year_before)


@dataclass(frozen=True)
class Section:
    """The figures of a track; of all where `track` is ""."""

    track: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class TargetLine:
    """What a figure is to come to in the year that the period ends in (in the figure's unit, money
    in fen), and what it has come to through the last day that was counted."""

    target: int
    so_far: Value

    @property
    def reached(self) -> str:
        """68.0%."""
        return f"{(self.so_far.value or 0) / self.target:.1%}"


@dataclass(frozen=True)
class PeriodReport:
    """`through` is the last day that was counted: the period may not be over."""

    span: Period
    through: date
    sections: Sequence[Section]
    targets: Sequence[TargetLine] = ()

    @property
    def is_over(self) -> bool:
        return self.through == self.span.last

    @property
    def lists(self) -> Iterator[Value]:
        """The figures of all that stand on a list, each with it."""
        for line in self.sections[0].lines:
            if line.now.rows and line.now.figure.over is None:
                yield line.now


def period_report(
    counted: Facts, span: Period, today: date, as_of: int | None = None, since: date = date.min
) -> PeriodReport:
    """Through today where the period isn't over, and of the others as many days; of a track what
    it always shows, and what any of the three periods has. `since`: the day on which anything was
    written down first; nothing is known of a period before it."""
    codes = [code for code in FIGURES if code not in PARTS_OF_SHARES]
    spans = (span, span.before, span.year_before)
    now, before, year_before = (
        _known(
            figures_by_track(
                counted,
                codes,
                each.first.isoformat(),
                _counted_through(each, span, today).isoformat(),
                TRACKS,
                as_of=as_of,
            ),
            since <= each.last,
        )
        for each in spans
    )
    sections = [
        Section(track, list(_lines(track, now[track], before[track], year_before[track])))
        for track in ("", *TRACKS)
    ]
    through = min(span.last, today)
    return PeriodReport(span, through, sections, _target_lines(counted, through, as_of))


def targets_of(counted: Facts, year: int, as_of: int | None = None) -> dict[str, int]:
    """By figure, what the county wants of a year."""
    day = f"{year}-12-31"
    rows = counted.rows(["target"], day, day, as_of=as_of)
    return {row.about: row.value for row in rows}


def _target_lines(counted: Facts, through: date, as_of: int | None) -> list[TargetLine]:
    targets = targets_of(counted, through.year, as_of)
    codes = [code for code in TARGETED if code in targets]
    first = through.replace(month=1, day=1).isoformat()
    so_far = figures(counted, codes, first, through.isoformat(), as_of=as_of)
    return [TargetLine(targets[code], so_far[code]) for code in codes]


def _known(
    values: dict[str, dict[str, Value]], kept_then: bool
) -> Mapping[str, Mapping[str, Value]]:
    """Of a time when nothing was kept here, only what was told since; nought would be a claim."""
    if kept_then:
        return values
    return {
        track: {code: v if v.rows else replace(v, value=None) for code, v in some.items()}
        for track, some in values.items()
    }


def _counted_through(each: Period, span: Period, today: date) -> date:
    """A period that isn't over is held against as many days of the others."""
    return each.last if today >= span.last else min(each.last, each.first + (today - span.first))


def change(now: Value, before: Value) -> str:
    """+25.0%, of a share in points; "" where there is nothing to compare with."""
    if now.value is None or not before.value:
        return ""
    if now.figure.unit == "%":
        return f"{100 * (now.value - before.value):+.1f}个百分点"
    return f"{100 * (now.value / before.value - 1):+.1f}%"


def _lines(
    track: str, now: Mapping[str, Value], before: Mapping[str, Value], earlier: Mapping[str, Value]
) -> Iterator[Line]:
    for code in now:
        line = Line(now[code], before[code], earlier[code])
        if not track or code in OF_EVERY_TRACK or not line.is_blank:
            yield line
