"""`docking do`: commands as JSON, one a line, each answered with a line of JSON."""

from __future__ import annotations

import json
from typing import IO

import click

from domain.core.command import Role
from services.cli.opening import opened
from services.house.settings import Settings
from services.inbound.execute import answer, ask_for_party


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--as", "party", metavar="单位", help="代表这家单位 · speak for this party")
@click.pass_obj
def do(settings: Settings, file: IO[bytes], party: str | None) -> None:
    """逐行执行 JSON 命令，逐行回答 · commands as JSON lines, from a file or standard input.

    \b
    例 example:
      echo '{"command": "pause", "id": "c-1", "data": {"side": "need", "id": "bank-n-0001"}}' \\
        | docking do

    不写 --as，以助企办名义执行 · without --as, the campaign office asks.
    答复 answers: accepted, refused (code, field), malformed (code, field). 有一行不成，退出码为 1。
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    failed = False
    with opened(settings) as house:
        for raw in file:
            if raw.strip():
                ask = (
                    ask_for_party(house.desk, house.now, party, "cli")
                    if party
                    else house.ask("cli", Role.ORGANIZER)
                )
                reply = answer(house, raw, ask)
                failed = failed or reply["answer"] != "accepted"
                click.echo(json.dumps(reply, ensure_ascii=False))
    raise click.exceptions.Exit(int(failed))
