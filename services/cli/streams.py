"""`docking relay`, `docking notices` and `docking feed`: the ways out."""

from __future__ import annotations

import json
from functools import partial

import click

from domain.core.command import Refusal
from services.cli import show
from services.cli.metrics import METRICS, METRICS_HOST, measuring
from services.cli.opening import opened
from services.cli.redis import address
from services.cli.stopping import until_stopped
from services.house.settings import Settings


@click.command()
@click.option("--once", is_flag=True, help="送完就结束 · send what is missing and stop")
@METRICS
@METRICS_HOST
@click.pass_obj
def relay(settings: Settings, once: bool, metrics: int | None, metrics_host: str) -> None:
    """把线索送进每家接收方的消息流和网址 · leads into streams and to webhooks.

    例 example:  docking --redis redis://127.0.0.1:6379/0 relay
    """
    from services.automation.runner import follow  # noqa: PLC0415 (this command's alone)
    from services.cli.background import background  # noqa: PLC0415 (this command's alone)
    from services.outbound.erasing import pass_on  # noqa: PLC0415 (this command's alone)
    from services.outbound.relay import Streams  # noqa: PLC0415 (this command's alone)

    with until_stopped(), opened(settings) as house, address(settings) as (url, where):
        click.echo(f"消息流 streams  {where}")
        if url is None:
            raise Refusal("streams.off", "没有可用的 Redis", "redis")
        streams = Streams(house, url, show.say)
        try:
            with (
                background(house, None, once=once),
                measuring(house, metrics_host, metrics, url),
            ):
                go, well = partial(pass_on, house, streams), lambda: not streams.away
                follow(house, go, once=once, say=show.say, well=well)
        finally:
            streams.close()
        if streams.away:
            raise Refusal("streams.away", "没有送完，Redis 恢复后请再运行一次", "redis")


@click.command()
@click.option("--once", is_flag=True, help="发完到时候的就结束 · send what is due and stop")
@click.pass_obj
def notices(settings: Settings, once: bool) -> None:
    """把通知发到各人的邮箱和手机 · notices to people's mailboxes and telephones.

    例 example:  docking notices --once
    """
    from services.automation.runner import follow  # noqa: PLC0415 (this command's alone)
    from services.cli.background import notifying  # noqa: PLC0415 (this command's alone)
    from services.outbound.gateways import TITLES, gateways  # noqa: PLC0415 (this command's alone)

    with until_stopped(), opened(settings) as house:
        there = gateways(settings)
        for channel, title in TITLES.items():
            click.echo(f"{title} {channel}  {'已设置' if channel in there else '没有设置'}")
        with notifying(house, once=once) as notifier:
            well = lambda: notifier.well  # noqa: E731 (asked anew after each round)
            follow(house, lambda: None, once=once, say=show.say, well=well)


@click.command()
@click.option("--after", type=click.IntRange(0), default=0, show_default=True, help="此位置之后")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=500, show_default=True)
@click.pass_obj
def feed(settings: Settings, after: int, limit: int) -> None:
    """事件流水，每行一个 CloudEvent，个人信息已遮蔽 · the event feed as JSON lines.

    \b
    下一次从最后一行的 sequence 接着取 · ask again after the last line's sequence.
    例 example:  docking feed --after 0 --limit 100
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    from services.outbound.feed import feed as events  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        for event in events(house.log, after, limit):
            click.echo(json.dumps(event, ensure_ascii=False))
