"""`docking import` and `docking template`: files in, and the forms for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from services.cli import show
from services.cli.opening import opened
from services.files.tables.columns import PARTY
from services.files.tables.record_kinds import RECORD_KINDS
from services.files.tables.report import Finding
from services.house.house import House
from services.house.settings import Settings

if TYPE_CHECKING:
    from services.files.intake.imports import Checked

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CONFIRMATIONS = {  # how to answer on the command line what an import asks
    "different": "名称相同的是不同单位 · parties of one name are different ones",
    "renamed": "编号相同、名称不同的是改了名称 · of a known number and another name: renamed",
    "likely": "单位名称不全的，按提示的那一家导入 · a name is of the party that is offered for it",
    "unusual": "少见的金额、利率、期限没有写错 · unusual figures are right",
    "same": "与已有的相近的都是更正 · what is like a known one corrects it",
    "new": "与已有的相近的都是新的 · what is like a known one is another",
    "clear": "空格子清空原来的内容 · an empty cell empties the field",
    "unheaded": "没有标题的列不导入，其余的照样导入 · leave out what has no heading",
    "settled": "写着已经办结的也导入 · rows that say that they are over come in too",
    "hidden": "隐藏的行、列、工作表也导入 · read what is hidden too",
}
SHOWN_AT_MOST = 20
LISTED_AT_MOST = 50
TRACK = click.Choice(list(TRACKS))


@click.command()
@click.argument("kind", type=click.Choice([PARTY, *TRACKS, *RECORD_KINDS]))
@click.option("--out", type=click.Path(path_type=Path), help="文件名 · where to write it")
@click.pass_obj
def template(settings: Settings, kind: str, out: Path | None) -> None:
    """单位名单、某一赛道或某一类记录的填报表（Excel）· the form of parties, a track or records.

    例 example:  docking template party
    """
    from services.files.exports.template import template_title, write_template  # noqa: PLC0415 (this command's alone)

    path = out or Path(f"{template_title(kind)}.xlsx")
    if path.exists():
        raise Refusal("file.exists", f"{path} 已存在，请用 --out 另取文件名", "out")
    write_template(kind, path)
    usual = settings.data == type(settings)().data
    data = "" if usual else f"--data {settings.data} "
    click.echo(f"已写出 {path}，填好后：docking {data}import {path}")


def _confirmations(command: Any) -> Any:
    for word, meaning in reversed(CONFIRMATIONS.items()):
        command = click.option(f"--{word}", is_flag=True, help=meaning)(command)
    return command


class FileFirst(click.Group):
    """`docking import FILE` is `docking import take FILE`, whose options are told with it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = ["take", *args] if args and args[0] not in {*self.commands, "--help"} else args
        return super().parse_args(ctx, words)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [
            record
            for parameter in self.commands["take"].params[1:]
            if (record := parameter.get_help_record(ctx))
        ]
        with formatter.section("导入一份文件 · docking import FILE"):
            formatter.write_dl(options)
        super().format_options(ctx, formatter)


@click.group(name="import", cls=FileFirst)
def import_() -> None:
    """导入 Excel 或 CSV，查看和撤回 · files in: docking import FILE."""


@import_.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """导入过的文件，最近的在前 · the files that came in, the latest first.

    例 example:  docking import list
    """
    with opened(settings) as house:
        heads, many = show.caught_up(house).views.imports.page(limit=LISTED_AT_MOST)
        table = show.table()
        for heading in ("编号", "时间", "文件", "新增", "更新", "未导入", "状态"):
            table.add_column(heading, overflow="fold")
        for head in heads:
            state = f"已撤回 {head.back} 行" if head.status == "undone" else ""
            counts = (str(many) for many in (head.created, head.revised, head.left))
            table.add_row(head.id, show.beijing(head.at), escape(head.file), *counts, state)
        show.console().print(table)
        click.echo(f"共 {many} 次导入")


@import_.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="只看会撤回什么 · only tell what would be taken back")
@click.pass_obj
def undo(settings: Settings, id: str, dry_run: bool) -> None:
    """撤回一次导入里没有人再动过的行 · take back what nobody has touched since.

    例 example:  docking import undo 0f3a…
    """
    from services.files.intake.undo import plan_undo  # noqa: PLC0415 (this command's alone)
    from services.files.intake.undo import undo as undo_import  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        ask = house.ask("import", Role.ORGANIZER, source="import")
        undoing = plan_undo(house.views, house.desk, id, ask)
        for stood in undoing.stood:
            click.echo(f"没有撤回 {stood.kind} {stood.id}：{stood.reason}")
        if not undoing.commands:
            raise Refusal("import.nothing_back", "没有可以撤回的行，什么都没有动", "id")
        if not dry_run:
            undo_import(house.desk, undoing, ask)
            show.caught_up(house)
        click.echo(f"{'可以撤回' if dry_run else '✓ 撤回'} {len(undoing.commands)} 行")


