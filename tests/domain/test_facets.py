"""条件: pass, fail or unknown; a bound that nobody stated restricts nothing, unknown is no pass."""

from __future__ import annotations

from datetime import date

import pytest

from domain.facets import Verdict
from domain.terms import (
    AcademiaNeed,
    AcademiaOffering,
    BankNeed,
    BankOffering,
    Condition,
    DigitizationNeed,
    DigitizationOffering,
    LaborNeed,
    LaborOffering,
    PolicyNeed,
    PolicyOffering,
    SalesNeed,
    SalesOffering,
)
from domain.tracks import SIDES, TRACKS
from tests.examples import content

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
FEW = PolicyOffering(
    conditions=(
        Condition(fact="employees", operator="at_most", value=300, source_text="职工不超过300人"),
        Condition(fact="srdi", operator="is", value=True, source_text="属于专精特新企业"),
    )
)
BRICK, TILE = {"product_name": "砖"}, {"product_name": "瓦"}


def held(track, rule, need, offering, need_in=("411025",), offering_in=("411025",), **more):
    """One rule of a track, held against one pair."""
    shape = {"track": track, "industries": ()}
    [facet] = [
        rule_(
            content(**shape | more, terms=need, regions=need_in),
            content(**shape, terms=offering, regions=offering_in),
        )
        for rule_ in TRACKS[track].rules
        if rule_.name == rule
    ]
    return facet.verdict, facet.need, facet.offering, facet.asks


@pytest.mark.parametrize(
    ("need", "offering", "expected"),
    [
        (
            {"amount_fen": 800_000_000},
            {"amount_max_fen": 500_000_000},
            (FAIL, "800万元", "≤500万元", ""),
        ),
        (
            {"amount_fen": 500_000_000},
            {"amount_max_fen": 500_000_000},
            (PASS, "500万元", "≤500万元", ""),
        ),
        ({"amount_fen": 5}, {"amount_min_fen": 6}, (FAIL, "0.05元", "≥0.06元", "")),
        ({}, {"amount_max_fen": 500_000_000}, (UNKNOWN, "未填", "≤500万元", "need")),
        ({}, {}, (PASS, "未填", "不限", "")),
        ({"amount_fen": 800_000_000}, {}, (PASS, "800万元", "不限", "")),
    ],
)
def test_an_amount_lies_within_the_products_limits(need, offering, expected):
    assert held("bank", "amount", BankNeed(**need), BankOffering(**offering)) == expected


