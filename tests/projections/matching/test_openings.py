"""Why a posting has no partner: what its owner could state, what not, and that nobody is asked to
lie."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.postings.terms import TERMS, BankNeed, BankOffering, SalesNeed, SalesOffering
from domain.postings.tracks import TRACKS
from projections.matcher import fit, settings_for
from projections.matching.amendments import suggestions
from projections.matching.barriers import Barrier, Counted, Whose
from projections.matching.openings import Change, Opening, WhyNone, why_none
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
    return why_none(Pairing(posting.track, *rows, MODEL, {}), posting, known)


def sales(side, terms):
    row = NEED if side == "need" else LOAN
    return replace(row, track="sales", content=content(track="sales", terms=terms))


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
    barrier = Counted(Barrier("担保方式", "信用", Whose.DIFFERS), 1, ("房地产抵押",))
    assert why(unsecured, [secured]) == WhyNone(1, (), (barrier,))
    widened = Change("collateral_kinds", ("mortgage",), ("mortgage", "unsecured"))
    assert why(secured, [unsecured]).openings == (Opening((widened,), partners=1),)


def test_what_the_other_side_left_out_is_waited_for():
    cheap = need(terms=BankNeed(max_rate_bp=400))
    waits = Counted(Barrier("利率", "≤4%", Whose.WAITS), 1)
    assert why(cheap, loans(BankOffering())).barriers == (waits,)


def test_what_both_sides_keep_apart_tells_each_of_them_both_halves():
    """The need's place is missing, and the bank lends less: the need is told what the bank says,
    the bank no figure of the need."""
    dear = need(regions=(), terms=BankNeed(amount_fen=10**9, collateral_kinds=("unsecured",)))
    lent = BankOffering(amount_max_fen=10**8, collateral_kinds=("mortgage",))
    [small] = loans(lent)
    differs = Counted(Barrier("担保方式", "信用", Whose.DIFFERS), 1, ("房地产抵押",))
    place = Counted(Barrier("地区", "未填", Whose.OWN, ("regions",)), 1, ("襄城县",))
    amount = Counted(Barrier("金额", "1000万元", Whose.OWN, ("amount_fen",)), 1, ("≤100万元",))
    assert why(dear, [small]) == WhyNone(1, (), (differs, place, amount))
    waits = Counted(Barrier("地区", "襄城县", Whose.WAITS), 1)
    secured = Counted(Barrier("担保方式", "房地产抵押", Whose.OWN, ("collateral_kinds",)), 1)
    most = Counted(Barrier("金额", "≤100万元", Whose.OWN, ("amount_max_fen",)), 1)
    assert why(small, [dear]) == WhyNone(1, (), (waits, secured, most))


def test_a_condition_that_both_left_something_out_of_is_both_halves_itself():
    bare = sales("need", SalesNeed(product_name="轴承钢", quantity=Decimal(20)))
    made = SalesOffering(product_name="轴承钢", min_quantity=Decimal(500))
    waits = Counted(Barrier("数量", "20 单位未填", Whose.WAITS), 1)
    own = Counted(Barrier("数量", "20 单位未填", Whose.OWN, ("unit",)), 1, ("≥500 单位未填",))
    assert why(bare, [sales("offering", made)]) == WhyNone(1, (), (waits, own))


def test_what_the_record_is_against_is_told_beside_what_is_the_owners():
    """Its record places it elsewhere; the amount it could change."""
    dear = need(regions=(), terms=BankNeed(amount_fen=10**9))
    [small] = loans(BankOffering(amount_max_fen=10**8))
    place = Counted(Barrier("地区", "新郑市", Whose.DIFFERS), 1, ("襄城县",))
    amount = Counted(Barrier("金额", "1000万元", Whose.OWN, ("amount_fen",)), 1, ("≤100万元",))
    assert why(dear, [small], {"regions": ("410184",)}) == WhyNone(1, (), (place, amount))


def test_where_only_the_texts_have_nothing_in_common_that_is_said():
    strange = loans(BankOffering(), title="想学游泳", text="暑假班")
    assert why(NEED, strange) == WhyNone(1, unlike=1)


def test_a_little_in_common_is_not_nothing():
    [little] = loans(BankOffering(), title="农机贷", text="给种粮大户买农机。")
    assert why(NEED, [little]) == WhyNone(1, faint=1)


def test_where_nothing_is_in_the_way_that_is_said():
    assert why(NEED, loans(BankOffering())) == WhyNone(1, fit=1)


def fixed_offering(**stated):
    """An offering of which nothing is its owner's wish; the kind keeps its own class."""
    kept = TERMS["bank.offering"]

    class Fixed(BankOffering):
        changeable = frozenset()

    TERMS["bank.offering"] = kept
    return Fixed(**stated)


def test_what_the_other_sides_want_is_told_a_need_and_never_an_offering():
    pledged = [BankOffering(collateral_kinds=(kind,)) for kind in ("mortgage", "guarantee")]
    unsecured = need(terms=BankNeed(collateral_kinds=("unsecured",)))
    barrier = Counted(Barrier("担保方式", "信用", Whose.DIFFERS), 2, ("房地产抵押", "第三方保证"))
    assert why(unsecured, loans(*pledged)).barriers == (barrier,)
    unlike = Counted(Barrier("担保方式", "房地产抵押", Whose.DIFFERS), 1)
    [fixed] = loans(fixed_offering(collateral_kinds=("mortgage",)))
    assert why(fixed, [unsecured]).barriers == (unlike,)


@pytest.mark.parametrize("quantity", [Decimal(20), None])
def test_tons_are_not_asked_for_in_metres(quantity):
    """The control states the same unit."""
    steel = sales("need", SalesNeed(product_name="轴承钢", quantity=quantity, unit="吨"))
    metres = sales(
        "offering", SalesOffering(product_name="坯布", min_quantity=Decimal(500), unit="米")
    )
    own = "20吨" if quantity else "未填"
    barrier = Counted(Barrier("数量", own, Whose.UNITS), 1, ("≥500米",))
    assert why(steel, [metres]) == WhyNone(1, (), (barrier,))
    rules = TRACKS["sales"].rules
    asked = [change for r in rules for change in suggestions(r, steel.content, metres.content)]
    changed = {field for _, changes in asked for field in changes}
    assert not changed & {"quantity", "min_quantity", "unit"}
    tons = sales(
        "offering", SalesOffering(product_name="坯布", min_quantity=Decimal(500), unit="吨")
    )
    assert why(steel, [tons]).openings


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
