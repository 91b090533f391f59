"""What a posting leaves open, with how many partners that shuts out."""

from __future__ import annotations

from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from domain.postings.terms import BankNeed, BankOffering
from projections.matching.left_open import Fit, LeftOpen, ShutOut, fit
from projections.matching.other_side import live_others
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow
from tests.examples import content
from tests.logbook import Logbook

LOANS = {  # by id: whose it is, its places, its terms
    "o1": ("b01", ("411025",), BankOffering(collateral_kinds=("unsecured",))),
    "o2": ("b02", ("411025",), BankOffering(collateral_kinds=("unsecured",))),
    "o3": ("b03", (), BankOffering(collateral_kinds=("mortgage",), amount_max_fen=100_000_000)),
    "o4": ("b04", (), BankOffering()),
}


def market(engine):
    events = []
    for id, (bank, places, terms) in LOANS.items():
        made = content(terms=terms, regions=places, industries=())
        drafted = OfferingDrafted(party=bank, content=made)
        happened = (drafted, OfferingSubmitted(), OfferingPublished())
        events += [(f"offering-{id}", event) for event in happened]
    view = Market(engine)
    view.catch_up(Logbook(*events).after)
    return view


def need(**stated):
    made = content(terms=BankNeed(**stated.pop("terms", {})), industries=(), **stated)
    return PostingRow("need", "n9", "e009", "bank", "published", 1, made, 0)


def test_what_is_missing_is_told_with_whom_it_shuts_out_and_what_most_of_them_ask(engine):
    view = market(engine)
    bare = fit(view, need(regions=()))
    assert bare == Fit(
        1,
        (
            LeftOpen("可提供的担保方式", 3, "信用", 2),
            LeftOpen("地区", 2, "襄城县", 2),
            LeftOpen("融资金额", 1, "≤100万元", 1),
        ),
    )
    whole = {"collateral_kinds": ("unsecured",), "amount_fen": 5_000_000}
    shut = ShutOut("担保方式", "信用", 1, "房地产抵押", 1)
    assert fit(view, need(regions=("411025",), terms=whole)) == Fit(3, (), (shut,))


def test_what_is_stated_is_told_with_whom_it_shuts_out_and_what_most_of_them_ask(engine):
    dear = {"collateral_kinds": ("mortgage",), "amount_fen": 80_000_000_000}
    assert fit(market(engine), need(regions=("411025",), terms=dear)) == Fit(
        1,
        (),
        (
            ShutOut("担保方式", "房地产抵押", 2, "信用", 2),
            ShutOut("金额", "8亿元", 1, "≤100万元", 1),
        ),
    )


def test_control_whom_something_else_turns_away_is_not_counted(engine):
    elsewhere = fit(market(engine), need(regions=("420000",)))
    assert [left.partners for left in elsewhere.left_open] == [1, 1]


def test_where_the_other_side_is_wide_the_latest_stand_for_all(engine):
    view = market(engine)
    assert [row.id for row in live_others(view, need())] == ["o1", "o2", "o3", "o4"]
    assert [row.id for row in live_others(view, need(), most=2)] == ["o3", "o4"]
