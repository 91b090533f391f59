"""A posting in each of its states, alone and beside another: it is shown to whom it may be shown.

`test_isolation.py` tries every route with one object that is there; here are the routes about two,
and those about one that isn't out.
"""

from __future__ import annotations

from itertools import product

import pytest

from domain.administration.permission import SEES
from domain.postings.need import (
    NeedDrafted,
    NeedExpired,
    NeedPaused,
    NeedPublished,
    NeedSubmitted,
    NeedWithdrawn,
)
from domain.postings.offering import (
    OfferingDrafted,
    OfferingExpired,
    OfferingPaused,
    OfferingPublished,
    OfferingSubmitted,
    OfferingWithdrawn,
)
from tests.examples import content, loan
from tests.web.sites import DUTIES, site, text

STATES = {  # what happened to a posting after it was drafted, by the state that it came to
    "draft": (),
    "submitted": ("submitted",),
    "published": ("submitted", "published"),
    "paused": ("submitted", "published", "paused"),
    "withdrawn": ("submitted", "published", "withdrawn"),
    "expired": ("submitted", "published", "expired"),
}
STEPS = {
    "submitted": (NeedSubmitted(), OfferingSubmitted()),
    "published": (NeedPublished(), OfferingPublished()),
    "paused": (NeedPaused(), OfferingPaused()),
    "expired": (NeedExpired(), OfferingExpired()),
    "withdrawn": (
        NeedWithdrawn(reason_code="other"),
        OfferingWithdrawn(reason_code="other"),
    ),
}
NEEDS = {f"{owner}-{state}": (owner, state) for owner in ("e001", "e002") for state in STATES}
OFFERINGS = {f"{owner}-{state}": (owner, state) for owner in ("b01", "b02") for state in STATES}
ABSENT = {"nothing": ("", "absent")}
RECEIVERS = ("b01", "b02", "e002", "nobody")


def postings():
    for id, (owner, state) in NEEDS.items():
        yield f"need-{id}", NeedDrafted(party=owner, content=content())
        yield from ((f"need-{id}", STEPS[step][0]) for step in STATES[state])
    for id, (owner, state) in OFFERINGS.items():
        yield f"offering-{id}", OfferingDrafted(party=owner, content=loan())
        yield from ((f"offering-{id}", STEPS[step][1]) for step in STATES[state])


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), *postings()) as made:
        yield {who: made.client(who) for who in DUTIES}


def sees(who, owner, kind="posting"):
    """By the table alone."""
    duty = DUTIES[who]
    extent = {role.value: extent for role, extent in SEES[kind].items()}.get(duty.role)
    mine = {duty.party, *duty.supports}
    return bool(owner) and (extent == "all" or bool(extent and owner in mine))


def knows(who, kind):
    return DUTIES[who].role in {role.value for role in SEES[kind]}


@pytest.mark.parametrize("who", DUTIES)
def test_a_need_and_an_offering_beside_it(everything, who):
    wrong = {}
    for (need, (owner, _)), (offering, (offers, state)) in product(
        (NEEDS | ABSENT).items(), (OFFERINGS | ABSENT).items()
    ):
        answer = everything[who].get(f"/pairs/{need}/{offering}")
        beside = sees(who, offers) or state == "published"
        shown = sees(who, owner) and beside and state != "absent"
        expected = (200 if shown else 404) if knows(who, "proposal") else 403
        if answer.status_code != expected:
            wrong[need, offering] = answer.status_code, expected
    assert not wrong


@pytest.mark.parametrize("who", DUTIES)
def test_a_posting_in_any_state_by_page_and_by_api(everything, who):
    wrong = {}
    for side, known in (("need", NEEDS), ("offering", OFFERINGS)):
        for id, (owner, _) in (known | ABSENT).items():
            expected = (200 if sees(who, owner) else 404) if knows(who, "posting") else 403
            for path in (f"/postings/{side}/{id}", f"/api/v1/postings/{side}/{id}"):
                if (status := everything[who].get(path).status_code) != expected:
                    wrong[path] = status, expected
            other = "offering" if side == "need" else "need"
            if everything[who].get(f"/postings/{other}/{id}").status_code not in {403, 404}:
                wrong[other, id] = "shown on the other side"
    assert not wrong


@pytest.mark.parametrize("who", DUTIES)
def test_a_bench_is_its_owners_and_the_offices(everything, who):
    wrong = {}
    for id, (owner, _) in (OFFERINGS | ABSENT).items():
        status = everything[who].get(f"/bench/{id}").status_code
        expected = (200 if sees(who, owner) else 404) if knows(who, "posting") else 403
        if status != expected:
            wrong[id] = status, expected
    assert not wrong


@pytest.mark.parametrize("who", DUTIES)
def test_a_need_and_a_receiver_whose_consent_is_asked_about(everything, who):
    """Whoever may not see the need hears the same whatever receiver stands beside it."""
    wrong, gone = {}, text(everything[who].get("/consents/nothing/nobody").text)
    for (need, (owner, _)), receiver in product(NEEDS.items(), RECEIVERS):
        answer = everything[who].get(f"/consents/{need}/{receiver}")
        if not knows(who, "consent"):
            right = answer.status_code == 403
        elif sees(who, owner, "consent"):
            right = answer.status_code in {200, 404}
        else:
            right = (answer.status_code, text(answer.text)) == (404, gone)
        if not right:
            wrong[need, receiver] = answer.status_code
    assert not wrong


def test_control_there_are_postings_that_are_shown_and_such_that_are_not(everything):
    shown = {
        offering: everything["enterprise"].get(f"/pairs/e001-published/{offering}").status_code
        for offering in OFFERINGS
    }
    assert {shown["b02-published"], shown["b02-draft"]} == {200, 404}
