"""条件: units that convert, figures a little beyond their bound, purposes within others; and
nothing of that in the first edition."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.domain.postings.test_rules import FAIL, PASS, UNKNOWN, held


@pytest.mark.parametrize(
    ("need_unit", "offering_unit", "fits"),
    [
        ("千克", "吨", (10_000, 6_666)),
        ("公斤", "T", (10_000, 6_666)),
        ("斤", "吨", (20_000, 13_333)),
        ("方", "立方米", (10, 6)),
        ("m³", "方", (10, 6)),
        ("平米", "㎡", (10, 6)),
        ("平方米", "亩", (6_667, 4_444)),
        ("只", "件", (10, 6)),
        ("个", "万只", (100_000, 66_666)),
        ("袋", "万袋", (100_000, 66_666)),
    ],
)
def test_units_of_one_kind_are_converted_exactly(need_unit, offering_unit, fits):
    offering = {"min_quantity": Decimal(10), "unit": offering_unit}
    enough, little = fits
    for quantity, expected in ((enough, PASS), (little, FAIL)):
        need = {"quantity": Decimal(quantity), "unit": need_unit}
        assert held("sales", "quantity", need, offering).verdict is expected


@pytest.mark.parametrize(
    ("need_unit", "offering_unit", "price", "expected"),
    [
        ("吨", "千克", 42, PASS),
        ("吨", "千克", 47, FAIL),
        ("千克", "吨", 42_000_000, PASS),
        ("平方米", "亩", 28_000_000, PASS),
        ("平方米", "亩", 31_000_000, FAIL),
    ],
)
def test_prices_of_one_kind_of_unit_are_converted_exactly(
    need_unit, offering_unit, price, expected
):
    need = {"max_unit_price_fen": 42_000, "unit": need_unit}
    offering = {"unit_price_fen": price, "unit": offering_unit}
    assert held("sales", "price", need, offering).verdict is expected


@pytest.mark.parametrize(
    ("track", "rule", "need", "offering", "beyond", "verdict"),
    [
        ("bank", "amount", {"amount_fen": 100}, {"amount_max_fen": 100}, False, PASS),
        ("bank", "amount", {"amount_fen": 120}, {"amount_max_fen": 100}, True, PASS),
        ("academia", "budget", {"budget_fen": 100}, {"fee_fen": 101}, True, PASS),
        ("academia", "budget", {"budget_fen": 100}, {"fee_fen": 301}, False, FAIL),
        ("labor", "wage", {"wage_max_fen": 100}, {"wage_from_fen": 101}, True, PASS),
        ("bank", "tenor", {"tenor_days": 101}, {"tenor_max_days": 100}, False, FAIL),
    ],
)
def test_a_figure_a_little_beyond_its_bound_passes_and_it_is_said(
    track, rule, need, offering, beyond, verdict
):
    found = held(track, rule, need, offering)
    assert (found.beyond, found.verdict) == (beyond, verdict)


@pytest.mark.parametrize("purpose", ["purchase", "payroll", "working_capital"])
def test_who_lends_for_the_wider_purpose_lends_for_what_is_within(purpose):
    offering = {"purposes": ("working_capital",)}
    assert held("bank", "purpose", {"purpose": purpose}, offering).verdict is PASS
    narrower = {"purposes": ("purchase",)}
    expected = PASS if purpose == "purchase" else FAIL
    assert held("bank", "purpose", {"purpose": purpose}, narrower).verdict is expected


def test_the_first_edition_knew_no_band_no_conversion_and_no_wider_purpose():
    loan = {"amount_max_fen": 200, "purposes": ("working_capital",)}
    goods = {"quantity": Decimal(50_000), "unit": "千克"}
    sold = {"min_quantity": Decimal(10), "unit": "吨"}
    for track, rule, need, offering, expected in (
        ("bank", "amount", {"amount_fen": 201}, loan, FAIL),
        ("bank", "purpose", {"purpose": "purchase"}, loan, FAIL),
        ("sales", "quantity", goods, sold, UNKNOWN),
    ):
        assert held(track, rule, need, offering, edition=1).verdict is expected
        assert held(track, rule, need, offering).verdict is PASS
