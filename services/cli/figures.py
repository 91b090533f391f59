"""`docking figures` and `docking report`: the campaign's figures over a period, on the screen with
their definitions and on paper."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from domain.values.dates import read_date
from domain.values.money import round_money
from domain.values.periods import KINDS, Period, between, period
from services.cli import show
from services.cli.opening import opened
from services.cli.proposals import AS_OF
from services.files.period.figure_text import figure_text
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
    from projections.figures.figure_table import FIGURES  # noqa: PLC0415 (this command's alone)
    from projections.figures.figures import figures as computed  # noqa: PLC0415 (this command's alone)
    from projections.figures.funnel import TITLES  # noqa: PLC0415 (this command's alone)
    from projections.figures.funnel_lines import LINES, line_counts  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.times, as_of)
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
            table.add_row(
                figure.title, figure_text(value), parts, f"{len(value.rows)} 条", figure.definition
            )
        click.echo(f"{span.title}（{span.first} 至 {span.last}）")
        show.console().print(table)
        counts = line_counts(house.views.funnel, house.views.unmatched, at)
        lines = (
            f"{TITLES[line]} {sum(n for code, n in counts[line].items() if track in {None, code})}"
            for line in LINES
        )
        click.echo(f"需求走到哪一步：{' · '.join(lines)}")


def show_part(n: int | None, unit: str) -> str:
    """Above or below the line of a share, with its unit."""
    return "—" if n is None else round_money(n) if unit == "元" else f"{n} {unit}"


@click.command()
@click.option("--from", "first", metavar="DAY", help="从哪一天 · from this day")
@click.option("--to", "last", metavar="DAY", help="到哪一天 · through this day")
@click.option(
    "--period",
    "kind",
    type=click.Choice(list(KINDS)),
    default="month",
    show_default=True,
    help="没有写起止日期时 · where no days are given",
)
@click.option("--out", type=click.Path(path_type=Path), help=".xlsx 或 .docx · where to write it")
@AS_OF
@click.pass_obj
def report(
    settings: Settings,
    first: str | None,
    last: str | None,
    kind: str,
    out: Path | None,
    as_of: str | None,
) -> None:
    """时段报告：各项指标与上期、上年同期对比，附清单 · the report of a period, as Excel or Word.

    例 example:  docking report --from 2026-03-01 --to 2026-03-31 --out 三月.docx
    """
    from services.files.period.files import writer  # noqa: PLC0415 (this command's alone)
    from services.files.period.paper import paper  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        span = _span(first, last, kind, house.today)
        path = out or Path(f"六项对接-{span.title}.xlsx")
        write = writer(path)
        if path.exists():
            raise Refusal("file.exists", f"{path} 已存在，请用 --out 另取文件名", "out")
        show.caught_up(house)
        made = paper(house, span, house.today, show.position(house.log, house.views.times, as_of))
        write(made, path)
    click.echo(f"{made.title}，{made.period}：已写出 {path}")


def _span(first: str | None, last: str | None, kind: str, today: date) -> Period:
    if first is None and last is None:
        return period(kind, today)
    if first is None or last is None:
        missing = "from" if first is None else "to"
        raise Malformed(
            "period.open",
            "起止日期要写两个",
            "例如 --from 2026-03-01 --to 2026-03-31",
            field=missing,
        )
    return between(read_date(first), read_date(last))
