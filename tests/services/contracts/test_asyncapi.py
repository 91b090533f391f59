"""The AsyncAPI document is as the code makes it, holds together, and says what is really sent."""

from __future__ import annotations

import json

import pytest
from jsonschema import ValidationError, validate

from domain.leads.consent import ConsentRevoked
from domain.leads.lead import LeadLapsed
from services.contracts.asyncapi import FILE, as_text, document
from services.house.house import House
from services.house.settings import Settings
from services.inbound.cloudevents import reply
from services.outbound.messages import messages
from tests.examples import rural_bank
from tests.services.outgoing import delivered, entry, granted, offered
from tests.spec import DAY, NOON

DOCUMENT = document()
COMPONENTS = {"components": DOCUMENT["components"]}


def check(message):
    """Against what the document says of messages of this type."""
    said = DOCUMENT["components"]["messages"][message["type"]]["payload"]
    validate(message, said | COMPONENTS)


@pytest.fixture
def house(tmp_path):
    with House.open(Settings(data=tmp_path), now=lambda: NOON) as opened:
        opened.log.append(
            [
                entry("party-b01", 1, rural_bank),
                entry("consent-n1:b01", 1, granted("n1", "b01")),
                entry("lead-l1", 1, delivered("n1", "b01")),
                entry("lead-l1", 2, LeadLapsed()),
            ]
        )
        offered(opened.log)
        opened.views.fresh()
        yield opened


def sent(house):
    house.views.fresh()
    return messages(house.log, house.views, house.views.outbox.after("b01", 0), DAY.isoformat())


def test_the_checked_in_document_is_as_the_code_makes_it():
    assert FILE.read_text(encoding="utf-8") == as_text(), "run `python -m tests.generate`"


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from references(inner)


def test_every_reference_leads_somewhere():
    for reference in set(references(DOCUMENT)):
        found = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_what_is_sent_is_as_the_document_says(house):
    made = sent(house)
    house.log.append([entry("consent-n1:b01", 2, ConsentRevoked(need="n1", receiver="b01"))])
    made += sent(house)
    assert [one["type"] for one in made] == [
        "docking.lead.delivered",
        "docking.lead.lapsed",
        "docking.lead.withheld",
        "docking.lead.lapsed",
        "docking.consent.revoked",
    ]
    for one in made:
        check(one)


def test_commands_and_replies_are_as_the_document_says(house):
    command = {
        "specversion": "1.0",
        "id": "1",
        "source": "bank",
        "type": "docking.command.acknowledge",
        "data": {"id": "l1"},
    }
    check(command)
    check(json.loads(reply(house, "b01", "1-0", json.dumps(command).encode())))


def test_control_another_shape_does_not_fit(house):
    [lead, *_] = sent(house)
    for broken in (
        lead | {"sequence": "0"},
        {name: value for name, value in lead.items() if name != "data"},
        lead | {"data": {"lead": 1}},
    ):
        with pytest.raises(ValidationError):
            check(broken)
