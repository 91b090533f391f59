"""`docking views`: how far the views have read, and whether a rebuild gives the same."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from domain.core.command import Refusal
from projections.core.seals import Seal
from projections.core.view import Kept, until
from services.cli import show
from services.cli.opening import opened
from services.house.chain import set_copy_aside
from services.house.files import check_files
from services.house.house import House
from services.house.settings import Settings
from services.sealing.key_file import on_disk, open_private


@click.group()
def views() -> None:
    """视图 · the views of the log."""


@views.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """各视图读到哪里、搁置了什么 · positions, parked events, digests."""
    with opened(settings) as house:
        show.caught_up(house)
        click.echo(f"日志到位置 {house.log.last()}")
        table = show.table()
        for heading in ("视图", "版本", "位置", "搁置", "摘要"):
            table.add_column(heading, no_wrap=True)
        for view in house.views:
            parked = len(view.parked())
            table.add_row(
                view.name, str(view.version), str(view.position), str(parked), view.digest()[:16]
            )
        show.console().print(table)
        for view in house.views:
            for position, name, reason in view.parked():
                click.echo(f"搁置 {view.name} {position} {name}: {reason.splitlines()[0]}")


@views.command()
@click.option("--check", is_flag=True, help="只比较，不替换 · rebuild beside, compare, keep")
@click.option(
    "--restored",
    is_flag=True,
    help="日志是从备份恢复的：封存链退到日志末尾 · the log was restored: cut the seals",
)
@click.pass_obj
def rebuild(settings: Settings, check: bool, restored: bool) -> None:
    """从日志重建视图，封存链除外 · rebuild the views from the log, but not the seals.

    例 example:  docking views rebuild --check
    """
    check_files(settings)
    with opened(settings) as house:
        if check:
            show.caught_up(house)
            compare(house)
            return
        if restored:
            _cut_seals(house)
        with show.progress(house.log.last()) as tell:
            rebuilt = house.views.rebuild(tell)
        for view in rebuilt:
            click.echo(f"✓ {view.name} {view.digest()}")
        click.echo("封存链不重建，以免掩盖对日志的改动；核对请用 docking log verify")
        if other := house.views.other_log():
            click.echo(f"{other}\n  → 是的话请再运行 docking views rebuild --restored", err=True)
            raise click.exceptions.Exit(1)


def _cut_seals(house: House) -> None:
    """What is forgotten of the chain is written down: it may prove what the log once said."""
    places: list[Path] = []
    cut = house.views.seals.cut(
        house.log.after, lambda seals: places.append(_write_down(house.settings.data, seals))
    )
    if not cut:
        click.echo("封存链没有超出日志的部分")
        return
    set_copy_aside(house.settings)
    first, last = cut[0].position, cut[-1].position
    click.echo(f"封存链退到日志的末尾；多出的 {first}–{last} 记在 {places[-1]}")


def _write_down(folder: Path, seals: Sequence[Seal]) -> Path:
    """On the disk when this returns, and never over what was written down before."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"seals-cut-{seals[0].position}-{seals[-1].position}"
    for ending in ("", *(f".{n}" for n in range(1, 10_000))):
        place = folder / f"{name}{ending}.txt"
        with (
            suppress(FileExistsError),
            open_private(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as file,
        ):
            file.writelines(f"{seal.position} {seal.hash.hex()}\n".encode() for seal in seals)
            file.flush()
            os.fsync(file.fileno())
            on_disk(folder)
            return place
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / f"{name}.txt"))


def compare(house: House) -> None:
    """Hold each view against one that reads the log from its beginning to where this one stands."""
    live = {view.name: _standing(view) for view in house.views}
    same = {}
    with (
        tempfile.TemporaryDirectory(prefix="docking-") as folder,
        house.beside(f"sqlite:///{folder}/views.db") as other,
        show.progress(house.log.last()) as tell,
    ):
        # The one that stands first comes first, because proposals take the market along.
        for view in sorted(other.views, key=lambda view: live[view.name][0]):
            position, digest = live[view.name]
            view.catch_up(until(house.log.after, position), progress=tell)
            same[view.name] = view.digest() == digest
    for name, (_, digest) in live.items():
        click.echo(f"{'✓' if same[name] else '✗'} {name} {digest}")
    if not all(same.values()):
        raise Refusal("views.differ", "重建的结果与现有视图不同")


def _standing(view: Kept) -> tuple[int, str]:
    """Where a view stands and its digest there, whoever moves it on meanwhile."""
    while True:
        before, digest = view.bookmark(), view.digest()
        if view.bookmark() == before:
            return before.position, digest
