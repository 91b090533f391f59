"""`docking demo` and `docking up`: from nothing to something to look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from rich.rule import Rule

from domain.postings.tracks import TRACKS
from domain.values.dates import civil_date
from domain.values.money import show_money
from projections.matching.proposal_table import ProposalRow
from services.cli import show
from services.cli.background import background, notifying
from services.cli.metrics import METRICS, METRICS_HOST, measuring
from services.cli.opening import demo_clock, opened
from services.cli.redis import address
from services.cli.stopping import until_stopped
from services.cli.web import HOST, ON_NETWORK, WEB_PORT, check_host, pages
from services.demo.clock import begin_clock
from services.demo.measured import market_digest, partnered
from services.house.files import check_files
from services.house.house import House
from services.house.one_up import only_up
from services.house.settings import Settings

if TYPE_CHECKING:
    from services.demo.story import Scene, Story

DEMO_SEED = 2023


@click.command()
@click.option("--seed", type=click.IntRange(0, 10**9), default=DEMO_SEED, show_default=True)
@click.option("--top", type=click.IntRange(1, 20), default=2, show_default=True, help="每赛道条数")
@click.option(
    "--leads", is_flag=True, help="再讲一条线索，从建议到放款 · then one lead, to the money"
)
@click.pass_obj
def demo(settings: Settings, seed: int, top: int, leads: bool) -> None:
    """造一个县的演示数据，走完整流程，看六条赛道的撮合建议 · a synthetic county, end to end.

    例 example:  docking demo --leads
    """
    from services.demo.fill import fill  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        _say_key(house)
        show.console().print("[dim]以下单位、需求与供给均为程序生成的演示数据，与真实企业无关。[/]")
        with show.progress() as tell:
            added = fill(house, seed, progress=tell)
        show.caught_up(house)
        outcome(house, added, top)
        if leads:
            _story(house, seed)
        _begin_clock(house)


def _begin_clock(house: House) -> None:
    """From here on its days are those of its log, unless they have begun before."""
    settings, last = house.settings, house.log.last()
    if settings.postgres is None and last and demo_clock(settings) is None:
        [line] = house.log.after(last - 1, 1)
        begin_clock(settings.data, house.now(), civil_date(line.entry().recorded_at))


def _story(house: House, seed: int) -> None:
    """One lead from a proposal to money, scene by scene; then what the bank has of it."""
    from services.demo.story import begin, preview, summary  # noqa: PLC0415 (this command's alone)

    story, first = begin(house, seed)
    names = house.views.parties.titles()
    shown = story.shown
    click.echo(f"\n一条线索的故事：{names[shown.need_party]} → {names[story.receiver]}")
    _scene(first)
    click.echo(f"  授权之前，银行看到的只有：{preview(house, shown.need)}")
    for scene in story.tell():
        _scene(scene)
    house.views.fresh()
    inbox = story.inbox()
    click.echo(f"\n银行的收件箱 {story.inbox_file()}：{len(inbox)} 条，编号 1–{len(inbox)} 无缺口")
    for message in inbox:
        click.echo(f"  {summary(message)}")
    _stream(story)
    lead = house.views.leads.one(shown.id)
    assert lead is not None
    click.echo(
        f"线索 {lead.id} {lead.title}：意向 {show_money(lead.intent_fen)}，"
        f"授信 {show_money(lead.approved_fen)}，放款 {show_money(lead.drawn_fen)}，"
        f"{lead.landed_on} 落地"
    )
    click.echo(f"接着试：docking leads · docking inbox {story.receiver}")


def _scene(scene: Scene) -> None:
    first, *rest = scene.said.splitlines()
    click.echo(f"{show.beijing(scene.at)[:16]}  {scene.who}  {first}")
    for line in rest:
        click.echo(f"      {line}")


def _stream(story: Story) -> None:
    """The same messages in the bank's Redis stream, where there is a Redis."""
    from services.outbound.relay import Relay, connect, stream  # noqa: PLC0415 (this command's alone)

    with address(story.house.settings) as (url, where):
        if url is None:
            click.echo(f"消息流 {where}")
            return
        client = connect(url())
        Relay(story.then(), client).relay()
        entries: Any = client.xrange(stream(story.receiver))
        click.echo(f"银行的消息流 {stream(story.receiver)}：{len(entries)} 条（{where}）")
        client.close()


