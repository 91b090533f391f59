"""`docking work`, `digest` and `dead`: the way in, daily digests, and what could not be done."""

from __future__ import annotations

import asyncio
import signal
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from domain.core.command import Refusal
from domain.values.dates import read_date
from services.cli import show
from services.cli.background import own_name
from services.cli.opening import opened
from services.cli.redis import address, streams_client
from services.house.settings import Settings

if TYPE_CHECKING:
    from services.inbound.workers import Workers
    from services.outbound.dead_letters import Letter


@click.command()
@click.option(
    "--check", is_flag=True, help="本机的收取是否正常 · is the work on this machine done?"
)
@click.pass_obj
def work(settings: Settings, check: bool) -> None:
    """收取各单位消息流里的命令，逐条执行并答复 · do parties' commands and answer them.

    \b
    可同时运行多个 · any number may run at once.
    例 example:  docking --redis redis://127.0.0.1:6379/0 work
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    if check:
        _check(settings)
        return
    from services.inbound.workers import Workers  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house, address(settings) as (url, where):
        click.echo(f"消息流 streams  {where}")
        if url is None:
            raise Refusal("streams.off", "没有可用的 Redis", "redis")
        asyncio.run(_until_told(Workers(house, url(), own_name(), show.say)))


@click.command()
@click.option("--day", metavar="日期", help="哪一天，缺省为昨天 · which day; yesterday if none")
@click.pass_obj
def digest(settings: Settings, day: str | None) -> None:
    """写出某天的邮件摘要，配置了 smtp 则同时发送 · write a day's e-mail digests, and send them.

    例 example:  docking digest --day 2026-03-02
    """
    from services.outbound.digest import write_digests  # noqa: PLC0415 (this command's alone)
    from services.outbound.mail import sender_to  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        chosen = read_date(day) if day else house.today - timedelta(days=1)
        made = write_digests(house, chosen, sender_to(settings.smtp) if settings.smtp else None)
        for place in made:
            click.echo(str(place))
        click.echo(f"{chosen} 新写摘要 {len(made)} 份")


@click.group()
def dead() -> None:
    """死信：没能执行的命令、没能送达的通知 · dead letters."""


@dead.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """全部死信和原因 · all of them, with their reasons.    例 example:  docking dead list"""
    from services.outbound.dead_letters import letters  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house, streams_client(settings) as client:
        show.caught_up(house)
        rows = list(letters(house, client))
        click.echo(f"{len(rows)} 封死信")
        table = show.table(wide=True)
        for heading in ("编号", "时间", "次数", "原因"):
            table.add_column(heading, overflow="fold", no_wrap=heading == "编号")
        for row in rows:
            table.add_row(*map(escape, (row.id, row.at, str(row.times), row.reason)))
        if rows:
            show.console().print(table)


@dead.command(name="show")
@click.argument("id")
@click.pass_obj
def show_(settings: Settings, id: str) -> None:
    """一封死信的原因和内容 · one of them, whole.

    例 example:  docking dead show webhooks/b01/17
    """
    from services.outbound.dead_letters import letter  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house, streams_client(settings) as client:
        show.caught_up(house)
        row = letter(house, client, id)
        show.as_json({**vars(row), "content": row.content.decode("utf-8", "backslashreplace")})


@dead.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="全部 · all of them")
@click.pass_obj
def replay(settings: Settings, ids: tuple[str, ...], everything: bool) -> None:
    """重新执行或重新送达 · try them again.    例 example:  docking dead replay --all"""
    from services.outbound.dead_letters import letter, letters  # noqa: PLC0415 (this command's alone)
    from services.outbound.dead_letters import replay as again  # noqa: PLC0415 (this command's alone)

    if bool(ids) == everything:
        raise click.UsageError("写明编号，或者 --all")
    with opened(settings) as house, streams_client(settings) as client:
        show.caught_up(house)
        chosen: list[Letter] = (
            list(letters(house, client))
            if everything
            else [letter(house, client, id) for id in ids]
        )
        click.echo(f"已安排重试 {again(house, client, chosen)} 封")


async def _until_told(workers: Workers) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await workers.run(stop)


def _check(settings: Settings) -> None:
    from services.inbound.workers import REPORT  # noqa: PLC0415 (this command's alone)

    with streams_client(settings) as client:
        redis: Any = client  # redis-py's types are of both its clients, sync and async
        keys = redis.scan_iter(f"{REPORT}{socket.gethostname()}-*") if client else ()
        reports = [redis.get(key) for key in keys]
        if not reports:
            raise Refusal("work.silent", "本机没有正在收取命令的进程")
        faults = [report.decode() for report in reports if report]
        if faults:
            raise Refusal("work.faulty", "；".join(faults).replace("\n", "；"))
        click.echo(f"✓ {len(reports)} 个进程在收取命令")
