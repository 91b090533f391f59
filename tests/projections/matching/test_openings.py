"""Why a posting has no partner: what its owner could state, what not, and that nobody is asked to
lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.postings.terms import TERMS, BankNeed, BankOffering
from projections.matcher import fit, settings_for
from projections.matching.openings import Barrier, Change, Opening, WhyNone, why_none
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow
from tests.examples import content, loan

MODEL = fit(["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"], settings_for("bank"))
NEED = PostingRow("need", "n1", "e001", "bank", "published", 1, content(), 1)
LOAN = PostingRow("offering", "o1", "b01", "bank", "published", 1, loan(), 2)
HOME = {"regions": ("411025",), "industries": ("C35",)}


def need(**changes):
    return replace(NEED, content=content(**changes))


def loans(*terms, **changes):
    """Products of as many banks."""
    return [
        replace(LOAN, id=f"o{n}", party=f"b{n:02}", since=n, content=loan(terms=each, **changes))
        for n, each in enumerate(terms, 1)
    ]


def why(posting, others, known=HOME):
    rows = ([posting], others) if posting.side == "need" else (others, [posting])
    return why_none(Pairing("bank", *rows, MODEL, {}), posting, known)


def test_a_missing_place_is_taken_from_the_record_and_opens_what_asks_for_it():
    placeless = need(regions=())
    openings = (Opening((Change("regions", None, ("411025",)),), partners=2),)
    assert why(placeless, loans(BankOffering(), BankOffering())) == WhyNone(2, openings)


def test_what_only_the_owner_knows_is_left_to_the_owner():
    bare = need(terms=BankNeed())
    asked = loans(BankOffering(tenor_max_days=365), BankOffering(collateral_kinds=("mortgage",)))
    openings = (
        Opening((Change("collateral_kinds", None, None),), partners=1),
        Opening((Change("tenor_days", None, None),), partners=1),
    )
    assert why(bare, asked) == WhyNone(2, openings)


def test_a_wish_is_put_as_the_most_of_them_take_it():
    long = need(terms=BankNeed(tenor_days=365))
    short = [BankOffering(tenor_max_days=days) for days in (180, 270, 90)]
    [opening] = why(long, loans(*short)).openings
    assert opening == Opening((Change("tenor_days", 365, 90),), partners=3)


def test_nobody_is_asked_to_state_another_fact():
    """The control is the bank, which may take what it didn't take."""
    unsecured = need(terms=BankNeed(collateral_kinds=("unsecured",)))
    [secured] = loans(BankOffering(collateral_kinds=("mortgage",)))
    barrier = Barrier("担保方式", "信用", 1, waits=False)
    assert why(unsecured, [secured]) == WhyNone(1, (), (barrier,))
    widened = Change("collateral_kinds", ("mortgage",), ("mortgage", "unsecured"))
    assert why(secured, [unsecured]).openings == (Opening((widened,), partners=1),)


def test_what_the_other_side_left_out_is_waited_for():
    cheap = need(terms=BankNeed(max_rate_bp=400))
    assert why(cheap, loans(BankOffering())).barriers == (Barrier("利率", "≤4%", 1, waits=True),)


def test_where_only_the_texts_have_nothing_in_common_that_is_said():
    strange = loans(BankOffering(), title="农机贷", text="给种粮大户买农机。")
    assert why(NEED, strange) == WhyNone(1, unlike=1)


def test_an_empty_market_and_ones_own_offerings_are_nobody():
    assert why(NEED, []) == WhyNone(0)
    assert why(NEED, [replace(LOAN, party="e001")]) == WhyNone(0)


def test_what_fewer_fields_open_is_not_asked_for_twice():
    bare = need(regions=(), terms=BankNeed())
    banks = loans(BankOffering(), BankOffering(tenor_max_days=365))
    both = (Change("regions", None, ("411025",)), Change("tenor_days", None, None))
    assert [opening.changes for opening in why(bare, banks).openings] == [both[:1], both]


@pytest.mark.parametrize("kind", sorted(TERMS))
def test_a_wish_is_a_field_of_its_posting(kind):
    own = {*TERMS[kind].model_fields, "regions", "industries"}
    assert own >= TERMS[kind].changeable


def test_no_fact_of_a_policy_is_a_wish():
    assert not TERMS["policy.need"].changeable
    assert not TERMS["policy.offering"].changeable