@pytest.mark.parametrize(
    ("track", "rule", "need", "offering", "verdict"),
    [
        ("bank", "tenor", BankNeed(tenor_days=400), BankOffering(tenor_max_days=365), FAIL),
        ("bank", "tenor", BankNeed(tenor_days=365), BankOffering(tenor_max_days=365), PASS),
        (
            "bank",
            "purpose",
            BankNeed(purpose="equipment"),
            BankOffering(purposes=("bridge",)),
            FAIL,
        ),
        ("bank", "purpose", BankNeed(), BankOffering(purposes=("bridge",)), UNKNOWN),
        ("bank", "purpose", BankNeed(), BankOffering(purposes=()), PASS),
        (
            "bank",
            "collateral",
            BankNeed(collateral_kinds=("mortgage", "unsecured")),
            BankOffering(collateral_kinds=("unsecured",)),
            PASS,
        ),
        ("bank", "rate", BankNeed(max_rate_bp=400), BankOffering(rate_from_bp=435), FAIL),
        ("bank", "rate", BankNeed(max_rate_bp=400), BankOffering(), UNKNOWN),
        ("bank", "rate", BankNeed(), BankOffering(rate_from_bp=435), PASS),
        (
            "sales",
            "quantity",
            SalesNeed(**BRICK, quantity=50, unit="吨"),
            SalesOffering(**TILE, min_quantity=100, unit="吨"),
            FAIL,
        ),
        (
            "sales",
            "quantity",
            SalesNeed(**BRICK, quantity=50, unit="千克"),
            SalesOffering(**TILE, min_quantity=100, unit="吨"),
            UNKNOWN,
        ),
        (
            "sales",
            "price",
            SalesNeed(**BRICK, max_unit_price_fen=100, unit="块"),
            SalesOffering(**TILE, unit_price_fen=90, unit="块"),
            PASS,
        ),
        (
            "sales",
            "delivery",
            SalesNeed(**BRICK, deliver_by=date(2026, 5, 1)),
            SalesOffering(**TILE, deliver_from=date(2026, 5, 2)),
            FAIL,
        ),
        ("sales", "local", SalesNeed(**BRICK, local_only=True), SalesOffering(**TILE), UNKNOWN),
        (
            "sales",
            "local",
            SalesNeed(**BRICK, local_only=True),
            SalesOffering(**TILE, origin="411025"),
            PASS,
        ),
        (
            "sales",
            "local",
            SalesNeed(**BRICK, local_only=True),
            SalesOffering(**TILE, origin="411081"),
            FAIL,
        ),
        ("academia", "maturity", AcademiaNeed(trl_min=6), AcademiaOffering(trl=5), FAIL),
        ("academia", "maturity", AcademiaNeed(trl_min=6), AcademiaOffering(), UNKNOWN),
        ("academia", "budget", AcademiaNeed(budget_fen=10), AcademiaOffering(fee_fen=9), PASS),
        (
            "academia",
            "cooperation",
            AcademiaNeed(cooperation=("joint",)),
            AcademiaOffering(cooperation=("transfer",)),
            FAIL,
        ),
        (
            "labor",
            "wage",
            LaborNeed(occupation="普工", wage_max_fen=400_000),
            LaborOffering(occupation="普工", wage_from_fen=450_000),
            FAIL,
        ),
        (
            "labor",
            "shift",
            LaborNeed(occupation="普工", shift="night"),
            LaborOffering(occupation="普工", shifts=("day",)),
            FAIL,
        ),
        (
            "labor",
            "housing",
            LaborNeed(occupation="普工"),
            LaborOffering(occupation="普工", housing_needed=True),
            UNKNOWN,
        ),
        (
            "labor",
            "housing",
            LaborNeed(occupation="普工", housing=False),
            LaborOffering(occupation="普工", housing_needed=True),
            FAIL,
        ),
        (
            "labor",
            "start",
            LaborNeed(occupation="普工", start_on=date(2026, 4, 1)),
            LaborOffering(occupation="普工", available_from=date(2026, 3, 1)),
            PASS,
        ),
        (
            "digitization",
            "domain",
            DigitizationNeed(domain="mes"),
            DigitizationOffering(domains=("erp",)),
            FAIL,
        ),
        (
            "digitization",
            "level",
            DigitizationNeed(current_level=1),
            DigitizationOffering(level_min=2),
            FAIL,
        ),
        (
            "digitization",
            "budget",
            DigitizationNeed(budget_fen=100),
            DigitizationOffering(price_from_fen=100),
            PASS,
        ),
        ("policy", "conditions", PolicyNeed(employees=301, srdi=True), FEW, FAIL),
        ("policy", "conditions", PolicyNeed(employees=300), FEW, UNKNOWN),
        ("policy", "conditions", PolicyNeed(employees=300, srdi=True), FEW, PASS),
        ("policy", "conditions", PolicyNeed(), PolicyOffering(), PASS),
    ],
)
def test_every_rule_has_its_verdict(track, rule, need, offering, verdict):
    assert held(track, rule, need, offering)[0] is verdict


def test_every_rule_of_every_track_was_seen_to_pass_and_to_fail():
    """The table above, and the tests below, name every rule there is."""
    named = {"amount", "region", "industry"} | {
        mark.args[1][n][1]
        for mark in test_every_rule_has_its_verdict.pytestmark
        for n in range(len(mark.args[1]))
    }
    assert {rule.name for track in TRACKS.values() for rule in track.rules} == named


@pytest.mark.parametrize(
    ("need_in", "offering_in", "verdict"),
    [
        (("411025",), ("411000",), PASS),
        (("411025",), ("410000",), PASS),
        (("411025",), ("411081",), FAIL),
        (("411000",), ("411025",), FAIL),
        ((), ("411025",), UNKNOWN),
        ((), (), PASS),
    ],
)
def test_a_place_lies_in_the_area_that_is_served(need_in, offering_in, verdict):
    found = held("bank", "region", BankNeed(), BankOffering(), need_in, offering_in)
    assert found[0] is verdict


def test_an_industry_lies_within_what_the_offering_is_meant_for():
    [rule] = [rule for rule in TRACKS["bank"].rules if rule.name == "industry"]
    need, none = content(industries=("C3531",)), content(industries=())
    for meant, verdict in (("C", PASS), ("C35", PASS), ("C30", FAIL)):
        offering = content(industries=(meant,), terms=BankOffering())
        assert rule(need, offering).verdict is verdict
        assert rule(none, offering).verdict is UNKNOWN


def test_the_sentence_that_decided_is_quoted():
    verdict, need, offering, asks = held("policy", "conditions", PolicyNeed(employees=301), FEW)
    assert (verdict, need, offering, asks) == (FAIL, "职工人数301", "职工不超过300人", "")


def test_every_track_is_whole():
    assert list(TRACKS) == ["policy", "bank", "sales", "academia", "labor", "digitization"]
    for track in TRACKS.values():
        for side in SIDES:
            shape = track.terms(side)
            assert shape.model_fields["kind"].default == f"{track.code}.{side}"
            assert track.roles(side)
