"""The locks hold what pyproject.toml asks for, each by its hashes, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNNING = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
DEVELOPING = RUNNING + PROJECT["dependency-groups"]["dev"]
WHAT_TO_DO = "make the locks again: docs/how-to/update-the-lock.md"
SCALING = RUNNING + PROJECT["project"]["optional-dependencies"]["scale"]
NEEDS = {
    "requirements.lock": RUNNING,
    "requirements-dev.lock": DEVELOPING,
    "requirements-scale.lock": SCALING,
}
LOCKS = list(NEEDS)


def entries(lock: str) -> list[tuple[Requirement, int]]:
    """Each pin of a lock, with the number of its hashes."""
    text = re.sub(r"#.*|\\\n", "", (ROOT / lock).read_text(encoding="utf-8"))
    lines = [line.split("--hash=sha256:") for line in text.splitlines() if line.strip()]
    return [(Requirement(pin), len(hashes)) for pin, *hashes in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_what_the_project_asks_for(lock):
    pins: dict[str, list[str]] = {}
    for pin, _ in entries(lock):
        pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier)[2:])
    wrong = [
        need
        for need in map(Requirement, NEEDS[lock])
        if not (found := pins.get(canonicalize_name(need.name)))
        or not all(map(need.specifier.contains, found))
    ]
    assert wrong == [], WHAT_TO_DO


@pytest.mark.parametrize("lock", LOCKS)
def test_each_entry_is_one_version_with_its_hashes(lock):
    loose = [
        str(pin)
        for pin, hashes in entries(lock)
        if hashes == 0 or [clause.operator for clause in pin.specifier] != ["=="] or pin.url
    ]
    assert loose == [], WHAT_TO_DO


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\S*://\S*|^-.*|\B/\w+/\S*", text, re.MULTILINE) == [], WHAT_TO_DO


def test_what_developers_test_is_what_runs():
    running, developing, scaling = ({str(pin) for pin, _ in entries(lock)} for lock in LOCKS)
    assert (running | scaling) - developing == set(), WHAT_TO_DO
    assert running - scaling == set(), WHAT_TO_DO
