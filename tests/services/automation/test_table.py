"""The table of reactions is true: what each line reads and sends is there, and is what it does."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from domain.leads.consent import ExpireConsent
from services.automation.expiry import expire_postings
from services.automation.table import REACTIONS, Reaction
from services.house.views import Views

LINES = pytest.mark.parametrize("line", REACTIONS, ids=lambda line: line.react.__qualname__)


def named(function: FunctionType, seen: set[FunctionType]) -> Iterator[object]:
    """What a function and those that it calls name: classes and functions of ours."""
    if function in seen:
        return
    seen.add(function)
    words = set(names(function.__code__))
    things = [cell.cell_contents for cell in function.__closure__ or ()]
    things += [function.__globals__.get(word) for word in words]
    modules = [thing for thing in things if isinstance(thing, ModuleType)]
    things += [getattr(module, word, None) for module in modules for word in words]
    for thing in things:
        if isinstance(thing, type):
            yield thing
        if isinstance(thing, FunctionType) and thing.__module__.startswith("services."):
            yield from named(thing, seen)


def names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names(inner)


@LINES
def test_a_line_names_a_question_that_the_views_answer(line: Reaction, tmp_path: Path):
    views = Views(f"sqlite:///{tmp_path}/views.db", lambda _after, _limit: [])
    assert callable(attrgetter(line.shown_by)(views))


@LINES
def test_a_line_names_the_command_that_it_sends(line: Reaction):
    assert line.command in set(named(line.react, set()))


def test_it_would_be_seen_if_a_line_named_another():
    assert ExpireConsent not in set(named(expire_postings, set()))
