"""Two objects in one path are both looked at: whose the first is doesn't open the second."""

from __future__ import annotations

import re

import pytest

from domain.postings.offering import (
    OfferingArchived,
    OfferingExpired,
    OfferingFulfilled,
    OfferingPaused,
    OfferingSubmitted,
    OfferingWithdrawn,
)
from services.web.request import Sees
from tests.examples import loan, offered, offering_live
from tests.web.site.test_isolation import ROUTES, guard
from tests.web.sites import DUTIES, LEAD_STORY, site, text

IDS = {"id", "need", "offering", "receiver", "party"}
WITHDRAWN = OfferingWithdrawn(reason_code="no_longer_offered")
STATES = {
    "draft": (offered,),
    "submitted": (offered, OfferingSubmitted()),
    "paused": (*offering_live, OfferingPaused()),
    "expired": (*offering_live, OfferingExpired()),
    "withdrawn": (*offering_live, WITHDRAWN),
    "fulfilled": (*offering_live, OfferingFulfilled(reason_code="matched_here")),
    "archived": (*offering_live, WITHDRAWN, OfferingArchived()),
}
INVITING = offered.model_copy(
    update={"content": loan(visibility="invited", invited=("e002",), title="只给受邀企业的贷款")}
)
STORY = (
    *((f"offering-{state}", event) for state, events in STATES.items() for event in events),
    ("offering-inviting", INVITING),
    *(("offering-inviting", event) for event in offering_live[1:]),
)
TRIED = {"/pairs/{need}/{offering}", "/consents/{need}/{receiver}"}
APART = {
    "/consents/{need}/{receiver}/paper": "the office's; test_isolation",
    "/sessions/{id}/door/{party}": "the office's, to whom every guest is shown",
}


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY, *STORY) as made:
        yield {who: made.client(who) for who in DUTIES}


@pytest.mark.parametrize("state", STATES)
def test_the_owner_of_a_need_reads_no_offering_that_is_not_published(everybody, state):
    mine = everybody["enterprise"]
    there, absent = (mine.get(f"/pairs/n1/{id}") for id in (state, "zz-9"))
    assert (there.status_code, text(there.text)) == (404, text(absent.text))


def test_nor_one_that_is_for_others(everybody):
    assert everybody["enterprise"].get("/pairs/n1/inviting").status_code == 404


def test_control_a_published_one_is_shown_and_to_the_office_every_one(everybody):
    assert everybody["enterprise"].get("/pairs/n1/o1").status_code == 200
    office = everybody["organizer"]
    assert {office.get(f"/pairs/n1/{state}").status_code for state in STATES} == {200}


@pytest.mark.parametrize("who", ["bank", "other_bank", "rival", "university", "supplier"])
def test_nobody_reads_anothers_need_beside_an_offering_of_his_own(everybody, who):
    assert {everybody[who].get(f"/pairs/{need}/o1").status_code for need in ("n1", "zz-9")} <= {
        403,
        404,
    }
    there, absent = (everybody[who].get(f"/pairs/{need}/o1") for need in ("n1", "zz-9"))
    assert (there.status_code, text(there.text)) == (absent.status_code, text(absent.text))


def test_a_consent_is_given_to_nobody_that_an_enterprise_may_not_know(everybody):
    mine = everybody["enterprise"]
    there, absent = (mine.get(f"/consents/n1/{id}") for id in ("e002", "zz-9"))
    assert (there.status_code, text(there.text)) == (404, text(absent.text))


def test_every_page_with_two_ids_is_tried_here_or_says_why_not():
    several = {
        route.path
        for route in ROUTES
        if "GET" in route.methods
        and isinstance(guard(route), Sees)
        and len(IDS.intersection(re.findall(r"{(\w+)}", route.path))) > 1
    }
    assert several == TRIED | APART.keys()
