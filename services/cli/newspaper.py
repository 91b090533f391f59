"""`docking newspaper`: the county's published docking figures, computed from a synthetic year."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from projections.figures.figures import Value
from services.cli import show
from services.files.period.figure_text import figure_text
from services.house.house import House
from services.house.settings import Settings

MARKS = {True: "✓", False: "✗", None: "—"}


@click.command()
@click.option(
    "--earlier",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2022-06-30",
    show_default=True,
    help="再看一遍这一天的样子 · and again as of this day",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="日志留在这个空文件夹里，可用 docking --data 打开 · keep the log here",
)
def newspaper(earlier: datetime, into: Path | None) -> None:
    """合成一个县的一年，逐句核对公布的对接数字 · the published figures, each computed.

    例 example:  docking newspaper --earlier 2022-09-30
    """
    from services.demo.newspaper import year  # noqa: PLC0415 (this command's alone)
    from services.demo.newspaper.telling import tell  # noqa: PLC0415 (this command's alone)

    with ExitStack() as stack:
        folder = into or Path(stack.enter_context(TemporaryDirectory()))
        if into and into.exists() and any(into.iterdir()):
            raise click.BadParameter("文件夹不是空的 · not empty", param_hint="--into")
        house = stack.enter_context(House.open(Settings(data=folder)))
        click.echo("以下一年由程序合成，名称都带“合成”二字；数字由日志算出。")
        with show.progress() as progress:
            tell(house, progress)
        show.caught_up(house)
        right = wrong = 0
        for day in (year.LAST, min(earlier.date(), year.LAST)):
            verdicts = list(_verdicts(house, day))
            right += verdicts.count(True)
            wrong += verdicts.count(False)
        click.echo(f"figure newspaper.right {right}")
        click.echo(f"figure newspaper.wrong {wrong}")
    if wrong:
        raise click.exceptions.Exit(1)


def _verdicts(house: House, day: date) -> list[bool | None]:
    """Print the sentences through a day; returns their verdicts."""
    from services.demo.newspaper.sentences import definition, judge  # noqa: PLC0415 (this command's alone)

    table = show.table(wide=True)
    for heading in ("", "图", "公布的话", "算出的数", "定义与说明"):
        table.add_column(heading, overflow="fold")
    verdicts = list(judge(house, day, show.position(house.log, house.views.times, day.isoformat())))
    for verdict in verdicts:
        mark = "⚠" if verdict.right and verdict.caution else MARKS[verdict.right]
        notes = definition(verdict.sentence) + (f" ⚠ {verdict.caution}" if verdict.caution else "")
        table.add_row(
            mark, verdict.sentence.number, verdict.sentence.words, _shown(verdict.value), notes
        )
    click.echo(f"截至 {day} · as of {day}")
    show.console().print(table)
    return [verdict.right for verdict in verdicts]


def _shown(value: Value) -> str:
    return f"{figure_text(value)}（{len(value.rows)} 条）"
