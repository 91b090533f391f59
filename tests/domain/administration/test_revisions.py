"""Revisions of offerings that stand: so many a day for each party, whichever of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.administration.offering_changes import RevisionCounted
from domain.administration.parameter import ParameterSet
from domain.administration.revisions import ReviseOffering, revising
from domain.core.command import On, Role
from domain.postings.offering import (
    OfferingDrafted,
    OfferingPaused,
    OfferingPublished,
    OfferingRevised,
    OfferingSubmitted,
)
from domain.postings.posting import Revise, ReviseNeed
from tests.examples import content, factory, loan
from tests.spec import DAY, OFFICE, asks, given

DRAFTED = OfferingDrafted(party="b01", content=loan())
STANDS = [DRAFTED, OfferingSubmitted(), OfferingPublished()]
BANK = asks(Role.BANK, "b01")
OTHER = loan(title="烟叶收购贷")
REVISED = OfferingRevised(content=OTHER)


def revise(said=OTHER, party="b01"):
    return ReviseOffering(side="offering", id="o1", party=party, content=said)


def counted(day=DAY, offering="o1"):
    return RevisionCounted(offering=offering, day=day)


def used_up(day=DAY):
    return {"revisions-b01": [counted(day, f"o{number}") for number in range(10)]}


COUNTED = On("revisions-b01", counted())


@pytest.mark.parametrize("history", [STANDS, [*STANDS, OfferingPaused()]])
def test_a_revision_of_what_stands_is_counted(history):
    given(*history).when(revise(), BANK).then(COUNTED, REVISED)


def test_those_of_all_its_offerings_and_users_are_counted_together():
    nine = {"revisions-b01": used_up()["revisions-b01"][1:]}
    given(*STANDS, **nine).when(revise(), BANK).then(COUNTED, REVISED)
    when = given(*STANDS, **used_up()).when(revise(), BANK)
    when.refused("revision.often", "id", saying="一天最多发布、修改 10 次")
    when.refused("revision.often", "id", saying=f"请 {DAY + timedelta(days=1)} 起再改")


def test_the_next_day_has_its_own():
    before = used_up(DAY - timedelta(days=1))
    given(*STANDS, **before).when(revise(), BANK).then(COUNTED, REVISED)


def test_the_office_says_how_many():
    one = [ParameterSet(parameter="offering_changes_a_day", value=1, since=DAY)]
    now = given(*STANDS, parameters=one, **{"revisions-b01": [counted()]})
    now.when(revise(), BANK).refused("revision.often", saying="最多发布、修改 1 次")


def test_control_the_office_is_not_limited():
    given(*STANDS, **used_up()).when(revise(), OFFICE).then(REVISED)


def test_control_a_draft_asks_nobody_anything():
    given(DRAFTED, **used_up()).when(revise(), BANK).then(REVISED)


def test_until_when_it_is_valid_is_no_question():
    longer = loan(valid_through=date(2026, 6, 30))
    given(*STANDS, **used_up()).when(revise(longer), BANK).then(OfferingRevised(content=longer))


@pytest.mark.parametrize(
    "said", [{"invited": ("e001",), "visibility": "invited"}, {"text": "为烟叶收购提供周转资金。"}]
)
def test_whom_it_is_for_and_what_it_says_are(said):
    guest = {"party-e001": [factory]}
    asked = given(*STANDS, **used_up(), **guest).when(revise(loan(**said)), BANK)
    asked.refused("revision.often")


def test_what_changes_nothing_is_not_counted():
    given(*STANDS, **used_up()).when(revise(loan()), BANK).then()


@pytest.mark.parametrize("party", ["b01", "b02"])
def test_a_party_can_not_lend_its_revisions(party):
    borrowed = revise(party="b02")
    given(*STANDS).when(borrowed, asks(Role.BANK, party)).refused("posting.absent", "id")


def test_a_need_is_revised_as_often_as_one_likes():
    said = {"side": "need", "id": "n1", "content": content()}
    assert revising("e001", **said) == ReviseNeed(**said)


def test_no_command_revises_an_offering_without_being_counted():
    """Whichever class somebody remembers."""
    with pytest.raises(ValidationError):
        ReviseNeed(side="offering", id="o1", content=OTHER)
    assert not hasattr(Revise(side="offering", id="o1", content=OTHER), "decide")
