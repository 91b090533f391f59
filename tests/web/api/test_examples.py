"""The examples of the documents and of /reference: each is read back by the shape that it shows."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from services.contracts.asyncapi import LeadData
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.api import commands, queries, sessions
from services.web.api.app import whole_document
from services.web.pages.site.reference import messages_document
from tests.web.sites import text

API = whole_document()
OPERATIONS = {
    (method.upper(), path): operation
    for path, methods in API["paths"].items()
    for method, operation in methods.items()
}
ANSWERS = {
    (method, route.path): route.response_model
    for route in (*queries.router.routes, *sessions.router.routes, *commands.routes().routes)
    if isinstance(route, APIRoute)
    for method in route.methods
}


@pytest.mark.parametrize("name", sorted(PUBLIC_COMMANDS))
def test_what_is_sent_in_an_example_can_be_sent(name):
    operation = OPERATIONS["POST", f"/commands/{name}"]
    body = operation["requestBody"]["content"]["application/json"]
    assert PUBLIC_COMMANDS[name].model_validate_json(json.dumps(body["examples"][name]["value"]))


@pytest.mark.parametrize("route", sorted(ANSWERS), ids=" ".join)
def test_what_is_answered_in_an_example_can_be_answered(route):
    shown = OPERATIONS[route]["responses"]["200"]["content"]["application/json"]["example"]
    kept = TypeAdapter(ANSWERS[route]).validate_python(shown)
    assert kept.model_dump(mode="json").keys() == shown.keys()


def test_every_route_is_called_in_chinese_and_stands_on_the_page_with_its_examples(led):
    assert [
        o["summary"] for o in OPERATIONS.values() if not re.search("[一-鿿]", o["summary"])
    ] == []
    page = text(led.client("bank").get("/reference").text)
    for method, path in OPERATIONS:
        assert f"{method} /api/v1{path}" in page
    assert '"amount_fen": 250000000' in page
    assert "Who am I" in text(led.client("bank").get("/reference?lang=en").text)


def test_the_message_of_a_lead_is_shown_as_it_comes(led):
    page = led.client("bank").get("/reference").text
    [shown] = re.findall(
        r"docking.lead.delivered</code></span></summary>\s*<pre><code>(.*?)</code>", page, re.DOTALL
    )
    message = json.loads(text(shown))
    assert message["type"] == "docking.lead.delivered"
    LeadData.model_validate(message["data"])
    payload = messages_document()["components"]["messages"]["docking.lead.delivered"]["payload"]
    assert set(payload["required"]) <= set(message)
