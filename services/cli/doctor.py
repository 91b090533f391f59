"""`docking doctor` and `docking migrate`: is all well; are the tables there."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from services.cli import show
from services.cli.opening import demo_clock, opened
from services.house.secrets import make_anew
from services.house.settings import Settings


@click.command()
@click.option("--quick", is_flag=True, help="只看能否工作，供健康检查 · can work be done?")
@click.pass_obj
def doctor(settings: Settings, quick: bool) -> None:
    """体检：哪里不对，该怎么办；有问题时退出码为 1 · what is wrong and what to do.

    例 example:  docking doctor
    """
    from services.operations.doctor import examine  # noqa: PLC0415 (this command's alone)

    wrong, clock = 0, demo_clock(settings)
    for finding in examine(settings, quick=quick, now=clock() if clock else None):
        mark = click.style("✗", fg="red") if finding.advice else click.style("✓", fg="green")
        if finding.due:
            mark = click.style("!", fg="yellow")
        click.echo(f"{mark} {finding.what}：{finding.said}")
        if finding.advice:
            wrong += not finding.due
            click.echo(f"    → {finding.advice}")
    if wrong:
        raise click.exceptions.Exit(1)


@click.command()
@click.option(
    "--without-secrets",
    is_flag=True,
    help="密码和密钥确实丢了：另建一份空的 · they are lost: begin without them",
)
@click.pass_obj
def migrate(settings: Settings, without_secrets: bool) -> None:
    """建好日志与视图的表就结束，可重复运行 · make the tables and stop; may be repeated.

    例 example:  docking migrate
    """
    if without_secrets:
        settings.prepare()
        make_anew(settings, lambda: datetime.now(UTC))
    with opened(settings) as house:
        show.caught_up(house)
        click.echo(f"日志与视图就绪，到位置 {house.log.last()}")
