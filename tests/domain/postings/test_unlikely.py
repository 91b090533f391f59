"""A rate or a term of lending that is far from what is usual is asked about before it is offered,
or asked for; what stood there before isn't asked about again."""

from __future__ import annotations

import pytest

from domain.administration.revisions import revising
from domain.core.command import Refusal, Role
from domain.postings.offering import OfferingDrafted, OfferingRevised
from domain.postings.posting import Draft
from domain.postings.terms import BankNeed, BankOffering, PolicyOffering
from domain.postings.unlikely import check_unlikely
from tests.examples import content, loan, rural_bank
from tests.spec import asks, given

BANK = asks(Role.BANK, "b01")
HIGH, LOW = BankOffering(rate_from_bp=4350), BankOffering(rate_from_bp=4)
LONG = BankOffering(tenor_min_days=30, tenor_max_days=36_500)


def draft(terms, **more):
    return Draft(side="offering", id="o1", party="b01", content=loan(terms=terms), **more)


@pytest.mark.parametrize(
    ("terms", "code", "field", "reason"),
    [
        (HIGH, "rate.unlikely", "rate_from_bp", "年利率下限43.5%是常见的最高年利率15%的2.9倍"),
        (LOW, "rate.unlikely", "rate_from_bp", "年利率下限0.04%只有常见的最低年利率1%的4%"),
        (LONG, "tenor.unlikely", "tenor_max_days", "最长期限36500天是常见的最长期限3650天的10倍"),
        (BankNeed(max_rate_bp=4350), "rate.unlikely", "max_rate_bp", "可接受最高年利率43.5%是"),
        (BankNeed(tenor_days=36_500), "tenor.unlikely", "tenor_days", "期限36500天是"),
    ],
)
def test_what_is_far_from_usual_is_asked_about(terms, code, field, reason):
    with pytest.raises(Refusal, match=reason) as refused:
        check_unlikely(content(terms=terms))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_control_what_is_usual_or_no_interest_is_taken():
    check_unlikely(loan())
    check_unlikely(content(terms=BankNeed(max_rate_bp=100, tenor_days=3650)))
    check_unlikely(content(terms=PolicyOffering(benefit_rate_bp=5000)))  # a share of the costs


def test_it_is_taken_when_it_is_confirmed_and_not_asked_about_again():
    registered = {"party-b01": [rural_bank]}
    given(**registered).when(draft(HIGH), BANK).refused("rate.unlikely", "rate_from_bp")
    drafted = OfferingDrafted(party="b01", content=loan(terms=HIGH))
    given(**registered).when(draft(HIGH, confirmed=True), BANK).then(drafted)
    other = loan(terms=HIGH, text="手续简便，随借随还，一户一策，额度循环。")
    revise = revising("b01", side="offering", id="o1", content=other)
    given(drafted).when(revise, BANK).then(OfferingRevised(content=other))
    lower = revising("b01", side="offering", id="o1", content=loan(terms=LOW))
    given(drafted).when(lower, BANK).refused("rate.unlikely", "rate_from_bp")
    sure = lower.model_copy(update={"confirmed": True})
    given(drafted).when(sure, BANK).then(OfferingRevised(content=loan(terms=LOW)))
