"""Units that the how-tos give to systemd are ones that it takes, and run what there is.

systemd itself is asked where it is installed; elsewhere a unit is read by its grammar alone.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from services.cli import docking

HOW_TO = Path(__file__).parent.parent / "docs" / "how-to"
OURS = "/srv/docking/.venv/bin/docking"
PROGRAM = str(Path(sys.executable).with_name("docking"))
BLOCK = re.compile(r"^```ini\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UNITS = [
    (page.stem, unit)
    for page in sorted(HOW_TO.glob("*.md"))
    for unit in BLOCK.findall(page.read_text(encoding="utf-8"))
]
units = pytest.mark.parametrize(
    ("page", "unit"), UNITS, ids=[f"{page}-{n}" for n, (page, _) in enumerate(UNITS)]
)


def read(unit):
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # names of keys as they are
    parser.read_string(unit)
    return parser


def faults(unit, folder):
    """What systemd says of it; "" where it takes it."""
    kind = "timer" if "[Timer]" in unit else "service"
    asked = shutil.which("systemd-analyze")
    if asked is None:
        return "" if {"Service", "Timer"} & set(read(unit)) else "no section"
    (folder / "docking-x.service").write_text(f"[Service]\nExecStart={PROGRAM}\n")
    (folder / f"docking-x.{kind}").write_text(unit.replace(OURS, PROGRAM))
    done = subprocess.run(
        [asked, "verify", folder / f"docking-x.{kind}"], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_pages_have_units():
    assert [page for page, _ in UNITS] == ["back-up-and-restore"] * 2 + ["run-as-a-service"]


@units
def test_systemd_takes_it(page, unit, tmp_path):
    assert faults(unit, tmp_path) == ""


@units
def test_what_it_starts_is_a_word_of_the_command_line(page, unit):
    parser = read(unit)
    if not parser.has_section("Service"):
        return
    typed = re.search(rf"{re.escape(OURS)} ([^'\n]+)", parser["Service"]["ExecStart"])
    words = [word for word in shlex.split(typed[1]) if not word.startswith(("-", "/"))]
    assert words[0] in docking.commands


def test_control_what_systemd_does_not_know_is_found_out(tmp_path):
    assert faults("[Sevrice]\nExecStart=/bin/true\n", tmp_path) != ""


def test_offline_the_lock_is_all_that_is_asked_for():
    """The page downloads the lock that `run.py` installs, and names what `run.py` is told by."""
    page = (HOW_TO / "install-offline.md").read_text(encoding="utf-8")
    assert "--require-hashes --no-deps -r requirements.lock -d wheels" in page
    assert "PIP_NO_INDEX=1 PIP_FIND_LINKS=$PWD/wheels python3 run.py" in page
    assert "PIP_NO_INDEX" not in (HOW_TO.parent.parent / "run.py").read_text(encoding="utf-8")
