"""`docking matcher`: the models in force, and the order that is learned from decisions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from domain.core.command import Refusal, Role
from domain.matching.ranking import DropOrder, RecordOrder
from domain.postings.tracks import TRACKS
from projections.matching.ranking import FEATURES
from services.cli import show
from services.cli.opening import opened
from services.house.house import House
from services.house.settings import Settings


@click.group()
def matcher() -> None:
    """撮合模型与排序 · matching models and the learned order."""


@matcher.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """各赛道在用的模型与排序 · what is in force."""
    with opened(settings) as house:
        proposals = show.caught_up(house).views.proposals
        table = show.table()
        for heading in ("赛道", "模型", "训练文本", "词典"):
            table.add_column(heading)
        for code, track in TRACKS.items():
            try:
                model = proposals.model(code)
            except Refusal:
                model = None  # said below
            about = (model.digest[:16], str(model.n), model.lexicon.version) if model else ("—",)
            table.add_row(track.title, *about)
        show.console().print(table)
        for refusal in proposals.unusable():
            click.echo(refusal.message)
        weights = proposals.order().weights
        click.echo(f"排序：{_shown(weights) if weights else '按文字得分'}")


@matcher.command()
@click.pass_obj
def gate(settings: Settings) -> None:
    """从已有答复学习，只看成绩，不采用 · learn and tell, change nothing."""
    with opened(settings) as house:
        _tell(_learned(house))


@matcher.command()
@click.pass_obj
def fit(settings: Settings) -> None:
    """从已有答复学习排序，比文字得分好才采用 · learn an order, and use it where it is better."""
    with opened(settings) as house:
        command = _learned(house)
        _tell(command)
        house.desk.do(command, house.ask("cli", Role.ORGANIZER))
        show.caught_up(house)
        click.echo("✓ 已采用；随时可用 docking matcher fallback 恢复")


@matcher.command()
@click.pass_obj
def fallback(settings: Settings) -> None:
    """恢复为只按文字得分排序 · back to the text score alone."""
    with opened(settings) as house:
        house.desk.do(DropOrder(reason="cli"), house.ask("cli", Role.ORGANIZER))
        show.caught_up(house)
        click.echo("✓ 按文字得分排序")


@matcher.command()
@click.option("--backend", type=click.Choice(["threads", "loky", "dask"]), default="threads")
@click.option("--workers", type=click.IntRange(1, 1024), default=2, show_default=True)
@click.option("--shards", type=click.IntRange(1, 1024), default=1, show_default=True)
@click.option("--scheduler", default="", metavar="ADDRESS", help="dask 调度器，如 tcp://host:8786")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="放索引文件的文件夹；别的机器上的 worker 须以同一路径读到",
)
@click.pass_obj
def check(settings: Settings, /, **how: Any) -> None:
    """整条赛道重算一遍，与现有建议核对 · work every list out as a batch, and compare.

    例 example:  docking matcher check --backend loky --workers 2
    """
    from services.matching.crosscheck import crosscheck  # noqa: PLC0415 (this command's alone)

    differ, looked = [], 0
    with opened(settings) as house:
        show.caught_up(house)
        for code, track in TRACKS.items():
            checked = crosscheck(house.views.proposals, code, **how)
            if checked:
                looked += 1
                mark = "✓" if checked.same else "✗"
                click.echo(f"{mark} {track.title} {checked.pairs} 对 {checked.digest}")
                differ += [] if checked.same else [track.title]
    if not looked:
        click.echo("还没有可以核对的：各赛道都没有在用的模型")
    if differ:
        raise Refusal("matcher.differs", f"与整批重算不同：{'、'.join(differ)}")


def _learned(house: House) -> RecordOrder:
    from services.matching.ranking import learn  # noqa: PLC0415 (these commands' alone)

    return learn(show.caught_up(house).views.decisions, house.today)


def _tell(command: RecordOrder) -> None:
    trial = command.gate
    click.echo(f"学习 {trial.learned_from} 条答复，在其后 {trial.tested_on} 条上检验（AUC）：")
    scores = f"文字得分 {trial.plain / 1e6:.4f}，学习排序 {trial.learned / 1e6:.4f}"
    click.echo(f"{scores}，出于偶然的可能 {trial.doubt / 1e6:.1%}")
    click.echo(f"权重：{_shown(command.weights)}")


def _shown(weights: Mapping[str, int]) -> str:
    return "，".join(f"{FEATURES.get(name, name)} {weight}" for name, weight in weights.items())
