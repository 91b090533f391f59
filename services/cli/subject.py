"""`docking subject`: whose personal data is kept, held, and erased."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from domain.administration.subject import HoldSubject, ReleaseSubject
from domain.core.command import Role
from services.cli import show
from services.cli.opening import opened
from services.cli.redis import address
from services.house.chain import checkpoint
from services.house.house import House
from services.house.settings import Settings

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def subject() -> None:
    """个人信息：查、删、保全 · personal data by its subject."""


@subject.command(name="show")
@click.argument("id")
@click.pass_obj
def show_(settings: Settings, id: str) -> None:
    """这个人的信息出现在哪些流、哪些事件里 · where it occurs; no values.

    例 example:  docking subject show person-3f9a1c
    """
    with opened(settings) as house:
        house.views.fresh(house.views.subjects)
        _say(house, id)


@subject.command()
@click.argument("id")
@click.option("--basis", required=True, metavar="依据", help="凭什么删 · on what basis")
@click.option("--yes", is_flag=True, help="不再询问 · don't ask")
@click.pass_obj
def erase(settings: Settings, id: str, basis: str, yes: bool) -> None:
    """删除：密钥销毁，任何副本都打不开；不能撤销 · can't be undone.

    例 example:  docking subject erase person-3f9a1c --basis 本人申请
    """
    from services.outbound import erasing  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        _say(house, id)
        if not yes:
            click.confirm("删除后谁也打不开，也不能撤销。确定删除吗", abort=True)
        with address(settings) as (url, _):
            done = erasing.erase(house, id, basis, house.ask("cli", Role.SYSTEM), url)
        click.echo(f"✓ {id} 已删除")
        if done.streams_left:
            click.echo("  消息流连不上，里面的等连上以后程序自己清")
        for receiver, many in sorted(done.told.items()):
            click.echo(f"  已经送给 {receiver} 的线索 {many} 条，请另行通知他们删除")
        if done.clear:
            click.echo(
                f"  旧日志里还有 {len(done.clear)} 行没有封存，删不掉；"
                "请用 docking subject seal-old 另造一份封存的日志"
            )


@subject.command()
@click.argument("id")
@click.option("--basis", required=True, metavar="依据", help="谁要保全 · who holds it, and why")
@click.pass_obj
def hold(settings: Settings, id: str, basis: str) -> None:
    """保全：解除以前不能删除 · may not be erased until it is released.

    例 example:  docking subject hold person-3f9a1c --basis 县法院调查令
    """
    with opened(settings) as house:
        house.desk.do(HoldSubject(subject=id, basis=basis), house.ask("cli", Role.SYSTEM))
        click.echo(f"✓ {id} 已保全")


@subject.command()
@click.argument("id")
@click.option("--reason", required=True, metavar="原因", help="为什么解除 · why")
@click.pass_obj
def release(settings: Settings, id: str, reason: str) -> None:
    """解除保全 · end the hold.

    例 example:  docking subject release person-3f9a1c --reason 案件已结
    """
    with opened(settings) as house:
        house.desk.do(ReleaseSubject(subject=id, reason=reason), house.ask("cli", Role.SYSTEM))
        click.echo(f"✓ {id} 已解除保全")


@subject.command(name="seal-old")
@click.argument("source", metavar="FROM", type=FOLDER)
@click.argument("target", metavar="TO", type=FOLDER)
@click.pass_obj
def seal_old(settings: Settings, source: Path, target: Path) -> None:
    """由旧文件夹另造一份封存的日志，旧的不动 · a sealed log of an old folder.

    例 example:  docking subject seal-old old sealed
    """
    from services.operations.seal_old import seal_old as seal_it  # noqa: PLC0415 (this command's alone)

    old = settings.model_copy(update={"data": source, "postgres": None, "keys": None})
    new = old.model_copy(update={"data": target, "keys": settings.keys})
    with show.progress() as tell:
        done = seal_it(old, new, tell)
    click.echo(f"✓ {done.lines} 行一一核对相同，其中 {done.changed} 行改为封存")
    click.echo(f"  旧日志 {checkpoint(done.before)}")
    click.echo(f"  新日志 {checkpoint(done.after)}")
    click.echo(f"  {source} 没有改动，里面的姓名电话仍读得到；何时销毁见 erase-personal-data.md")


def _say(house: House, id: str) -> None:
    from services.outbound.occurrences import occurrences, told_to  # noqa: PLC0415 (reads the whole log)

    row, places = house.views.subjects.subject(id), occurrences(house.log, id)
    state = "已保全：" + row.held_for if row.held_for else "已删除" if row.erased_at else "保存着"
    click.echo(f"{id}：{state}；出现在 {len(places)} 处")
    counts = Counter((each.stream, each.name, each.clear) for each in places)
    for (stream, name, clear), many in sorted(counts.items()):
        click.echo(f"  {stream}  {name}  {many} 次{'（未封存）' if clear else ''}")
    for receiver, many in sorted(told_to(house.log, id).items()):
        click.echo(f"  已送给 {receiver}：{many} 条线索")
