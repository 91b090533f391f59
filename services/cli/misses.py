"""`docking misses`: which pairs are almost proposed, and what would bring them in."""

from __future__ import annotations

import click
from rich.markup import escape

from domain.core.command import Refusal
from services.cli import show
from services.cli.opening import opened
from services.cli.proposals import open_of
from services.house.settings import Settings


@click.command()
@click.argument("side", type=click.Choice(["need", "offering"]))
@click.argument("id")
@click.option("--top", type=click.IntRange(1, 50), default=5, show_default=True, help="条数")
@click.pass_obj
def misses(settings: Settings, side: str, id: str, top: int) -> None:
    """差一点就能列入建议的对象，以及要改什么 · near misses, and the change that brings each in.

    例 example:  docking misses need bank-n-0001
    """
    from projections.matching.near_misses import near_misses  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        posting = show.caught_up(house).views.market.posting(side, id)
        if posting is None or posting.status != "published":
            raise Refusal("posting.absent", f"没有发布中的{id}", "id")
        pairing = house.views.proposals.pairing(posting.track)
        nearest = near_misses(pairing, posting, top) if pairing else []
        names = house.views.parties.titles()
        table = show.table(wide=True)
        for heading, ratio in (("对象", 4), ("怎样就能列入", 6)):
            table.add_column(heading, ratio=ratio, overflow="fold")
        for miss in nearest:
            other = miss.offering if side == "need" else miss.need
            who = {"need": "需求方", "offering": "供给方"}
            changes = [f"{who[a.side]}{a.sentence}" for a in miss.amendments]
            title = f"{other.content.title}\n{other.id} {names.get(other.party, other.party)}"
            table.add_row(escape(title), escape("\n".join(changes)))
            table.add_section()
        show.console().print(table if nearest else "没有差一点就能列入的对象")
        opened_pairs = open_of(house, posting) if side == "need" else []
        if opened_pairs:
            show.console().print(show.open_table(opened_pairs, names))
