"""条件: pass, fail or unknown; a bound that nobody stated restricts nothing, unknown is no pass."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from domain.postings.rules import Facet, Verdict
from domain.postings.terms import BankOffering, Condition
from domain.postings.tracks import RULES, SIDES, TRACKS
from tests.examples import content

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
HERE, TOWNSHIP = ("411025",), "411025104"
NAMES = {
    "sales": {"product_name": "砖"},
    "labor": {"occupation": "普工"},
}


def rule_of(track, name, edition=RULES):
    [rule] = [rule for rule in TRACKS[track].rules_of(edition) if rule.name == name]
    return rule


def held(track, name, need, offering, need_in=HERE, offering_in=HERE, edition=RULES):
    """One rule of a track, held against what two sides state."""
    shape = {"track": track, "industries": ()}
    terms = [
        TRACKS[track].terms(side)(**NAMES.get(track, {}) | said)
        for side, said in zip(SIDES, (need, offering), strict=True)
    ]
    return rule_of(track, name, edition)(
        content(**shape, terms=terms[0], regions=need_in),
        content(**shape, terms=terms[1], regions=offering_in),
    )


class Case(NamedTuple):
    """A rule, what both sides state, and one field of one side that makes all the difference."""

    track: str
    rule: str
    need: dict[str, Any]
    offering: dict[str, Any]
    side: str
    field: str
    passes: tuple[Any, ...]
    fails: tuple[Any, ...]
    asked: str  # the label of the field

    def with_(self, value: Any, *, bound: bool = True) -> Facet:
        """The rule, with this value in that field (None: left out); without any `bound`, too."""
        sides = {"need": self.need, "offering": self.offering}
        sides[self.side] = sides[self.side] | {self.field: value}
        if not bound:
            (other,) = {*SIDES} - {self.side}
            sides[other] = {k: v for k, v in sides[other].items() if k == "unit"}
        return held(self.track, self.rule, sides["need"], sides["offering"])


def conditions(*rows):
    return tuple(
        Condition(fact=fact, operator=operator, value=value, source_text=text)
        for fact, operator, value, text in rows
    )


FEW = conditions(
    ("employees", "at_most", 300, "职工不超过300人"), ("srdi", "is", True, "属于专精特新企业")
)
MANY = conditions(("new_hires", "at_least", 10, "新增就业不少于10人"))
NO_EXPORTS = conditions(("exports", "is", False, "限内销企业"))
MAY_1, MAY_2 = date(2026, 5, 1), date(2026, 5, 2)
CREDIT, HOUSE = ("unsecured",), ("mortgage",)
MUCH = {"min_quantity": Decimal(10), "quantity": Decimal(100), "unit": "吨"}
NEED, OFFERING = SIDES
ROWS = (  # what is held against what; and the one field that decides
    (
        ("bank", "amount", {}, {"amount_min_fen": 100, "amount_max_fen": 200}),
        (NEED, "amount_fen", (84, 100, 240), (83, 241), "融资金额"),
    ),
    (
        ("bank", "tenor", {}, {"tenor_min_days": 30, "tenor_max_days": 365}),
        (NEED, "tenor_days", (30, 365), (29, 366), "期限"),
    ),
    (
        ("bank", "purpose", {}, {"purposes": ("bridge", "equipment")}),
        (NEED, "purpose", ("bridge", "equipment"), ("research", "unknown"), "用途"),
    ),
    (
        ("bank", "collateral", {}, {"collateral_kinds": CREDIT}),
        (NEED, "collateral_kinds", (CREDIT, HOUSE + CREDIT), (HOUSE,), "可提供的担保方式"),
    ),
    (
        ("bank", "rate", {"max_rate_bp": 400}, {}),
        (OFFERING, "rate_from_bp", (400, 0), (401,), "年利率下限"),
    ),
    (
        ("sales", "quantity", {"unit": "吨"}, MUCH),
        (
            NEED,
            "quantity",
            (Decimal("6.67"), Decimal(150)),
            (Decimal("6.66"), Decimal(151)),
            "采购数量",
        ),
    ),
    (
        ("sales", "price", {"max_unit_price_fen": 100, "unit": "块"}, {"unit": "块"}),
        (OFFERING, "unit_price_fen", (110, 1), (111,), "单价"),
    ),
    (
        ("sales", "delivery", {"deliver_by": MAY_1}, {}),
        (OFFERING, "deliver_from", (MAY_1,), (MAY_2,), "最早交货日期"),
    ),
    (
        ("sales", "local", {"local_only": True}, {}),
        (OFFERING, "origin", ("411025", TOWNSHIP), ("411081", "411000"), "产地"),
    ),
    (
        ("academia", "maturity", {"trl_min": 6}, {}),
        (OFFERING, "trl", (6, 9), (5,), "技术成熟程度"),
    ),
    (
        ("academia", "budget", {"budget_fen": 10}, {}),
        (OFFERING, "fee_fen", (30, 9), (31,), "费用"),
    ),
    (
        ("academia", "cooperation", {"cooperation": ("joint", "license")}, {}),
        (OFFERING, "cooperation", (("license",),), (("transfer",),), "合作方式"),
    ),
    (
        ("labor", "wage", {}, {"wage_from_fen": 450_000}),
        (NEED, "wage_max_fen", (375_000, 450_001), (374_999,), "月薪上限"),
    ),
    (
        ("labor", "shift", {}, {"shifts": ("day", "two")}),
        (NEED, "shift", ("day", "two"), ("night",), "班制"),
    ),
    (
        ("labor", "housing", {}, {"housing_needed": True}),
        (NEED, "housing", (True,), (False,), "提供住宿"),
    ),
    (
        ("labor", "start", {"start_on": MAY_1}, {}),
        (OFFERING, "available_from", (MAY_1,), (MAY_2,), "可到岗日期"),
    ),
    (
        ("digitization", "domain", {}, {"domains": ("erp", "mes")}),
        (NEED, "domain", ("erp", "mes"), ("cloud",), "领域"),
    ),
    (
        ("digitization", "level", {}, {"level_min": 2}),
        (NEED, "current_level", (2, 9), (1,), "目前信息化程度"),
    ),
    (
        ("digitization", "budget", {"budget_fen": 100}, {}),
        (OFFERING, "price_from_fen", (300, 1), (301,), "起步价"),
    ),
    (
        ("policy", "conditions", {"srdi": True}, {"conditions": FEW}),
        (NEED, "employees", (300, 0), (301,), "职工人数"),
    ),
    (
        ("policy", "conditions", {"employees": 300}, {"conditions": FEW}),
        (NEED, "srdi", (True,), (False,), "专精特新企业"),
    ),
    (
        ("policy", "conditions", {}, {"conditions": MANY}),
        (NEED, "new_hires", (10, 11), (9, 0), "当年新增就业"),
    ),
    (
        ("policy", "conditions", {}, {"conditions": NO_EXPORTS}),
        (NEED, "exports", (False,), (True,), "有出口业务"),
    ),
)
CASES = [Case(*what, *field) for what, field in ROWS]
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.track}-{case.rule}")


@EVERY_CASE
def test_one_field_decides(case):
    for value in case.passes:
        assert (case.with_(value).verdict, case.with_(value).asks) == (PASS, {})
    for value in case.fails:
        assert (case.with_(value).verdict, case.with_(value).asks) == (FAIL, {})


@EVERY_CASE
def test_what_is_left_out_is_unknown_and_asked_of_the_side_that_left_it_out(case):
    found = case.with_(None)
    assert (found.verdict, found.asks) == (UNKNOWN, {case.side: case.asked})


@EVERY_CASE
def test_a_bound_that_nobody_stated_restricts_nothing(case):
    for value in (*case.passes, *case.fails, None):
        found = case.with_(value, bound=False)
        assert (found.verdict, found.asks) == (PASS, {})
        assert "不限" in {found.need, found.offering}


def test_every_rule_of_every_track_is_tried_here():
    tried = {(case.track, case.rule) for case in CASES}
    elsewhere = {"region", "industry"}
    assert tried == {
        (track.code, rule.name)
        for track in TRACKS.values()
        for rule in track.rules
        if rule.name not in elsewhere
    }


@pytest.mark.parametrize(
    ("need", "offering", "expected"),
    [
        ({"amount_fen": 80_000_000_000}, {"amount_max_fen": 500}, (FAIL, "8亿元", "≤5元")),
        ({"amount_fen": 5}, {"amount_min_fen": 7}, (FAIL, "0.05元", "≥0.07元")),
        (
            {"amount_fen": 5},
            {"amount_min_fen": 1, "amount_max_fen": 9},
            (PASS, "0.05元", "0.01元–0.09元"),
        ),
        ({}, {"amount_max_fen": 500}, (UNKNOWN, "未填", "≤5元")),
        ({}, {}, (PASS, "未填", "不限")),
        ({"amount_fen": 500}, {}, (PASS, "5元", "不限")),
    ],
)
def test_a_facet_says_what_both_sides_say(need, offering, expected):
    found = held("bank", "amount", need, offering)
    assert (found.verdict, found.need, found.offering) == expected


BOTH = {"need": "计量单位", "offering": "计量单位"}


@pytest.mark.parametrize(
    ("need_unit", "offering_unit", "expected"),
    [
        ("吨", "吨", (PASS, "50吨", "≥10吨", {})),
        ("箱", "吨", (UNKNOWN, "50箱", "≥10吨", {})),
        (None, "吨", (UNKNOWN, "50 单位未填", "≥10吨", {"need": "计量单位"})),
        ("吨", None, (UNKNOWN, "50吨", "≥10 单位未填", {"offering": "计量单位"})),
        (None, None, (UNKNOWN, "50 单位未填", "≥10 单位未填", BOTH)),
    ],
)
def test_figures_without_a_common_unit_are_not_compared(need_unit, offering_unit, expected):
    need = {"quantity": Decimal(50), "unit": need_unit}
    offering = {"min_quantity": Decimal(10), "unit": offering_unit}
    found = held("sales", "quantity", need, offering)
    assert (found.verdict, found.need, found.offering, found.asks) == expected


def test_everything_that_is_missing_is_asked_at_once():
    found = held("sales", "quantity", {}, {"min_quantity": Decimal(10)})
    assert found.asks == {"need": "采购数量、计量单位", "offering": "计量单位"}
    found = held("policy", "conditions", {}, {"conditions": FEW})
    assert found.asks == {"need": "职工人数、专精特新企业"}
    found = held("sales", "local", {"local_only": True}, {}, need_in=())
    assert found.asks == {"need": "地区", "offering": "产地"}


def test_a_price_is_for_one_unit():
    need = {"max_unit_price_fen": 42_000, "unit": "吨"}
    found = held("sales", "price", need, {"unit_price_fen": 39_800, "unit": "吨"})
    assert (found.need, found.offering) == ("≤420元/吨", "398元/吨")


@pytest.mark.parametrize(
    ("need_in", "offering_in", "verdict"),
    [
        (("411025",), ("411000",), PASS),
        (("411025",), ("410000",), PASS),
        (("411025",), ("411081", "411025"), PASS),
        (("411025",), ("411081",), FAIL),
        (("411000",), ("411025",), FAIL),
        ((), ("411025",), UNKNOWN),
        ((), (), PASS),
        (("411025",), (), PASS),
    ],
)
def test_a_place_lies_in_the_area_that_is_served(need_in, offering_in, verdict):
    found = held("bank", "region", {}, {}, need_in, offering_in)
    asks = {"need": "地区"} if verdict is UNKNOWN else {}
    assert (found.verdict, found.asks) == (verdict, asks)


@pytest.mark.parametrize(
    ("has", "meant", "verdict"),
    [
        (("C3531",), ("C",), PASS),
        (("C3531",), ("C35",), PASS),
        (("A01", "C3531"), ("C30", "C35"), PASS),
        (("C3531",), ("C30",), FAIL),
        (("C",), ("C35",), FAIL),
        ((), ("C35",), UNKNOWN),
        ((), (), PASS),
        (("C3531",), (), PASS),
    ],
)
def test_an_industry_lies_within_what_the_offering_is_meant_for(has, meant, verdict):
    need, offering = content(industries=has), content(industries=meant, terms=BankOffering())
    found = rule_of("bank", "industry")(need, offering)
    asks = {"need": "行业"} if verdict is UNKNOWN else {}
    assert (found.verdict, found.asks) == (verdict, asks)


def test_one_failed_condition_fails_whatever_else_is_unknown():
    found = held("policy", "conditions", {"employees": 301}, {"conditions": FEW})
    assert (found.verdict, found.asks) == (FAIL, {})
    assert (found.need, found.offering) == ("职工人数301", "职工不超过300人")


def test_the_sentences_that_decided_are_quoted():
    asked = conditions(
        ("revenue_fen", "at_least", 10**9, "营收过千万"), ("rd_ratio_bp", "at_least", 300, "3%以上")
    )
    found = held(
        "policy", "conditions", {"revenue_fen": 0, "rd_ratio_bp": 299}, {"conditions": asked}
    )
    assert (found.verdict, found.need, found.offering) == (
        FAIL,
        "上年营业收入0元；研发投入占比2.99%",
        "营收过千万；3%以上",
    )


def test_every_track_is_whole():
    stored = ["policy", "bank", "sales", "academia", "labor", "digitization"]
    assert list(TRACKS)[: len(stored)] == stored, "codes stay as they are in the log"
    for track in TRACKS.values():
        for side in SIDES:
            shape = track.terms(side)
            assert shape.model_fields["kind"].default == f"{track.code}.{side}"
            assert track.roles(side)
