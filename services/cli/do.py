"""`docking do`: commands as JSON, one a line, each answered with a line of JSON."""

from __future__ import annotations

import json
from typing import IO, Any

import click

from domain.command import Refusal, Role
from domain.malformed import Malformed
from services.gate import read_command
from services.house import House
from services.settings import Settings


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_obj
def do(settings: Settings, file: IO[bytes]) -> None:
    """逐行执行 JSON 命令，逐行回答 · commands as JSON lines, from a file or standard input.

    \b
    例 example:
      echo '{"command": "pause", "id": "c-1", "data": {"side": "need", "id": "bank-n-0001"}}' \\
        | docking do

    答复 answers: accepted, refused (code, field), malformed (code, field). 有一行不成，退出码为 1。
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    failed = False
    with House.open(settings) as house:
        for raw in file:
            if raw.strip():
                said = _answer(house, raw)
                failed = failed or said["answer"] != "accepted"
                click.echo(json.dumps(said, ensure_ascii=False))
    raise click.exceptions.Exit(int(failed))


def _answer(house: House, raw: bytes) -> dict[str, Any]:
    try:
        id, command = read_command(raw)
        answer = house.desk.do(command, house.ask("cli", Role.ORGANIZER), id=id)
    except Refusal as no:
        return {"answer": "refused", "code": no.code, "field": no.field, "message": no.message}
    except Malformed as wrong:
        # without what was read: answers are kept in files, and it may be a telephone number
        said = {"field": wrong.field, "message": wrong.message, "advice": wrong.advice}
        return {"answer": "malformed", "code": wrong.code, **said}
    events = [
        {"position": e.position, "stream": e.stream, "version": e.version, "event": e.event.name}
        for e in answer.entries
    ]
    return {"answer": "accepted", "repeated": answer.repeated, "events": events}
