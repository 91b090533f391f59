"""The house rules, held against every file; a rule that matters fails here and says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import house_rules as rules
from tests.house_rules import RULES_FOR_ALL, RULES_FOR_PAGES, RULES_FOR_PYTHON, Rule, Source

ROOT = Path(__file__).parent.parent
NOT_OURS = {"__pycache__", "node_modules", "vendor", "data", "dist", "build"}
OURS_THOUGH_HIDDEN = {".ci", ".github"}


def files() -> Iterator[Path]:
    """All files of the repository, without what tools leave behind."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            f
            for f in folders
            if f in OURS_THOUGH_HIDDEN or not (f in NOT_OURS or f.startswith("."))
        ]
        yield from (Path(folder, name) for name in names)


def sources(*suffixes: str) -> list[Source]:
    """The files that are text, by name."""
    texts = []
    for path in sorted(files()):
        if not suffixes or path.suffix in suffixes:
            try:
                text = path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError):
                continue
            texts.append(Source(path.relative_to(ROOT).as_posix(), text))
    return texts


def broken(rule: Rule, source: Source) -> list[str]:
    return [f"{source.name} {complaint}" for complaint in rule(source)]


@pytest.mark.parametrize("source", sources(".py"), ids=lambda source: source.name)
def test_a_python_file_keeps_the_house_rules(source):
    complaints = [line for rule in RULES_FOR_PYTHON for line in broken(rule, source)]
    assert complaints == [], "\n".join(complaints)


@pytest.mark.parametrize("source", sources(".html", ".css"), ids=lambda source: source.name)
def test_a_page_keeps_the_house_rules(source):
    complaints = [line for rule in RULES_FOR_PAGES for line in broken(rule, source)]
    assert complaints == [], "\n".join(complaints)


