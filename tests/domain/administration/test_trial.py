"""Trials: a few a day for each party, of what stands published and says enough."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.parameter import ParameterSet
from domain.administration.trial import TrialMade, TryOffering
from domain.core.command import Role
from domain.postings.offering import (
    OfferingDrafted,
    OfferingPaused,
    OfferingPublished,
    OfferingSubmitted,
)
from tests.examples import loan
from tests.spec import DAY, asks, given

DRAFTED = OfferingDrafted(party="b01", content=loan())
STANDS = [DRAFTED, OfferingSubmitted(), OfferingPublished()]
BANK = asks(Role.BANK, "b01")
TRY = TryOffering(offering="o1", party="b01")


def made(day=DAY, offering="o1"):
    return TrialMade(offering=offering, edition=1, day=day)


def test_a_party_tries_a_published_offering():
    given(offering=STANDS).when(TRY, BANK).then(made())


def test_the_trials_of_all_its_offerings_and_users_are_counted_together():
    given(made(), made(), offering=STANDS).when(TRY, BANK).then(made())
    history = made(), made(offering="o2"), made(offering="o3")
    given(*history, offering=STANDS).when(TRY, BANK).refused("trial.often", "offering")


def test_another_day_has_its_own():
    before = made(DAY - timedelta(days=1))
    given(before, before, before, offering=STANDS).when(TRY, BANK).then(made())


def test_the_office_says_how_many():
    more = [ParameterSet(parameter="trials_a_day", value=4, since=DAY)]
    given(made(), made(), made(), offering=STANDS, parameters=more).when(TRY, BANK).then(made())


@pytest.mark.parametrize("history", [STANDS[:1], STANDS[:2], [*STANDS, OfferingPaused()]])
def test_nothing_is_said_of_what_is_not_published(history):
    given(offering=history).when(TRY, BANK).refused("trial.published", "offering")


@pytest.mark.parametrize("text", ["烟叶", "烟叶烟叶烟叶烟叶烟叶烟叶烟叶烟叶"])
def test_one_word_is_no_offering_however_often_it_is_written(text):
    short = DRAFTED.model_copy(update={"content": loan(title=text, text=text)})
    given(offering=[short, *STANDS[1:]]).when(TRY, BANK).refused("trial.words", "offering")


@pytest.mark.parametrize("ask", [asks(Role.BANK, "b02"), asks(Role.ENTERPRISE, "e001")])
def test_what_is_anothers_is_not_there(ask):
    given(offering=STANDS).when(TRY, ask).refused("posting.absent", "offering")


def test_a_party_can_not_lend_its_trials():
    borrowed = TryOffering(offering="o1", party="b02")
    other = asks(Role.BANK, "b02")
    given(offering=STANDS).when(borrowed, other).refused("posting.absent", "offering")
