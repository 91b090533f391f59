"""`docking figures`: the campaign's figures over a period, each with its definition."""

from __future__ import annotations

from datetime import datetime

import click

from domain.postings.tracks import TRACKS
from domain.values.money import show_money
from domain.values.periods import KINDS, period
from services.cli import show
from services.cli.opening import opened
from services.cli.proposals import AS_OF
from services.house.settings import Settings


@click.command()
@click.option(
    "--period", "kind", type=click.Choice(list(KINDS)), default="month", show_default=True
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="含这一天的时段 · the one with it")
@click.option("--track", type=click.Choice(list(TRACKS)), help="赛道 · of one track")
@click.option("--session", help="一场对接会 · of one session")
@click.option("--partner", help="一家银行或其他对接方 · of one partner")
@AS_OF
@click.pass_obj
def figures(
    settings: Settings,
    kind: str,
    day: datetime | None,
    track: str | None,
    session: str | None,
    partner: str | None,
    as_of: str | None,
) -> None:
    """按日、周、旬、月、季、年看指标 · the figures of a period, with their definitions.

    例 example:  docking figures --period year --track bank
    """
    from projections.figures.figures import FIGURES  # noqa: PLC0415 (this command's alone)
    from projections.figures.figures import figures as computed  # noqa: PLC0415 (this command's alone)
    from projections.figures.funnel import TITLES  # noqa: PLC0415 (this command's alone)
    from projections.figures.funnel_lines import LINES, line_counts  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.seals, as_of)
        span = period(kind, day.date() if day else house.today)
        values = computed(
            house.views.facts,
            FIGURES,
            span.first.isoformat(),
            span.last.isoformat(),
            track=track,
            session=session,
            partner=partner,
            as_of=at,
        )
        table = show.table(wide=True)
        for heading in ("指标", "数值", "分子 ÷ 分母", "依据", "定义"):
            table.add_column(heading, overflow="fold")
        for code, value in values.items():
            figure = FIGURES[code]
            both = zip((value.numerator, value.denominator), value.units, strict=False)
            parts = " ÷ ".join(show_part(n, unit) for n, unit in both) if figure.over else ""
            shown = show_figure(value.value, figure.unit)
            table.add_row(figure.title, shown, parts, f"{len(value.rows)} 条", figure.definition)
        click.echo(f"{span.title}（{span.first} 至 {span.last}）")
        show.console().print(table)
        counts = line_counts(house.views.funnel, house.views.unmatched, at)
        lines = (
            f"{TITLES[line]} {sum(n for code, n in counts[line].items() if track in {None, code})}"
            for line in LINES
        )
        click.echo(f"需求走到哪一步：{' · '.join(lines)}")


def show_part(n: int | None, unit: str) -> str:
    """Above or below the line of a share: sums with their unit, counts as they are."""
    return "—" if n is None else show_money(n) if unit == "元" and n else str(n)


def show_figure(value: float | None, unit: str) -> str:
    """A figure as people read it."""
    if value is None:
        return "没有数据"
    if unit == "元":
        return show_money(round(value)) if value else "0 元"
    return f"{value:.1%}" if unit == "%" else f"{value} {unit}"
