"""What is found wrong with the terms of a content, at whatever door it came in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.postings.codes import FACTS
from domain.postings.terms import (
    TERMS,
    AcademiaOffering,
    BankNeed,
    BankOffering,
    Condition,
    DigitizationNeed,
    LaborNeed,
    LaborOffering,
    PolicyNeed,
    PolicyOffering,
    SalesNeed,
    SalesOffering,
)
from domain.postings.validation import findings
from tests.examples import content
from tests.spec import DAY

CROWD, BRICK = {"occupation": "普工"}, {"product_name": "砖"}


def found(terms):
    """(code, field) of everything that is wrong with a content of these terms."""
    track, _, side = terms.kind.partition(".")
    return [(f.code, f.field) for f in findings(side, content(track=track, terms=terms), DAY)]


@pytest.mark.parametrize(
    ("kind", "field", "least"),
    [
        (BankNeed, "amount_fen", 1),
        (BankNeed, "tenor_days", 1),
        (BankNeed, "max_rate_bp", 0),
        (BankOffering, "amount_min_fen", 1),
        (BankOffering, "amount_max_fen", 1),
        (BankOffering, "tenor_min_days", 1),
        (BankOffering, "capacity", 0),
        (AcademiaOffering, "trl", 1),
        (DigitizationNeed, "budget_fen", 1),
        (PolicyNeed, "employees", 0),
        (PolicyNeed, "rd_spend_fen", 0),
        (PolicyNeed, "revenue_fen", 0),
        (PolicyNeed, "investment_fen", 0),
        (PolicyOffering, "benefit_fen", 1),
    ],
)
def test_the_least_that_makes_sense_is_taken_and_no_less(kind, field, least):
    assert found(kind(**{field: least})) == []
    assert found(kind(**{field: least - 1})) == [("number.range", field)]


@pytest.mark.parametrize("kind", [LaborNeed, LaborOffering])
def test_nobody_looks_for_no_one(kind):
    assert found(kind(**CROWD, headcount=1)) == []
    assert found(kind(**CROWD, headcount=0)) == [("number.range", "headcount")]


@pytest.mark.parametrize("kind", [SalesNeed, SalesOffering])
@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0.000001", ""),
        ("1000000000000", ""),
        ("0", "number.range"),
        ("-1", "number.range"),
        ("1000000000000.1", "number.range"),
        ("0.0000015", "number.quantity"),
        ("1E+3", "number.quantity"),
    ],
)
def test_a_quantity_is_more_than_nought_and_written_plainly(kind, quantity, code):
    assert found(kind(**BRICK, quantity=Decimal(quantity))) == [(code, "quantity")][: bool(code)]


def test_a_figure_out_of_range_is_told_the_range_as_people_write_it():
    need = content(terms=BankNeed(amount_fen=0, tenor_days=0, max_rate_bp=10_001))
    assert [f.message for f in findings("need", need, DAY)] == [
        "应在 0.01元 到 10000000亿元 之间",
        "应在 1天 到 36500天 之间",
        "应在 0% 到 100% 之间",
    ]


def condition(fact, operator, value, source_text="政策原文"):
    return Condition(fact=fact, operator=operator, value=value, source_text=source_text)


@pytest.mark.parametrize(
    ("fact", "operator", "value", "code"),
    [
        ("employees", "at_least", 300, ""),
        ("employees", "at_most", 0, ""),
        ("employees", "is", 300, "condition.operator"),
        ("employees", "is", True, "condition.operator"),
        ("employees", "at_most", True, "condition.value"),
        ("employees", "at_least", -1, "number.range"),
        ("employees", "at_least", 1_000_001, "number.range"),
        ("rd_ratio_bp", "at_least", 300, ""),
        ("rd_ratio_bp", "at_least", 10_001, "number.range"),
        ("revenue_fen", "at_least", 0, ""),
        ("revenue_fen", "at_least", False, "condition.value"),
        ("revenue_fen", "at_least", 10**17 + 1, "number.range"),
        ("high_tech", "is", True, ""),
        ("high_tech", "is", False, ""),
        ("high_tech", "is", 1, "condition.value"),
        ("high_tech", "at_least", 1, "condition.operator"),
        ("high_tech", "at_least", True, "condition.operator"),
        ("height", "at_least", 3, "code.unknown"),
        ("kind", "is", True, "code.unknown"),
    ],
)
def test_a_condition_must_be_one_that_can_be_judged(fact, operator, value, code):
    terms = PolicyOffering(conditions=(condition(fact, operator, value),))
    assert found(terms) == [(code, "conditions")][: bool(code)]


def test_the_sentence_of_a_condition_is_a_text_like_any_other():
    terms = PolicyOffering(conditions=(condition("employees", "at_least", 3, "企\u202e业"),))
    assert found(terms) == [("text.bidi", "conditions")]


def test_conditions_have_an_end():
    some = [condition("employees", "at_least", n) for n in range(51)]
    assert found(PolicyOffering(conditions=tuple(some[:50]))) == []
    assert found(PolicyOffering(conditions=tuple(some))) == [("list.too_long", "conditions")]


def test_what_a_condition_may_ask_is_what_a_policy_need_may_state():
    asked = {n: f.title for n, f in TERMS["policy.need"].model_fields.items() if n != "kind"}
    assert asked == FACTS


@pytest.mark.parametrize(
    ("terms", "unlimited", "wrong"),
    [
        (BankOffering(amount_max_fen=100), ("tenor", "industry"), []),
        (BankOffering(amount_max_fen=100), ("amount",), ["unlimited.bounded"]),
        (BankOffering(), ("region",), ["unlimited.bounded"]),  # the content names places
        (BankOffering(), ("rate",), ["code.unknown"]),  # the need's to bound
        (BankNeed(), ("amount",), ["code.unknown"]),
        (SalesOffering(product_name="砖"), ("local",), ["code.unknown"]),
    ],
)
def test_no_limit_is_said_of_a_bound_that_an_offering_might_state_and_does_not(
    terms, unlimited, wrong
):
    track, _, side = terms.kind.partition(".")
    made = content(track=track, terms=terms, industries=(), unlimited=unlimited)
    assert [f.code for f in findings(side, made, DAY)] == wrong
    assert {f.field for f in findings(side, made, DAY)} <= {"unlimited"}
