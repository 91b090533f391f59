"""Whatever is sent to the API that its document allows, or nearly: no bug of ours answers, and no
status, type or shape that the document doesn't name."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from services.web.api.app import whole_document
from services.web.api.openapi import PREFIX
from services.web.app import build as build_site
from services.web.request import SESSION
from tests.web.sites import LEAD_STORY, site

pytestmark = pytest.mark.slow

SCHEMA = schemathesis.openapi.from_dict(whole_document())
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
GENERATED = (Phase.generate, Phase.shrink)  # examples are tried in test_api.py
EVERYBODY = ("admin", "organizer", "bank", "enterprise")


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """Some who may do much, signed in, each with the token that a page would send."""
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY) as made:
        app = build_site(made.house, per_minute=10**6)
        found = {}
        for who in EVERYBODY:
            token = made.client(who).cookies[SESSION]
            client = TestClient(
                app, base_url=f"http://docking.test{PREFIX}", cookies={SESSION: token}
            )
            page = client.get("http://docking.test/").text
            client.headers["x-csrf-token"] = page.partition('name="csrf" value="')[2].partition(
                '"'
            )[0]
            found[who] = client
        yield found


@SCHEMA.given(who=st.sampled_from(EVERYBODY))
@SCHEMA.parametrize()
@settings(max_examples=10, deadline=None, phases=GENERATED, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_of_the_document(clients, case, who):
    sent = case.as_transport_kwargs(base_url=f"http://docking.test{PREFIX}")
    sent.pop("cookies", None)
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    case.validate_response(clients[who].request(**sent), checks=CHECKS)
