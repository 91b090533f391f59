"""`docking import` and `docking template`: files in, and the forms for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from domain.core.command import Refusal, Role
from domain.postings.tracks import TRACKS
from services.cli import show
from services.cli.opening import opened
from services.files.columns import PARTY
from services.files.report import Finding
from services.house.house import House
from services.house.settings import Settings

if TYPE_CHECKING:
    from services.files.imports import Checked

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CONFIRMATIONS = {
    "different": "名称相同的确是不同单位：导入时加 --different",
    "renamed": "编号相同、名称不同的确是改了名称：导入时加 --renamed",
    "unusual": "少见的利率、期限没有写错：导入时加 --unusual",
}
SHOWN_AT_MOST = 20
TRACK = click.Choice(list(TRACKS))


@click.command()
@click.argument("kind", type=click.Choice([PARTY, *TRACKS]))
@click.option("--out", type=click.Path(path_type=Path), help="文件名 · where to write it")
@click.pass_obj
def template(settings: Settings, kind: str, out: Path | None) -> None:
    """单位名单，或某一赛道的填报表（Excel）· the list of parties, or the form of a track.

    例 example:  docking template party
    """
    from services.files.template import template_title, write_template  # noqa: PLC0415 (this command's alone)

    path = out or Path(f"{template_title(kind)}.xlsx")
    if path.exists():
        raise Refusal("file.exists", f"{path} 已存在，请用 --out 另取文件名", "out")
    write_template(kind, path)
    usual = settings.data == type(settings)().data
    data = "" if usual else f"--data {settings.data} "
    click.echo(f"已写出 {path}，填好后：docking {data}import {path}")


@click.command(name="import")
@click.argument("file", type=FILE)
@click.option("--track", type=TRACK, help="表头看不出赛道时指明 · where the headings don't tell")
@click.option("--encoding", help="CSV 的编码，如 gb18030 · of a CSV file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入 · check only")
@click.option(
    "--different",
    is_flag=True,
    help="名称相同的是不同单位 · parties of one name are different ones",
)
@click.option(
    "--renamed",
    is_flag=True,
    help="编号相同、名称不同的是改了名称 · of a known number and another name: renamed",
)
@click.option(
    "--unusual",
    is_flag=True,
    help="少见的利率、期限没有写错 · unusual rates and terms are right",
)
@click.pass_obj
def import_(
    settings: Settings,
    file: Path,
    track: str | None,
    encoding: str | None,
    dry_run: bool,
    different: bool,
    renamed: bool,
    unusual: bool,
) -> None:
    """导入 Excel 或 CSV：先整份检查，全部正确才导入 · all rows or none.

    例 example:  docking import 政银企对接填报表.xlsx --dry-run
    """
    from services.files.imports import check, earlier  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        ask = house.ask("import", Role.ORGANIZER, source="import")
        if known := earlier(house.desk, file, track, encoding):
            first = next(iter(known.entries), None)
            at = f"于 {show.beijing(first.recorded_at)} " if first else ""
            click.echo(f"这份文件已{at}导入过，没有重复添加")
            return
        show.caught_up(house)
        checked = check(
            house.views,
            house.desk,
            file,
            ask,
            track=track,
            encoding=encoding,
            different=different,
            renamed=renamed,
            unusual=unusual,
        )
        if checked.findings:
            _report(file, list(checked.findings), checked.rows)
        if dry_run:
            click.echo(f"✓ {checked.rows} 行都可以导入（只检查，没有写入）")
            return
        _take(house, checked)


def _take(house: House, checked: Checked) -> None:
    """All rows, and the order of suggestions that is learned from more of them."""
    from services.files.imports import take  # noqa: PLC0415 (this command's alone)
    from services.matching.refitting import refit  # noqa: PLC0415 (this command's alone)

    answer = take(house.desk, checked)
    click.echo(f"✓ 导入 {checked.rows} 行，写入 {len(answer.entries)} 个事件")
    house.views.fresh(house.views.market, house.views.lexicons)
    lexicon = house.views.lexicons.lexicon()
    ask = house.ask("fitting", Role.SYSTEM)
    if fitted := refit(house.views.proposals, house.desk, ask, lexicon=lexicon):
        click.echo(f"已更新撮合模型：{'、'.join(TRACKS[code].title for code in fitted)}")
    show.caught_up(house)
    click.echo("看建议：docking proposals")


def _report(file: Path, findings: list[Finding], rows: int) -> None:
    """Say what is wrong, give the file back marked, and take nothing."""
    from services.files.imports import ANSWERS, alike, where  # noqa: PLC0415 (this command's alone)
    from services.files.marking import mark  # noqa: PLC0415 (this command's alone)

    kinds = alike(findings)
    click.echo(f"{rows} 行里有 {len(findings)} 处需要修改，没有导入任何一行", err=True)
    table = show.table(wide=True)
    for heading, ratio in (
        ("工作表", 2),
        ("在哪里", 2),
        ("栏目", 2),
        ("哪里不对", 4),
        ("怎么改", 4),
    ):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for same in kinds[:SHOWN_AT_MOST]:
        finding = same[0]
        read = f"（读到“{finding.value}”）" if finding.value else ""
        cells = (finding.sheet, where(same), finding.label, finding.message + read, finding.advice)
        table.add_row(*map(escape, cells))
    show.errors().print(table)
    if len(kinds) > SHOWN_AT_MOST:
        click.echo(f"……另有 {len(kinds) - SHOWN_AT_MOST} 类，见标注文件", err=True)
    marked = file.with_name(f"{file.stem}-标注.xlsx")
    mark(file, findings, marked)
    for word in dict.fromkeys(ANSWERS.get(finding.code) for finding in findings):
        if word:
            click.echo(CONFIRMATIONS[word], err=True)
    click.echo(f"请按标注修改后再导入：{marked}", err=True)
    raise click.exceptions.Exit(2)  # as for any input that can't be read
