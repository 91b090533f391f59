"""Documents under test: made pages are as the code makes them, every command is mentioned."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from services.cli import docking
from services.cli.reference import DOCS, pages

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=lambda value: str(value)[:20])
def test_a_reference_page_is_as_the_code_makes_it(name, text):
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == text, "run `python -m services.cli.reference`"


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [leaf for name, c in command.commands.items() for leaf in leaves(c, (*words, name))]
    return [(" ".join(words), command)]


@pytest.mark.parametrize(("words", "command"), leaves(docking), ids=lambda value: str(value)[:20])
def test_every_command_says_what_it_does_in_both_languages(words, command):
    said = command.help or ""
    assert re.search(r"[\u4e00-\u9fff]", said), f"docking {words}: 中文帮助"
    assert re.search(r"[a-z]{3}", said), f"docking {words}: English help"


@pytest.mark.parametrize("word", sorted(docking.commands))
def test_every_word_of_the_command_line_is_in_the_readme(word):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    plain = readme.replace("--data county ", "").replace("python3 run.py ", "docking ")
    assert f"docking {word}" in plain


@pytest.mark.parametrize("page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=str)
def test_a_link_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_has_its_pictures_and_no_other_is_kept():
    from tests.screens import FOLDER, PAGES, SIZES  # noqa: PLC0415 (loads a browser's driver)

    named = {f"{name}-{size}.png" for pages in PAGES.values() for name in pages for size in SIZES}
    assert {file.name for file in FOLDER.iterdir()} == named
