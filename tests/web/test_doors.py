"""Doors: whatever a human role may ask for has a page, or a written reason why not."""

from __future__ import annotations

import ast
from pathlib import Path

from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.pages.postings.postings import STEPS

WEB = Path(__file__).parents[2] / "services"
ASKED_IN = [*sorted((WEB / "web").rglob("*.py")), WEB / "sessions" / "planning.py"]
NO_DOOR = {
    "request_consent": "the house asks as soon as both are willing",
}

MADE_BY = {  # a function that pages call for the command
    "SetContact": "naming_contact",
    "PublishStatistic": "statistic_command",
    "RevisePostingById": "revising",
    "EraseSubject": "erase_it",
}


def asked_for():
    """The names of all classes that pages name."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in ASKED_IN)
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def without_a_door(commands):
    named = asked_for()
    return {
        name
        for name, kind in commands
        if named.isdisjoint({kind.__name__, MADE_BY.get(kind.__name__)}) and name not in STEPS
    }


def test_every_command_has_a_page_or_a_reason():
    assert without_a_door(PUBLIC_COMMANDS.items()) == NO_DOOR.keys()


class UnheardOf:
    """What no page names."""


def test_control_a_command_without_one_is_found():
    assert "unheard_of" in without_a_door([("unheard_of", UnheardOf)])
