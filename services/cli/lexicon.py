"""`docking lexicon`: the words of one meaning, and what changing them does to the proposals."""

from __future__ import annotations

from itertools import islice

import click
from rich.markup import escape

from domain.core.command import Refusal, Role
from domain.matching.lexicon import AddWord, LexiconCommand, RemoveWord
from domain.postings.tracks import TRACKS
from projections.matcher.lexicon import TRACK_OF
from services.cli import show
from services.cli.opening import opened
from services.house.settings import Settings

SHOWN_AT_MOST = 10


@click.group()
def lexicon() -> None:
    """同义词典 · the concept lexicon."""


@lexicon.command(name="list")
@click.argument("word", required=False)
@click.pass_obj
def list_(settings: Settings, word: str | None) -> None:
    """全部概念及其词，或含某词的概念 · all concepts, or those with a word.

    例 example:  docking lexicon list 倒贷
    """
    with opened(settings) as house:
        known = show.caught_up(house).views.lexicons.lexicon()
        table = show.table()
        table.add_column("概念")
        table.add_column("赛道")
        table.add_column("词", overflow="fold")
        for concept, words in known.concepts:
            if word is None or word in words or word == concept:
                counts = TRACKS[TRACK_OF[concept]].title if concept in TRACK_OF else "各赛道"
                table.add_row(concept, counts, escape(" ".join(words)))
        show.console().print(table)
        click.echo(f"词典 {known.version}：{len(known.concepts)} 个概念")


@lexicon.command()
@click.argument("concept")
@click.argument("word")
@click.pass_obj
def add(settings: Settings, concept: str, word: str) -> None:
    """给概念添一个词 · add a word to a concept.

    例 example:  docking lexicon add bridge 过桥周转
    """
    _edit(settings, AddWord(concept=concept, word=word))


@lexicon.command()
@click.argument("word")
@click.pass_obj
def remove(settings: Settings, word: str) -> None:
    """去掉一个词 · take a word out.

    例 example:  docking lexicon remove 过桥周转
    """
    _edit(settings, RemoveWord(word=word))


@lexicon.command()
@click.option("--add", "added", nargs=2, multiple=True, metavar="CONCEPT WORD", help="添词")
@click.option("--remove", "removed", multiple=True, metavar="WORD", help="去词")
@click.pass_obj
def preview(settings: Settings, added: tuple[tuple[str, str], ...], removed: tuple[str]) -> None:
    """改动之前，看会增减哪些建议 · which proposals an edit adds and removes, before it is made.

    例 example:  docking lexicon preview --add bridge 过桥周转
    """
    from services.matching.lexicon_preview import preview as preview_of  # noqa: PLC0415 (this command's alone)

    edits = [(word, concept) for concept, word in added] + [(word, "") for word in removed]
    with opened(settings) as house:
        show.caught_up(house)
        changes = preview_of(house.views, edits)
        out = show.console()
        for change in changes:
            title = TRACKS[change.track].title
            out.print(
                f"[bold]{title}[/]：增加 {len(change.added)} 条，减少 {len(change.removed)} 条"
            )
            for sign, rows in (("+", change.added), ("-", change.removed)):
                for row in islice(rows, SHOWN_AT_MOST):
                    pair = f"{row.need_title} — {row.offering_title}"
                    out.print(f"  {sign} {row.need} {row.offering} {escape(pair)}")
        if not changes:
            out.print("建议没有变化")


def _edit(settings: Settings, command: LexiconCommand) -> None:
    """Make an edit, and let the tracks that it concerns be fitted anew."""
    from services.matching.lexicon_preview import concept_of, refitted  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        known = show.caught_up(house).views.lexicons.lexicon()
        if isinstance(command, RemoveWord) and concept_of(known, command.word) is None:
            raise Refusal("lexicon.absent", f"词典里没有“{command.word}”", "word")
        if isinstance(command, AddWord) and concept_of(known, command.word) == command.concept:
            click.echo(f"“{command.word}”已在概念 {command.concept} 里")
            return
        house.desk.do(command, house.ask("cli", Role.ORGANIZER))
        fitted = refitted(house.views, house.desk, house.ask("fitting", Role.SYSTEM))
        now = show.caught_up(house).views.lexicons.lexicon()
        titles = "、".join(TRACKS[code].title for code in fitted) or "无"
        click.echo(f"✓ 词典 {now.version}；重新训练的赛道：{titles}")