@import_.command()
@click.argument("file", type=FILE)
@click.option("--track", type=TRACK, help="表头看不出赛道时指明 · where the headings don't tell")
@click.option("--encoding", help="CSV 的编码，如 gb18030 · of a CSV file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入 · check only")
@click.option(
    "--yes", is_flag=True, help="能导入的行都导入，其余不导入 · take the rows that can be"
)
@click.option("--json", "as_json", is_flag=True, help="结果写成 JSON · the result as JSON alone")
@_confirmations
@click.pass_obj
def take(
    settings: Settings,
    /,
    file: Path,
    track: str | None,
    encoding: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **confirmed: bool,
) -> None:
    """没有问题就导入，有问题先列出来 · what can be taken comes in.

    例 example:  docking import 融资需求汇总表.xlsx --dry-run
    """
    from services.files.intake.imports import Reading, check, earlier  # noqa: PLC0415 (this command's alone)

    words = frozenset(word for word, is_so in confirmed.items() if is_so)
    reading = Reading(track=track, encoding=encoding, confirmed=words, name=file.name)
    with opened(settings) as house:
        ask = house.ask("import", Role.ORGANIZER, source="import")
        show.caught_up(house)
        checked = check(house.views, house.desk, file, ask, reading)
        known = earlier(house.desk, file, reading) if not checked.asked else None
        if known and not as_json:
            first = next(iter(known.entries), None)
            at = f"于 {show.beijing(first.recorded_at)} " if first else ""
            click.echo(f"这份文件已{at}导入过，没有重复添加")
            return
        clean = not checked.findings and not checked.plan.warnings
        agreed = yes or clean
        would_go = bool(checked.asked) and agreed
        if as_json:
            _as_json(house, checked, take_it=would_go and not dry_run)
        elif not clean:
            _report(file, checked, marked=not dry_run)
        if would_go and not dry_run and not as_json:
            _take(house, checked)
        elif not as_json:
            _tell_what_next(checked, would_go=would_go, clean=clean)
        if not (agreed and (checked.asked or checked.plan.many("unchanged"))):
            raise click.exceptions.Exit(2)  # as for any input that can't be read


def _take(house: House, checked: Checked) -> None:
    """What can be taken, and the order of suggestions that is learned from more of it."""
    from services.files.intake import imports  # noqa: PLC0415 (this command's alone)

    answer = imports.take(house.desk, checked)
    rows = sum(bool(row.commands) for row in checked.plan.rows)
    click.echo(f"✓ 导入 {rows} 行，写入 {len(answer.entries)} 个事件（{_counted(checked)}）")
    _tell_until(checked)
    fitted = _refitted(house)
    if fitted:
        click.echo(f"已更新撮合模型：{'、'.join(TRACKS[code].title for code in fitted)}")
    show.caught_up(house)
    click.echo("看建议：docking proposals")


def _tell_until(checked: Checked) -> None:
    """Until when what came in stands, where its rows don't say."""
    days = Counter(r.through for r in checked.plan.rows if r.became == "created" and r.through)
    for day, many in sorted(days.items()):
        click.echo(f"没有写有效期截止的 {many} 条，到 {day} 为止，到期前可以延长")


def _refitted(house: House) -> Any:
    from services.matching.refitting import refit  # noqa: PLC0415 (this command's alone)

    house.views.fresh(house.views.market, house.views.lexicons)
    lexicon = house.views.lexicons.lexicon()
    return refit(
        house.views.proposals, house.desk, house.ask("fitting", Role.SYSTEM), lexicon=lexicon
    )


def _counted(checked: Checked) -> str:
    from services.files.intake.batch import BECAME  # noqa: PLC0415 (this command's alone)

    counts = {title: checked.plan.many(became) for became, title in BECAME.items()}
    return "，".join(f"{title} {many} 行" for title, many in counts.items() if many)


def _tell_what_next(checked: Checked, *, would_go: bool, clean: bool) -> None:
    """What wasn't written, and how it would be."""
    rows = len(checked.plan.rows)
    can = sum(bool(row.commands) for row in checked.plan.rows)
    if clean:
        whole = f"✓ {rows} 行都可以导入（只检查，没有写入）"
        click.echo(whole if checked.asked else f"✓ {rows} 行都已经是这样")
    elif would_go:
        click.echo(f"✓ {can} 行可以导入（只检查，没有写入）")
    elif can:
        click.echo(f"{can} 行可以导入，先导入这些：加 --yes", err=True)
    _tell_until(checked)


