"""The how-tos for whoever changes the program are followed to the letter, on a copy of it.

A page says `Write` or `Change` and the file's name, or `Run`, and a block follows: the whole file,
what to take out (`-`) and put in (`+`) between lines that stay, or commands. Blocks are done in
their order; a command that fails fails the page.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ("add-a-page", "add-a-track", "add-a-view", "add-an-event", "change-an-event")
LEFT_OUT = shutil.ignore_patterns(".*", "data", "node_modules")
BLOCK = re.compile(
    r"^(?P<what>Write|Change|Run)(?: `(?P<file>[^`]+)`)?[^\n]*:\n\n```\w+\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MOST_FILES = {"add-a-page": 3, "add-an-event": 5}  # beside what a command writes


def blocks(page: str) -> list[tuple[str, str, str]]:
    """What to do, to which file, with what."""
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    return [(m["what"], m["file"] or "", m["body"]) for m in BLOCK.finditer(text)]


def changed(text: str, change: str) -> str:
    """A text after a change; each of its parts (between `@@`) must fit in one place."""
    for part in re.split(r"^@@\n", change, flags=re.MULTILINE):
        lines = [(line[:1] or " ", line[1:]) for line in part.splitlines()]
        before = "".join(f"{line}\n" for mark, line in lines if mark != "+")
        after = "".join(f"{line}\n" for mark, line in lines if mark != "-")
        assert text.count(before) == 1, f"this stands {text.count(before)} times there:\n{before}"
        text = text.replace(before, after)
    return text


def run(command: str, folder: Path) -> None:
    """A line of the page, by the programs that run this test."""
    program, *words = shlex.split(command)
    known = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    done = subprocess.run(
        [Path(sys.executable).with_name(Path(program).name), *words],
        cwd=folder,
        env=known | {"PYTEST_ADDOPTS": "-p no:cacheprovider"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_how_to_is_enough_to_do_what_it_says(page, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for what, name, body in blocks(page):
        file = copy / name
        if what == "Write":
            assert not file.exists()
            file.parent.mkdir(exist_ok=True)
            file.write_text(body, encoding="utf-8")
        elif what == "Change":
            file.write_text(changed(file.read_text(encoding="utf-8"), body), encoding="utf-8")
        else:
            for command in body.splitlines():
                run(command, copy)


@pytest.mark.parametrize(("page", "most"), MOST_FILES.items())
def test_few_files_are_touched(page, most):
    files = {name for what, name, _ in blocks(page) if what != "Run"}
    assert len({name for name in files if not name.startswith("tests/")}) <= most, files
    assert len(files) <= 5, files


@pytest.mark.parametrize("page", PAGES)
def test_a_how_to_ends_with_tests(page):
    what, _, body = blocks(page)[-1]
    assert what == "Run"
    assert "pytest" in body