@pytest.mark.parametrize("rule", RULES_FOR_ALL, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rules_for_all(rule):
    complaints = [line for source in sources() for line in broken(rule, source)]
    assert complaints == [], "\n".join(complaints)


BREAKS = [
    (rules.a_room_imports_only_what_it_may, "domain/postings/need.py", "import numpy"),
    (rules.a_room_imports_only_what_it_may, "services/web/app.py", "from sqlalchemy import select"),
    (rules.a_view_reads_within_the_snapshot, "projections/a.py", "self.engine.connect()"),
    (
        rules.a_room_imports_only_what_it_may,
        "domain/postings/need.py",
        "from services.desk import do",
    ),
    (rules.a_room_imports_only_what_it_may, "projections/board.py", "import numpy as np"),
    (
        rules.a_room_imports_only_what_it_may,
        "services/house/desk.py",
        "import eventsourcing.persistence",
    ),
    (rules.a_room_imports_only_what_it_may, "services/house/desk.py", "def f():\n    import click"),
    (
        rules.a_page_is_nobodys_library,
        "services/web/pages/postings/publish.py",
        "from services.web.pages.postings.postings import may",
    ),
    (rules.what_is_decided_or_answered_depends_on_nothing_else, "domain/a.py", "import time"),
    (rules.what_is_decided_or_answered_depends_on_nothing_else, "domain/a.py", "datetime.now(UTC)"),
    (rules.what_is_decided_or_answered_depends_on_nothing_else, "projections/a.py", "open('x')"),
    (rules.what_is_decided_or_answered_depends_on_nothing_else, "projections/a.py", "uuid4()"),
    (rules.a_file_is_read_in_one_sitting, "services/a.py", "\n" * 401),
    (rules.a_file_is_read_in_one_sitting, "services/a.py", "def f():\n" + "    go()\n" * 60),
    (rules.a_file_says_what_it_is_for, "services/a.py", "import json"),
    (rules.a_line_of_a_page_fits_the_screen, "services/web/templates/a.html", "字" * 141),
    (rules.a_line_of_a_page_fits_the_screen, "services/web/static/a.css", "a {\n" + " " * 141),
    (rules.a_name_says_what_it_holds, "services/a.py", "found = rows()"),
    (rules.a_name_says_what_it_holds, "domain/a.py", "def kept(line): ..."),
    (rules.a_name_says_what_it_holds, "projections/a.py", "[told for told in leads]"),
    (rules.a_name_says_what_it_holds, "services/a.py", "class A:\n    def f(self, said): ..."),
    (rules.a_name_says_what_it_holds, "services/a.py", "try: go()\nexcept Refusal as said: no()"),
    (rules.a_name_says_what_it_holds, "services/a.py", "SAID = {}"),
    (rules.a_name_says_what_it_holds, "services/a.py", "def _told(plan): ..."),
    (rules.a_name_says_what_it_holds, "services/a.py", "from a import preview as told"),
    (rules.a_name_says_what_it_holds, "services/a.py", "all_wishes = []"),
    (rules.a_suppression_gives_its_reason, "services/a.py", "go()  # noqa: S603"),
    (rules.a_suppression_gives_its_reason, "services/a.py", "go()  # type: ignore[misc]  # so"),
    (rules.no_test_is_skipped_in_silence, "tests/test_a.py", "pytest.skip('no server')"),
    (rules.no_test_is_skipped_in_silence, "tests/test_a.py", "@pytest.mark.xfail\ndef f(): ..."),
    (rules.a_test_neither_sleeps_nor_pretends, "tests/test_a.py", "time.sleep(1)"),
    (rules.a_test_neither_sleeps_nor_pretends, "tests/test_a.py", "from unittest import mock"),
    (rules.a_test_neither_sleeps_nor_pretends, "tests/a.py", "monkeypatch.setattr(desk, 'do', f)"),
    (rules.a_difference_between_tracks_is_a_value_in_a_row, "services/a.py", "track == 'talent'"),
    (rules.a_difference_between_tracks_is_a_value_in_a_row, "domain/a.py", "n.track in ('a', 'b')"),
    (
        rules.a_difference_between_tracks_is_a_value_in_a_row,
        "domain/a.py",
        "track is Track.FINANCE",
    ),
    (
        rules.a_difference_between_tracks_is_a_value_in_a_row,
        "domain/a.py",
        "match need.track:\n    case 'finance': go()",
    ),
    (rules.a_file_names_no_workplace_and_no_registry, "README.md", "cd /" + "work/main"),
    (rules.a_file_names_no_workplace_and_no_registry, "README.md", "pip --index" + "-url x"),
]
KEEPS = [
    (
        rules.a_room_imports_only_what_it_may,
        "domain/postings/need.py",
        "from domain.money import Fen",
    ),
    (rules.a_room_imports_only_what_it_may, "projections/matcher/a.py", "import numpy as np"),
    (rules.a_room_imports_only_what_it_may, "services/cli/views.py", "import click"),
    (
        rules.what_is_decided_or_answered_depends_on_nothing_else,
        "domain/a.py",
        "from datetime import time\nfrom uuid import uuid5\nuuid5(space, name)",
    ),
    (rules.a_line_of_a_page_fits_the_screen, "services/web/templates/a.html", "<p>\n" + "字" * 140),
    (rules.a_view_reads_within_the_snapshot, "projections/core/database.py", "engine.connect()"),
    (rules.a_name_says_what_it_holds, "services/a.py", "founder = answer.said"),
    (rules.a_name_says_what_it_holds, "services/a.py", "class A:\n    said: str"),
    (rules.a_name_says_what_it_holds, "services/a.py", "page(said=refusal)"),
    (rules.a_name_says_what_it_holds, "tests/test_a.py", "found = rows()"),
    (rules.a_suppression_gives_its_reason, "services/a.py", "go()  # noqa: S603 - our own words"),
    (rules.a_suppression_gives_its_reason, "services/a.py", "text = '# noqa: S603'"),
    (rules.a_test_neither_sleeps_nor_pretends, "tests/a.py", "monkeypatch.setenv('A', 'b')"),
    (
        rules.a_difference_between_tracks_is_a_value_in_a_row,
        "services/a.py",
        "need.track == offering.track",
    ),
]


@pytest.mark.parametrize(("rule", "name", "text"), BREAKS)
def test_the_rule_catches_what_breaks_it(rule, name, text):
    assert len(broken(rule, Source(name, text))) == 1


@pytest.mark.parametrize(("rule", "name", "text"), KEEPS)
def test_the_rule_lets_pass_what_keeps_it(rule, name, text):
    assert broken(rule, Source(name, text)) == []


def test_every_rule_has_been_seen_to_fail():
    assert {rule for rule, *_ in BREAKS} == {*RULES_FOR_PYTHON, *RULES_FOR_PAGES, *RULES_FOR_ALL}


def test_an_empty_name_that_is_gone_must_be_written_down():
    for name in rules.STILL_THERE:
        assert len(broken(rules.a_name_says_what_it_holds, Source(name, ""))) == 1


def test_only_files_that_exist_may_have_empty_names_left():
    assert {*rules.STILL_THERE} <= {source.name for source in sources(".py")}