def _report(file: Path, checked: Checked, *, marked: bool) -> None:
    """Say how the file is read and what is wrong; give back marked what isn't taken, where that is
    wanted."""
    from services.files.intake.imports import ANSWERS, alike  # noqa: PLC0415 (this command's alone)
    from services.files.tables.columns import title_of  # noqa: PLC0415 (this command's alone)

    for table in checked.plan.tables:
        titles = _titles(table.kind)
        fields = "、".join(f"{heading} → {titles[key]}" for heading, key in table.mapping.items())
        ignored = f"；没有导入的栏：{'、'.join(table.ignored)}" if table.ignored else ""
        click.echo(f"{table.sheet}（{title_of(table.kind)}）：{fields}{ignored}", err=True)
    findings, warnings = checked.findings, checked.plan.warnings
    for title, noted in (("需要修改", findings), ("请核对", warnings)):
        if noted:
            click.echo(f"{len(checked.plan.rows)} 行里有 {len(noted)} 处{title}", err=True)
            _table(alike(noted))
    if {"sheet.ambiguous", "sheet.unrecognised"} & {finding.code for finding in findings}:
        click.echo("指明赛道：导入时加 --track", err=True)
    asked = {word for f in (*findings, *warnings) for word in ANSWERS.get(f.code, ())}
    for word in (word for word in CONFIRMATIONS if word in asked):
        click.echo(f"{CONFIRMATIONS[word]}：导入时加 --{word}", err=True)
    if findings and marked:
        _mark(file, findings)


def _titles(kind: str) -> dict[str, str]:
    """What a field is called, and what isn't one."""
    from services.files.tables.columns import importable  # noqa: PLC0415 (this command's alone)
    from services.files.tables.headings import by_key  # noqa: PLC0415 (this command's alone)
    from services.files.tables.mapping import REMARK  # noqa: PLC0415 (this command's alone)

    state = by_key(kind, "status")
    titles = {column.key: column.label for column in importable(kind)}
    return {REMARK: "备注", **({"status": state.label} if state else {}), **titles}


def _mark(file: Path, findings: Sequence[Finding]) -> None:
    from services.files.intake.marking import mark  # noqa: PLC0415 (this command's alone)

    marked = file.with_name(f"{file.stem}-标注.xlsx")
    try:
        mark(file, findings, marked)
    except Malformed:
        return  # too large to be written again
    click.echo(f"请按标注修改后再导入：{marked}", err=True)


def _table(kinds: list[list[Finding]]) -> None:
    from services.files.intake.imports import where, whose  # noqa: PLC0415 (this command's alone)

    table = show.table(wide=True)
    headings = (("工作表", 2), ("在哪里", 2), ("栏目", 2), ("哪里不对", 4), ("怎么改", 4))
    for heading, ratio in headings:
        table.add_column(heading, ratio=ratio, overflow="fold")
    for same in kinds[:SHOWN_AT_MOST]:
        finding = same[0]
        read = f"（读到“{finding.value}”）" if finding.value else ""
        place = " ".join(filter(None, (where(same), whose(same))))
        cells = (finding.sheet, place, finding.label, finding.message + read, finding.advice)
        table.add_row(*map(escape, cells))
    show.errors().print(table)
    if len(kinds) > SHOWN_AT_MOST:
        click.echo(f"……另有 {len(kinds) - SHOWN_AT_MOST} 类，见标注文件", err=True)


def _as_json(house: House, checked: Checked, *, take_it: bool) -> None:
    """The JSON alone on standard output."""
    from services.files.intake import imports  # noqa: PLC0415 (this command's alone)

    plan = checked.plan
    if take_it:
        imports.take(house.desk, checked)
        _refitted(house)
    mapping: dict[str, str] = {}
    for table in plan.tables:
        mapping |= table.mapping
    click.echo(
        json.dumps(
            {
                **{
                    became: plan.many(became)
                    for became in ("created", "revised", "unchanged", "left")
                },
                "mapping": mapping,
                "ignored": [*plan.skipped, *(h for table in plan.tables for h in table.ignored)],
                "warnings": [_placed(warning) for warning in plan.warnings],
                "findings": [
                    _placed(finding) | {"reason": finding.message} for finding in checked.findings
                ],
            },
            ensure_ascii=False,
        )
    )


def _placed(finding: Finding) -> dict[str, Any]:
    return {
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.label,
        "code": finding.code,
    }
