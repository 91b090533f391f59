"""What a posting leaves open, with how many partners that shuts out."""

from __future__ import annotations

from dataclasses import replace

from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from domain.postings.terms import BankNeed, BankOffering
from projections.matching.barriers import Barrier, Counted, Whose
from projections.matching.left_open import Fit, LeftOpen, fit
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
    shut = Counted(Barrier("担保方式", "信用", Whose.DIFFERS), 1, ("房地产抵押",))
    assert fit(view, need(regions=("411025",), terms=whole)) == Fit(3, (), (shut,))


def test_what_is_stated_is_told_with_whom_it_shuts_out_and_what_most_of_them_ask(engine):
    dear = {"collateral_kinds": ("mortgage",), "amount_fen": 80_000_000_000}
    assert fit(market(engine), need(regions=("411025",), terms=dear)) == Fit(
        1,
        (),
        (
            Counted(Barrier("担保方式", "房地产抵押", Whose.DIFFERS), 2, ("信用",)),
            Counted(Barrier("金额", "8亿元", Whose.OWN, ("amount_fen",)), 1, ("≤100万元",)),
        ),
    )


def test_control_whom_something_else_turns_away_is_not_counted(engine):
    elsewhere = fit(market(engine), need(regions=("420000",)))
    assert [left.partners for left in elsewhere.left_open] == [1, 1]


def test_what_the_other_side_left_out_is_told_beside_what_is_left_out_here(engine):
    """Nobody states a rate, and two ask for a place."""
    cheap = {"max_rate_bp": 400, "collateral_kinds": ("unsecured",), "amount_fen": 5_000_000}
    waits = Counted(Barrier("利率", "≤4%", Whose.WAITS), 4)
    differs = Counted(Barrier("担保方式", "信用", Whose.DIFFERS), 1, ("房地产抵押",))
    place = LeftOpen("地区", 2, "襄城县", 2)
    placeless = need(regions=(), terms=cheap)
    assert fit(market(engine), placeless) == Fit(0, (place,), (waits, differs))


def test_an_offerings_owner_is_told_no_figure_of_a_need(engine):
    needs = Market(engine)
    asked = content(regions=(), industries=(), terms=BankNeed(amount_fen=10**9, max_rate_bp=400))
    wanted = (NeedDrafted(party="e001", content=asked), NeedSubmitted(), NeedPublished())
    needs.catch_up(Logbook(*(("need-n1", event) for event in wanted)).after)
    made = content(terms=BankOffering(amount_max_fen=100), regions=("411025",), industries=())
    small = replace(need(), side="offering", id="o9", party="b09", content=made)
    own = Counted(Barrier("金额", "≤1元", Whose.OWN, ("amount_max_fen",)), 1)
    rate = Counted(Barrier("利率", "未填", Whose.OWN, ("rate_from_bp",)), 1)
    waits = Counted(Barrier("地区", "襄城县", Whose.WAITS), 1)
    assert fit(needs, small) == Fit(0, (), (waits, rate, own))
    enough = made.model_copy(update={"regions": (), "terms": BankOffering()})
    left = LeftOpen("年利率下限", 1, "", 1)
    assert fit(needs, replace(small, content=enough)) == Fit(0, (left,))


def test_where_the_other_side_is_wide_the_latest_stand_for_all(engine):
    view = market(engine)
    assert [row.id for row in live_others(view, need())] == ["o1", "o2", "o3", "o4"]
    assert [row.id for row in live_others(view, need(), most=2)] == ["o3", "o4"]
