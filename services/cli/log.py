"""`docking log`: look at the log, check it, and keep what proves it unchanged."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime

import click
from pydantic import ValidationError
from rich.markup import escape

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.log.entry import Line
from projections.core.restored import OtherLog
from services.cli import show
from services.cli.opening import opened
from services.house.chain import CHECKPOINT, before, begun, copied
from services.house.chain import checkpoint as checkpoint_of
from services.house.files import check_files
from services.house.settings import Settings


@click.group()
def log() -> None:
    """事件日志 · the event log."""


@log.command()
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.pass_obj
def tail(settings: Settings, count: int) -> None:
    """最近的事件 · the latest events.    例 example:  docking log tail -n 5"""
    with opened(settings) as house:
        lines = house.log.after(max(0, house.log.last() - count), count)
        _print(lines)


@log.command(name="show")
@click.argument("stream")
@click.pass_obj
def show_(settings: Settings, stream: str) -> None:
    """一条流的全部事件 · one stream's whole history.

    例 example:  docking log show need-bank-n-0001
    """
    with opened(settings) as house:
        lines = house.log.read(stream)
        if not lines:
            raise Refusal("stream.absent", f"没有流“{stream}”", "stream")
        for line in lines:
            try:
                show.as_json({"event": line.name, "entry": line.entry()._asdict()})
            except (KeyError, ValueError) as broken:
                click.echo(f"{line.position} {line.name}: 读不懂 {_why(broken)}")


@log.command()
@click.pass_obj
def stats(settings: Settings) -> None:
    """各类事件的数量 · how many of each event."""
    with opened(settings) as house:
        counts: Counter[str] = Counter()
        streams: set[str] = set()
        position, last = 0, house.log.last()
        with show.progress(last) as tell:
            while lines := house.log.after(position, 1000):
                counts.update(line.name for line in lines)
                streams.update(line.stream for line in lines)
                position = lines[-1].position
                tell("读日志", position, last)
        click.echo(f"{sum(counts.values())} 个事件，{len(streams)} 条流，到位置 {last}")
        table = show.table()
        table.add_column("事件")
        table.add_column("数量", justify="right")
        for name, count in sorted(counts.items()):
            table.add_row(escape(name), str(count))
        show.console().print(table)


@log.command()
@click.option("--checkpoint", metavar="文本", help="外部保存的检查点 · what an outsider kept")
@click.pass_obj
def verify(settings: Settings, checkpoint: str | None) -> None:
    """核对日志与封存链 · check log and chain; exit 1 when anything is wrong."""
    check_files(settings)
    with opened(settings) as house:
        expected = _checkpoint(checkpoint) if checkpoint else None
        last = house.log.last()
        checked = 0

        def read(after: int, limit: int) -> list[Line]:
            nonlocal checked
            lines = house.log.after(after, limit)
            checked += len(lines)
            return lines

        with show.progress(last) as tell:
            with suppress(OtherLog):  # it is what is found below
                house.views.fresh(house.views.seals, progress=tell)
            faults = house.views.seals.verify(read)
            faults += house.views.seals.differing(copied(settings))
        beginning = begun(house.views.seals)
        if expected:
            seal = house.views.seals.at(expected[0])
            if seal is None or seal.hash.hex() != expected[1]:
                raise Refusal("log.tampered", f"位置 {expected[0]} 之前的日志与检查点不符")
        for fault in faults[:50]:
            click.echo(f"{fault.position} [{fault.code}] {fault.message}", err=True)
        if faults:
            raise Refusal("log.faulty", f"核对了 {checked} 行，发现 {len(faults)} 处问题")
        click.echo(
            f"✓ 核对了 {checked} 行，日志与封存链一致" + ("，与检查点相符" if expected else "")
        )
        if made_of := before(house.views.seals):
            click.echo(f"  这份日志是由旧日志封存成的，旧日志的检查点是 {checkpoint_of(made_of)}")
        if beginning.position:
            day = show.beijing(datetime.fromisoformat(beginning.at))[:10]
            click.echo(
                f"  注意：封存链是 {day} 从位置 {beginning.position} 重新开始的；"
                f"这之前的 {beginning.position} 行，只有库外抄本和外部保存的检查点能作证"
            )


@log.command()
@click.pass_obj
def checkpoint(settings: Settings) -> None:
    """打印检查点，交外部保存，日后可证明日志未被改动 · what an outsider keeps as proof."""
    with opened(settings) as house:
        house.views.fresh(house.views.seals)
        seal = house.views.seals.last()
        click.echo(checkpoint_of(seal))


def _checkpoint(text: str) -> tuple[int, str]:
    match = CHECKPOINT.match(text.strip())
    if not match:
        raise Malformed("checkpoint.unreadable", "不是检查点", value=text, field="--checkpoint")
    return int(match[1]), match[2]


def _why(broken: Exception) -> str:
    """Without what was read, which may be somebody's telephone number."""
    if isinstance(broken, ValidationError):
        wrong = broken.errors(include_input=False)
        return "；".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong)
    return str(broken)


def _print(lines: list[Line]) -> None:
    table = show.table(wide=True)
    for heading in ("位置", "时间（北京）", "事件", "流", "谁"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"位置", "时间（北京）"})
    for line in lines:
        try:
            entry = line.entry()
            at = show.beijing(entry.recorded_at)
            row = (str(line.position), at, line.name, line.stream, f"{entry.role} {entry.actor}")
        except (KeyError, ValueError):
            row = (str(line.position), "读不懂", line.name, line.stream, "")
        table.add_row(*map(escape, row))
    show.console().print(table)
