"""`docking views`: how far the views have read, and whether a rebuild gives the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from domain.command import Refusal
from services.cli import show
from services.house import House
from services.settings import Settings


@click.group()
def views() -> None:
    """视图 · the views of the log."""


@views.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """各视图读到哪里、搁置了什么 · positions, parked events, digests."""
    with House.open(settings) as house:
        show.caught_up(house)
        click.echo(f"日志到位置 {house.ledger.last()}")
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
@click.pass_obj
def rebuild(settings: Settings, check: bool) -> None:
    """从日志重建视图 · rebuild the views from the log.

    例 example:  docking views rebuild --check
    """
    with House.open(settings) as house:
        last = house.ledger.last()
        show.caught_up(house)
        live = {view.name: view.digest() for view in house.views}
        if check:
            again = _beside(house, last)
        else:
            with show.progress(last) as tell:
                for view in house.views:
                    view.rebuild(house.ledger.after, progress=tell)
            again = {view.name: view.digest() for view in house.views}
        for name, digest in again.items():
            click.echo(f"{'✓' if digest == live[name] else '✗'} {name} {digest}")
        if again != live:
            raise Refusal("views.differ", "重建的结果与现有视图不同")


def _beside(house: House, last: int) -> dict[str, str]:
    """The digests of views that are built from the beginning in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="docking-") as folder:
        engine_url = f"sqlite:///{Path(folder) / 'views.db'}"
        with house.beside(engine_url) as other, show.progress(last) as tell:
            other.catch_up(tell)
            return {view.name: view.digest() for view in other.views}
