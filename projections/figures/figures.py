"""指标 Figures: what those of `figure_table.py` come to over a span of days, as of any position.

A figure without rows is nought; a rate of nothing is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.figures.fact_table import FactRow
from projections.figures.facts import Facts
from projections.figures.figure_table import FIGURES, Figure


@dataclass(frozen=True)
class Value:
    """A figure over a span of days. `value` in the figure's unit (money in fen), for a rate its
    parts over one another; None where there is nothing to divide by, or nothing was told."""

    figure: Figure
    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    qualifier: str = "exact"
    source: str = ""
    rows: tuple[FactRow, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Of a rate's numerator and denominator."""
        return tuple(FIGURES[part].unit for part in self.figure.over or ())


def figures(
    counted: Facts,
    codes: Iterable[str],
    first: str,
    last: str,
    *,
    track: str | None = None,
    session: str | None = None,
    partner: str | None = None,
    as_of: int | None = None,
) -> dict[str, Value]:
    """These figures from one day through another: of one track, one session, one partner (a bank,
    a university …), or of all."""
    wanted = list(codes)
    rows = [
        row
        for row in _rows(counted, wanted, first, last, track, as_of)
        if session in {None, row.session} and partner in {None, row.partner}
    ]
    return _values(wanted, rows, first)


def figures_by_track(
    counted: Facts,
    codes: Iterable[str],
    first: str,
    last: str,
    tracks: Iterable[str],
    *,
    as_of: int | None = None,
) -> dict[str, dict[str, Value]]:
    """The same of all, under "", and of each of these tracks: the rows are read once."""
    wanted = list(codes)
    rows = _rows(counted, wanted, first, last, None, as_of)
    values = {"": _values(wanted, rows, first)}
    for track in tracks:
        values[track] = _values(wanted, [row for row in rows if row.track == track], first)
    return values


def _parts(codes: Iterable[str]) -> list[str]:
    return [part for code in codes for part in (FIGURES[code].over or (code,))]


def _rows(
    counted: Facts, codes: list[str], first: str, last: str, track: str | None, as_of: int | None
) -> list[FactRow]:
    """What the figures are made of; of stocks since whenever."""
    parts = [FIGURES[part] for part in _parts(codes)]
    stocks = {kind for part in parts if part.stock for kind in part.kinds}
    flows = {kind for part in parts for kind in part.kinds} - stocks
    return [
        row
        for kinds, since in ((stocks, ""), (flows, first))
        if kinds
        for row in counted.rows(kinds, since, last, track=track, as_of=as_of)
    ]


def _values(codes: list[str], rows: list[FactRow], first: str) -> dict[str, Value]:
    plain = {part: _plain(FIGURES[part], rows, first) for part in _parts(codes)}
    return {code: _value(FIGURES[code], plain) for code in codes}


def _plain(figure: Figure, rows: Iterable[FactRow], first: str) -> Value:
    counted = tuple(
        row
        for row in rows
        if row.kind in figure.kinds and (figure.stock or row.day >= first) and figure.keeps(row)
    )
    if figure.how == "told":
        if not counted:
            return Value(figure, None)
        qualifier, _, source = counted[-1].about.partition(" ")
        total = sum(row.value for row in counted)
        return Value(figure, total, qualifier=qualifier, source=source, rows=counted)
    if figure.how == "sum":
        return Value(figure, sum(row.value for row in counted), rows=counted)
    many = len({row.party for row in counted}) if figure.how == "parties" else len(counted)
    return Value(figure, many, rows=counted)


def _value(figure: Figure, plain: dict[str, Value]) -> Value:
    if figure.over is None:
        return plain[figure.code]
    above, below = (plain[part] for part in figure.over)
    rows = (*above.rows, *below.rows)
    if not below.value or above.value is None:
        return Value(figure, None, _whole(above), _whole(below), rows=rows)
    return Value(figure, above.value / below.value, _whole(above), _whole(below), rows=rows)


def _whole(value: Value) -> int | None:
    return None if value.value is None else int(value.value)