@click.command()
@click.option("--once", is_flag=True, help="处理完就结束 · do what is due and stop")
@click.option("--empty", is_flag=True, help="新的空日志，不造演示县 · begin a real county's log")
@HOST
@WEB_PORT
@ON_NETWORK
@METRICS
@METRICS_HOST
@click.pass_obj
def up(
    settings: Settings,
    once: bool,
    empty: bool,
    host: str,
    port: int,
    demo_on_network: bool,
    metrics: int | None,
    metrics_host: str,
) -> None:
    """启动全部部件：网页、视图、到期、模型、消息流 · start everything in one process.

    \b
    数据文件夹是空的，就先造演示县；真实使用请加 --empty。
    An empty data folder gets the demo county first; for a real one use --empty.
    例 example:  docking up
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    with until_stopped(), ExitStack() as alone:
        if not (once or settings.postgres):
            alone.enter_context(only_up(settings.data))
        check_files(settings)
        if not (once or empty or settings.postgres):
            _demo_if_nothing(settings)
        figures = partial(measuring, host=metrics_host, port=metrics)
        _run(settings, host, port, demo_on_network, figures, once=once)


def _run(
    settings: Settings,
    host: str,
    port: int,
    demo_on_network: bool,
    figures: Callable[..., AbstractContextManager[House]],
    *,
    once: bool,
) -> None:
    """Everything, until it is done or told to stop."""
    from services.automation.runner import run  # noqa: PLC0415 (this command's alone)
    from services.outbound.embedded_redis import Valkey  # noqa: PLC0415 (this command's alone)
    from services.outbound.relay import Streams  # noqa: PLC0415 (this command's alone)

    clock = demo_clock(settings)
    check_host(host, demo=clock is not None, allowed=demo_on_network)
    with opened(settings) as house, address(settings) as (url, where):
        show.caught_up(house)
        place = (settings.redis or Valkey(settings.data).url) if url else None
        if url and not settings.redis:
            with suppress(OSError):  # said and tried again by the streams
                url()
        click.echo(f"日志 log      {settings.shown('log')}（位置 {house.log.last()}）")
        click.echo(f"视图 views    {settings.shown('views')}")
        _say_key(house)
        click.echo(f"消息流 streams {where}")
        streams = Streams(house, url, show.say) if url else None
        try:
            with ExitStack() as parts:
                parts.enter_context(background(house, place, once=once))
                parts.enter_context(notifying(house, once=once))
                timed = parts.enter_context(figures(house, url=url))
                if not once:
                    parts.enter_context(pages(house, host, port, demo=clock is not None, redis=url))
                    click.echo("已启动：视图跟随日志，到期、模型与送达按时处理。按 Ctrl-C 结束。")
                run(timed, once=once, say=show.say, streams=streams)
        finally:
            if streams:
                streams.close()
            if not once:
                house.log.checkpoint()


def _say_key(house: House) -> None:
    """Where a new master key lies: without it nobody opens what was sealed under it."""
    if house.new_key is not None:
        click.echo(f"主密钥 master {house.new_key}（新造的，请另存一份；丢了，封存的数据打不开）")


def _demo_if_nothing(settings: Settings) -> None:
    """Fill an empty folder with the demo county, once; a folder that has a log stays as it is."""
    from services.demo.dealings import Dealings  # noqa: PLC0415 (this command's alone)
    from services.demo.fill import fill  # noqa: PLC0415 (this command's alone)
    from services.demo.story import begin  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        if house.log.last():
            return
        _say_key(house)
        click.echo("数据文件夹是空的：先造一个演示县（约一分钟）。真实使用请用 docking up --empty")
        with show.progress() as tell:
            fill(house, DEMO_SEED, progress=tell)
        story, _ = begin(house, DEMO_SEED)
        last = [scene.at for scene in story.tell()][-1]
        house.views.fresh()
        with show.progress() as tell:
            day = Dealings(house, DEMO_SEED).run(civil_date(last), tell)
        begin_clock(settings.data, house.now(), day)


def outcome(house: House, added: int, top: int) -> None:
    """What came of the demo: the best of each track, how much there is, and what to try next."""
    out = show.console()
    names = house.views.parties.titles()
    rows = house.views.proposals.all()
    for code in TRACKS:
        some = [row for row in rows if row.track == code]
        best = house.views.proposals.reasoned(_varied(some, top))
        out.print(show.proposal_table(code, best, names))
    out.print(Rule())
    click.echo(
        f"日志 {house.settings.shown('log')}：{house.log.last()} 个事件（本次新增 {added}）；"
        f"{len(names)} 个单位，{len(rows)} 条建议"
    )
    if rows:
        need, offering = rows[0].pair
        click.echo(f"接着试：docking explain {need} {offering} · docking proposals --track bank")
    with_proposal, or_open = partnered(house.views)
    click.echo(f"figure demo.digest {house.views.proposals.digest()}")
    click.echo(f"figure demo.market {market_digest(house.views.market)}")
    click.echo(f"figure demo.partnered {float(with_proposal):.4f}")
    click.echo(f"figure demo.partnered_or_open {float(or_open):.4f}")


def _varied(rows: list[ProposalRow], top: int) -> list[ProposalRow]:
    """The best proposals, each need and offering at most once, so that more can be seen."""
    seen: set[str] = set()
    some = []
    for row in rows:
        if row.need not in seen and row.offering not in seen:
            seen |= {row.need, row.offering}
            some.append(row)
    return some[:top]
