"""Fields: whatever a form asks is read by something, and the test says by what.

What a need or an offering states is read by a rule of its track, or shown to the other side on the
page of the proposal or the lead. Fields of other forms are a command's own, or what reads them is
named here.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import services.web
from domain.parties.facts import Facts
from domain.parties.party import Profile
from domain.postings.content import Content
from domain.postings.rules import Held
from domain.postings.special_rules import ConditionsMet, IndustryServed, LocalIfAsked, RegionServed
from domain.postings.terms import TERMS, Condition
from domain.postings.tracks import SIDES, TRACKS
from domain.results.codes import TARGETED
from domain.sessions.session import Details
from services.files.cells.column import Column
from services.files.tables.columns import columns
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.rendering import stated

TEMPLATES = Path(services.web.__file__).parent / "templates"
READ_ELSEWHERE = {  # by key: what reads a field that no command has under its name
    "contact_phone": "the command's `phone`, as an activation asks for it",
    "scopes": "what a key may do, held against each call of the API",
    "edit": "whether a word is put into the lexicon or taken out of it",
    "names": "the parties of `list_members`, by name",
    "ends": "whether the consent ends with the lead, or the lead with the consent",
    "amount": "the value of `publish_statistic`, in money",
    "many": "the value of `publish_statistic`, counted",
    "role": "a user's duty",
    "supports": "a user's duty",
    **dict.fromkeys(TARGETED, "the value of `set_target`"),
}
OF_EVERY_POSTING = {  # what reads the fields that all of them have
    "id": "the stream's name",
    "party": "who owns it",
    "title": "the matcher",
    "text": "the matcher",
    "regions": "RegionServed",
    "industries": "IndustryServed",
    "valid_from": "the check of its days",
    "valid_through": "the clock, at its end",
    "visibility": "its own page and the lists",
    "invited": "the rules of visibility",
    "unlimited": "how far an offering ranks (`projections/matcher/posted.py`)",
}
BY_RULE = {
    RegionServed: {"regions"},
    IndustryServed: {"industries"},
    LocalIfAsked: {"local_only", "origin"},
    ConditionsMet: {"conditions", *TERMS["policy.need"].model_fields},
}
SHOWN_BY = {"need": "leads/lead_sent.html", "offering": "matching/proposal.html"}
EXAMPLES = {  # of a field, by how it is read
    "date": date(2026, 3, 1),
    "quantity": Decimal(5),
    "yes_no": True,
    "text": "某",
    "region": "411025",
    "conditions": (Condition(fact="employees", operator="at_least", value=5, source_text="五人"),),
}
KINDS = [f"{track}.{side}" for track in TRACKS for side in SIDES]


def read_by_a_rule(track):
    """The names of the fields that the rules of a track look at."""
    names = set()
    for rule in TRACKS[track].rules:
        names |= BY_RULE.get(type(rule), set())
        if isinstance(rule, Held):
            own = {field.name for field in fields_of(rule)} - {"name", "title", "holder"}
            names |= {value for name in own if isinstance(value := getattr(rule, name), str)}
    return names


def example(column):
    if column.choices:
        code = next(iter(column.choices))
        return (code,) if column.reads == "choices" else code
    return EXAMPLES.get(column.reads, 5)


def shown_of(kind, column):
    """What the other side is shown of a posting that states this and no more."""
    terms = TERMS[kind].model_construct(kind=kind, **{column.key: example(column)})
    days = {"valid_from": date(2026, 3, 1), "valid_through": date(2026, 4, 1)}
    track, _, side = kind.partition(".")
    content = Content.model_construct(track=track, title="", text="", terms=terms, **days)
    return {label for label, _ in stated(content, side)}


def unread(kind, asked):
    """The fields of a form that nothing reads."""
    track, _, side = kind.partition(".")
    by_rule = read_by_a_rule(track)
    shows = "|stated(" in (TEMPLATES / SHOWN_BY[side]).read_text(encoding="utf-8")
    return [
        column.key
        for column in asked
        if column.key not in OF_EVERY_POSTING
        and column.key not in by_rule
        and not (shows and column.label in shown_of(kind, column))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_posting_is_read_by_a_rule_or_shown_to_the_other_side(kind):
    assert unread(kind, columns(kind)) == []


def test_control_a_field_that_nobody_reads_is_found():
    nobody = Column(key="favourite_colour", label="喜欢的颜色", reads="text")
    assert unread("bank.need", [nobody]) == ["favourite_colour"]


def test_the_rules_read_what_they_say_they_read():
    assert {"amount_fen", "amount_max_fen", "purpose", "max_rate_bp"} <= read_by_a_rule("bank")
    assert "existing_bank" not in read_by_a_rule("bank")


def asked_by(value):
    if isinstance(value, Column):
        yield value
    elif isinstance(value, dict | tuple | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from asked_by(one)


def all_forms():
    """The keys of all fields of the forms that pages have, besides postings."""
    modules = pkgutil.walk_packages(services.web.__path__, "services.web.")
    tables = (vars(importlib.import_module(module.name)) for module in modules)
    return {
        column.key for table in tables for value in table.values() for column in asked_by(value)
    }


def test_every_field_of_every_other_form_is_a_commands_or_named_here():
    kinds = (*PUBLIC_COMMANDS.values(), Details, Profile, Facts)
    known = {name for kind in kinds for name in kind.model_fields}
    assert all_forms() - known == READ_ELSEWHERE.keys()
