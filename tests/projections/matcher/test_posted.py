"""An offering is shorter by the bounds that it leaves open, unless it says 不限 of them."""

from __future__ import annotations

import pytest

from domain.postings.terms import BankOffering
from projections.matcher import settings_for
from projections.matcher.posted import length_percent
from tests.examples import loan

SETTINGS = settings_for("bank")
OPEN = loan(regions=(), terms=BankOffering())
ALL = ("region", "industry", "amount", "tenor", "purpose", "collateral")


@pytest.mark.parametrize(
    ("offering", "left"),
    [
        (OPEN, 80),
        (OPEN.model_copy(update={"unlimited": ALL[:3]}), 90),
        (OPEN.model_copy(update={"unlimited": ALL}), 100),
        (OPEN.model_copy(update={"regions": ("411025",), "unlimited": ALL[1:]}), 100),
    ],
)
def test_what_is_left_of_an_offerings_length(offering, left):
    assert length_percent(offering, "offering", SETTINGS) == left
    assert length_percent(offering, "need", SETTINGS) == 100
