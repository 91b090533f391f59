"""Documents under test: made pages are as the code makes them, every command is mentioned."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest

from services.cli import docking
from services.cli.reference import DOCS, pages
from tests.house_rules import RULES_FOR_ALL, RULES_FOR_PAGES, RULES_FOR_PYTHON

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=lambda value: str(value)[:20])
def test_a_reference_page_is_as_the_code_makes_it(name, text):
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == text, "run `python -m tests.generate`"


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


RULES = (*RULES_FOR_PYTHON, *RULES_FOR_PAGES, *RULES_FOR_ALL)
FACE = (ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md")
PAGES = [*sorted(ROOT.glob("docs/**/*.md")), *FACE]
PATH = re.compile(r"`((?:domain|projections|services|tests|benchmarks)/[\w/.]*\w/?)`")
GONE = re.compile(  # words that the program used to have for itself; a hall may have a door
    r"\b(wish(es)?|scribe|vitals|deed|painter|shield|fence|bygone)\b"
    r"|\b(every|by the) door\b|`(gate|door|rounds|look)\b|`\w*/(gate|door|rounds|look)\.py"
)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "how-to"], ids=str)
def test_a_file_that_is_named_is_there(page):
    names = PATH.findall(page.read_text(encoding="utf-8"))
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent != DOCS], ids=str)
def test_words_that_are_gone_stay_gone(page):
    text = page.read_text(encoding="utf-8")
    assert [match[0] for match in GONE.finditer(text)] == []


def test_the_style_page_names_every_rule_of_the_house_and_no_other():
    style = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
    rules = style.partition("## Rules of the house")[2].partition("\n## ")[0]
    names = re.findall(r"^\* `(\w+)`", rules, re.MULTILINE)
    assert sorted(names) == sorted(rule.__name__ for rule in RULES)


def test_the_house_has_each_thing_once():
    house = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    titles = Counter(re.findall(r"^\* \*\*(.+?)\*\*", house, re.MULTILINE))
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_page_has_its_pictures_and_no_other_is_kept():
    from tests.screens import FOLDER, PAGES, SIZES  # noqa: PLC0415 (loads a browser's driver)

    named = {f"{name}-{size}.png" for pages in PAGES.values() for name in pages for size in SIZES}
    assert {file.name for file in FOLDER.iterdir()} == named


def test_every_how_to_and_every_guide_is_in_its_index():
    for folder in (ROOT / "docs" / "how-to", ROOT / "docs" / "guide"):
        index = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
        assert {file.name for file in folder.glob("*.md")} - index == {"README.md"}
