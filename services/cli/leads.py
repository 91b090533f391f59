"""`docking leads`, `docking inbox`, `docking clock`: leads, what a receiver gets, what is due."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.markup import escape

from domain.administration.clock import ConfirmClock
from domain.core.command import Refusal, Role
from domain.leads.lead import LIFECYCLE
from domain.values.dates import read_date
from domain.values.money import show_money
from projections.leads.leads import LeadRow
from services.cli import show
from services.cli.metrics import METRICS, METRICS_HOST, measuring
from services.cli.opening import opened
from services.cli.proposals import AS_OF, JSON
from services.cli.stopping import until_stopped
from services.house.house import House
from services.house.settings import Settings

CLOCKS = {"red": "[red]逾期[/]", "yellow": "[yellow]今天到期[/]", "green": "", "": ""}
STATES = click.Choice([state for state in LIFECYCLE.titles if state != LIFECYCLE.start])


@click.command()
@click.option("--receiver", metavar="单位", help="送给谁的 · of one receiver")
@click.option("--enterprise", metavar="单位", help="谁的需求 · of one enterprise")
@click.option("--status", type=STATES, help="状态 · state")
@AS_OF
@JSON
@click.pass_obj
def leads(
    settings: Settings,
    receiver: str | None,
    enterprise: str | None,
    status: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """线索：状态、期限、金额 · leads with their state, clocks and money.

    例 example:  docking leads --receiver b-04 --status delivered
    """
    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.times, as_of)
        rows = house.views.leads.all(
            receiver=receiver, enterprise=enterprise, status=status, as_of=at
        )
        if as_json:
            show.as_json([asdict(lead) for lead in rows])
            return
        names = house.views.parties.titles(at)
        day = house.today.isoformat()
        table = show.table(wide=True)
        for heading in ("线索", "企业", "接收方", "状态", "期限", "意向", "授信", "放款"):
            table.add_column(heading, overflow="fold")
        for lead in rows:
            table.add_row(*_cells(lead, names, "" if at is not None else day))
        click.echo(f"{len(rows)} 条线索")
        if rows:
            show.console().print(table)


def _cells(lead: LeadRow, names: dict[str, str], day: str) -> tuple[str, ...]:
    money = (lead.intent_fen, lead.approved_fen, lead.drawn_fen)
    due = f"{lead.due} {CLOCKS[lead.clock(day)] if day else ''}".strip()
    who = (escape(names.get(party, party)) for party in (lead.enterprise, lead.receiver))
    return (lead.id, *who, lead.title, due, *(show_money(fen) if fen else "" for fen in money))


@click.command()
@click.argument("party")
@click.option("--after", type=click.IntRange(0), default=0, show_default=True, help="此编号之后")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.pass_obj
def inbox(settings: Settings, party: str, after: int, limit: int) -> None:
    """一家接收方此刻会收到的消息，每行一个 · what a receiver is sent, as CloudEvents.

    \b
    编号 sequence 没有缺口；授权不再有效的只写明不再提供 · numbers have no gap.
    例 example:  docking inbox b-04 --after 0
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    from services.outbound.feed import check_bookmark  # noqa: PLC0415 (this command's alone)
    from services.outbound.messages import messages  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        if house.views.parties.party(party) is None:
            raise Refusal("party.absent", f"没有单位“{party}”", "party")
        check_bookmark(after, house.views.outbox.ends().get(party, 0))
        items = house.views.outbox.after(party, after, limit)
        day = house.today.isoformat()
        for made in messages(house.log, house.views, items, day):
            click.echo(json.dumps(made, ensure_ascii=False))


@click.command()
@click.option("--once", is_flag=True, help="处理完就结束 · do what is due and stop")
@click.option("--confirm", metavar="日期", help="时钟没有错，今天就是这一天 · this is the day")
@METRICS
@METRICS_HOST
@click.pass_obj
def clock(
    settings: Settings, once: bool, confirm: str | None, metrics: int | None, metrics_host: str
) -> None:
    """到期的处理：需求、建议、授权、线索；送达与分发 · the timers and the house's reactions.

    \b
    可同时运行多个 · any number may run at once.
    例 example:  docking clock --once
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    from services.automation.runner import run  # noqa: PLC0415 (this command's alone)

    with until_stopped(), opened(settings) as house:
        if confirm is not None:
            _confirm(house, confirm)
            return
        redis = (lambda: str(settings.redis)) if settings.redis else None
        with measuring(house, metrics_host, metrics, redis) as timed:
            run(timed, once=once, say=show.say)
        if once:
            day = house.today.isoformat()
            red = house.views.inbox.colours(day).get("red", 0)
            click.echo(f"{day} 已处理；逾期未办的线索 {red} 条")


def _confirm(house: House, day: str) -> None:
    command = ConfirmClock(day=read_date(day, timed=False))
    answer = house.desk.do(command, house.ask("cli", Role.ADMIN))
    click.echo("时钟已确认，自动办理继续" if answer.entries else "时钟没有存疑，不用确认")
