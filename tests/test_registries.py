"""What enters a registry is whole: titled in both languages, sampled, documented, for each kind."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import Any, ClassVar

import pytest

import domain
from domain.core.command import COMMANDS, Ask, Command, Permission, Refusal, Role, command_title
from domain.core.event import EVENTS, Event
from domain.core.lifecycle import LIFECYCLES, Lifecycle, event_title, step
from domain.core.shapes import Day, Id, Whole
from domain.log import catalogue
from domain.postings.content import Content
from services.cli.reference import pages
from services.web.translation_update import catalogue as english
from tests.samples import example, kept
from tests.spec import DAY, asks

CHINESE = re.compile("[\u4e00-\u9fff]")
STEPS = [(cycle, row) for cycle in LIFECYCLES.values() for row in cycle.steps]


in_english = cache(english)  # the file is long, and titles are many


def titled(text: str) -> bool:
    """Whether a title is in Chinese, and the catalogue has it in English."""
    message = in_english().get(text)
    return bool(CHINESE.search(text) and message and message.string)


def test_the_catalogue_knows_whatever_any_module_of_the_domain_defines():
    before = len(EVENTS), len(COMMANDS), len(LIFECYCLES)
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    assert (len(EVENTS), len(COMMANDS), len(LIFECYCLES)) == before
    assert (catalogue.EVENTS, catalogue.COMMANDS) == (EVENTS, COMMANDS)


def test_every_event_is_titled_in_both_languages():
    assert [name for name in EVENTS if not titled(event_title(name))] == []


def test_every_command_is_titled_in_both_languages():
    assert [name for name in COMMANDS if not titled(command_title(name))] == []


def test_every_life_cycle_is_titled_in_both_languages_with_its_states_and_steps():
    for cycle in LIFECYCLES.values():
        titles = (cycle.title, *cycle.titles.values(), *(row.title for row in cycle.steps))
        assert [title for title in titles if not titled(title)] == []


def test_every_event_is_sampled():
    assert {sample.name for _, sample in kept()} >= EVENTS.keys()


def test_every_event_command_and_life_cycle_is_documented():
    reference = pages()
    rows = [f"| `{name}` | {event_title(name)} |" for name in EVENTS]
    assert [row for row in rows if row not in reference["events.md"]] == []
    rows = [f"| `{name}` | {command_title(name)} |" for name in COMMANDS]
    assert [row for row in rows if row not in reference["requests.md"]] == []
    headings = {f"## {name} {cycle.title}" for name, cycle in LIFECYCLES.items()}
    assert headings <= set(reference["life-cycles.md"].splitlines())


def test_an_event_of_a_newer_program_is_called_by_its_name():
    assert event_title("need.teleported") == "need.teleported"


@pytest.mark.parametrize("name", EVENTS)
def test_no_two_events_have_one_name(name):
    with pytest.raises(TypeError, match="two events are called"):
        type("Second", (Event,), {"__module__": __name__}, name=name)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_two_commands_have_one_name(name):
    with pytest.raises(TypeError, match="two commands are called"):
        type("Second", (Command,), {"__module__": __name__}, name=name)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_no_two_life_cycles_have_one_name(name):
    with pytest.raises(TypeError, match="two life-cycles are called"):
        Lifecycle(name, "第二", (name,), "absent", {}, ())


def test_a_command_without_a_name_is_the_houses_own():
    class Internal(Command): ...

    assert Internal not in COMMANDS.values()


@pytest.mark.parametrize(("cycle", "row"), STEPS, ids=lambda value: value.title)
def test_each_kind_has_the_events_of_its_steps_and_no_others(cycle, row):
    kinds = {kind for kind in cycle.kinds if f"{kind}.{row.event}" in EVENTS}
    assert kinds == {kind for kind in cycle.kinds if row in cycle.steps_of(kind)}


@pytest.mark.parametrize(("cycle", "row"), STEPS, ids=lambda value: value.title)
def test_each_step_is_refused_to_a_kind_that_doesnt_have_it(cycle, row):
    for role in row.by:
        for kind in cycle.kinds:
            cycle.may(row.command, asks(role), kind)
        with pytest.raises(Refusal) as refusal:
            cycle.may(row.command, asks(role), "nothing")
        assert refusal.value.code == f"{cycle.name}.kind"


def test_a_step_may_be_for_one_kind_alone():
    urgent = step("mark", "加急", "marked", "open", None, (Role.ORGANIZER,), kinds=("need",))
    cycle = Lifecycle("sample", "样例", ("need", "offering"), "open", {}, (urgent,))
    try:
        cycle.may("mark", asks(Role.ORGANIZER), "need")
        with pytest.raises(Refusal) as refusal:
            cycle.may("mark", asks(Role.ORGANIZER), "offering")
        assert (refusal.value.code, refusal.value.field) == ("sample.kind", "side")
        assert cycle.steps_of("offering") == ()
    finally:
        del LIFECYCLES["sample"]


def permitted() -> list[type[Command]]:
    """All commands that carry their permission, named or the house's own."""
    kinds, more = [], [Command]
    while more:
        more = [sub for kind in more for sub in kind.__subclasses__()]
        kinds += [kind for kind in more if kind.permission and kind.__module__ != __name__]
    return sorted(kinds, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", permitted(), ids=lambda kind: kind.__name__)
def test_a_permission_refuses_every_other_role_before_anything_is_ruled_on(kind):
    for role in Role:
        if role in kind.permission.roles:
            kind.permission.check(asks(role))
            continue
        with pytest.raises(Refusal) as refusal:
            kind.model_construct().rule(ask=asks(role))
        assert refusal.value.code == kind.permission.code


def test_a_permission_may_look_at_the_states():
    """As a team's will: the office, and whoever leads the enterprise's team."""

    class OfTeam(Permission):
        def check(self, ask: Ask, *states: Any) -> None:
            if ask.actor not in states[0]:
                super().check(ask, *states)

    class Visit(Command):
        permission: ClassVar = OfTeam(frozenset({Role.ORGANIZER}), "team.role", "由工作组办理")

        def decide(self, team: set[str], ask: Ask) -> list[Event]:
            return []

    officer = asks(Role.OFFICER)
    assert Visit().rule({officer.actor}, ask=officer) == []
    assert Visit().rule(set(), ask=asks(Role.ORGANIZER)) == []
    with pytest.raises(Refusal) as refusal:
        Visit().rule(set(), ask=officer)
    assert (refusal.value.code, refusal.value.field) == ("team.role", "role")


def test_an_event_of_plain_fields_needs_no_sample_by_hand():
    class Shared(Event, name="need.shared"):
        to: str
        on: Day
        rooms: tuple[Id, ...]
        pages: Whole | None

    try:
        plain = Shared(to="sample-1", on=DAY, rooms=("sample-1",), pages=None)
        assert example("need.shared") == plain
    finally:
        del EVENTS["need.shared"]


def test_an_event_without_a_sample_is_told_what_to_write():
    class Shared(Event, name="need.shared"):
        to: Content

    try:
        with pytest.raises(LookupError) as lack:
            example("need.shared")
        assert str(lack.value) == (
            "need.shared has no sample: write one with the fields to "
            'into SHAPES["shared"] of tests/samples/__init__.py'
        )
    finally:
        del EVENTS["need.shared"]
