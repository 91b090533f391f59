"""The reference pages of the documentation, made from the code: they can't disagree.

`python -m tests.generate` writes them; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from domain.core.command import command_title
from domain.core.lifecycle import event_title
from domain.log.catalogue import COMMANDS, EVENTS, LIFECYCLES
from domain.parties.codes import PARTY_ROLES
from domain.postings.tracks import SIDES, TRACKS

MADE = "<!-- Made by `python -m tests.generate`; a test compares. Don't edit. -->"
DOCS = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> dict[str, str]:
    """File name → text, for every page under docs/reference."""
    return {
        "events.md": _page("Events 事件目录", _events()),
        "requests.md": _page("Requests 指令", _requests()),
        "life-cycles.md": _page("Life-cycles 生命周期", _lifecycles()),
        "tracks.md": _page("Tracks 六条赛道", _tracks()),
        "commands.md": _page("Commands 命令行", _commands()),
    }


def write(folder: Path = DOCS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines]).rstrip() + "\n"


def _events() -> Iterator[str]:
    yield "Every event that the log may hold. The name and the version are stored, never a module."
    for module in sorted({kind.__module__ for kind in EVENTS.values()}):
        yield f"\n## {module}\n"
        yield from ("| event | 中文 | version | fields |", "|---|---|---|---|")
        for name, kind in EVENTS.items():
            if kind.__module__ == module:
                fields = "、".join(f"`{field}`" for field in kind.model_fields) or "—"
                yield f"| `{name}` | {event_title(name)} | {kind.version} | {fields} |"


def _requests() -> Iterator[str]:
    yield "What can be asked for from outside, by its name: the API, files and parties' streams."
    yield "Who may: these roles; where there are none, a life-cycle's step or the ruling says."
    for module in sorted({kind.__module__ for kind in COMMANDS.values()}):
        yield f"\n## {module}\n"
        yield from ("| command | 中文 | fields | who |", "|---|---|---|---|")
        for name, kind in COMMANDS.items():
            if kind.__module__ == module:
                fields = "、".join(f"`{field}`" for field in kind.model_fields)
                roles = kind.permission.roles if kind.permission else ()
                who = " ".join(sorted(role.value for role in roles)) or "—"
                yield f"| `{name}` | {command_title(name)} | {fields} | {who} |"


def _lifecycles() -> Iterator[str]:
    yield "The tables that rule (`LIFECYCLE` in `domain/`)."
    for name, lifecycle in sorted(LIFECYCLES.items()):
        yield f"\n## {name} {lifecycle.title}\n"
        yield f"Of: {'、'.join(lifecycle.kinds)}.\n"
        yield from ("```mermaid", lifecycle.mermaid(), "```", "")
        yield "| step | 中文 | from | to | of | who | timer |"
        yield "|---|---|---|---|---|---|---|"
        for step in lifecycle.steps:
            origins = " ".join(sorted(step.origins))
            who = " ".join(sorted(role.value for role in step.by)) or "—"
            kinds = " ".join(sorted(step.kinds)) or "all"
            row = (step.command, step.title, origins, step.to or "stays", kinds, who, step.timer)
            yield f"| {' | '.join(row)} |"
        yield from ("", "| state | 中文 |", "|---|---|")
        for state, title in lifecycle.titles.items():
            yield f"| {state} | {title} |"


def _tracks() -> Iterator[str]:
    yield "A track is a row in `domain/postings/tracks.py`; its terms: `domain/postings/terms.py`."
    yield "On every track, a party is never proposed to itself."
    for track in TRACKS.values():
        yield f"\n## {track.code} · {track.title} · {track.english}\n"
        for side, roles in zip(SIDES, (track.asks, track.offers), strict=True):
            names = "、".join(f"{PARTY_ROLES[role]} `{role}`" for role in sorted(roles))
            yield f"* {side}: published by {names}"
        yield f"* valid for {track.valid_days} days where nobody says otherwise"
        rules = "、".join(f"{rule.title} `{rule.name}`" for rule in track.rules)
        yield f"* rules that must pass before a pair is proposed: {rules}\n"
        yield from ("| side | field | 中文 | read as | unit |", "|---|---|---|---|---|")
        for side in SIDES:
            for name, field in track.terms(side).model_fields.items():
                extra = field.json_schema_extra
                if isinstance(extra, dict):
                    reads, unit = extra["reads"], extra["unit"]
                    yield f"| {side} | `{name}` | {field.title} | {reads} | {unit} |"


def _commands() -> Iterator[str]:
    from services.cli import docking  # noqa: PLC0415 (this command's alone)

    yield "What `docking --help` and the help of each command say."
    for words, command in _all(docking, ("docking",)):
        context = click.Context(command, info_name=" ".join(words), terminal_width=100)
        yield f"\n## {' '.join(words)}\n"
        yield from ("```text", command.get_help(context), "```")


def _all(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _all(inner, (*words, name))
