"""Rates: basis points, exact, and refused where the unit is anybody's guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values.rate import read_rate, show_rate
from tests.domain.refusals import LONG, outcome


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("3.45%", 345),
        ("3.45％", 345),
        ("３．４５％", 345),
        ("年化3.45%", 345),
        ("年化利率：3.45%", 345),
        ("年利率 3.45 %", 345),
        ("345bp", 345),
        ("345BP", 345),
        ("345 bps", 345),
        ("3.4%", 340),
        ("3%", 300),
        ("0%", 0),
        ("0.01%", 1),
        ("100%", 10_000),
        ("10000bp", 10_000),
    ],
)
def test_an_annual_rate_is_read_in_basis_points(text, points):
    assert read_rate(text) == points


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "rate.empty"),
        ("3.45", "rate.ambiguous"),
        ("0.0345", "rate.ambiguous"),
        ("345", "rate.ambiguous"),
        ("3.456%", "rate.too_fine"),
        ("3.450%", "rate.too_fine"),
        ("100.01%", "rate.too_large"),
        ("10001bp", "rate.too_large"),
        ("-1%", "rate.negative"),
        ("年化-1%", "rate.negative"),
        ("3-5%", "rate.range"),
        ("3%~5%", "rate.range"),
        ("3.45%至4.35%", "rate.range"),
        ("LPR+50bp", "rate.relative"),
        ("月息0.3%", "rate.not_annual"),
        ("日利率万分之二", "rate.not_annual"),
        ("3‰", "rate.not_annual"),
        ("03%", "rate.unreadable"),
        ("3.5bp", "rate.unreadable"),
        ("NaN%", "rate.unreadable"),
        ("1e1%", "rate.unreadable"),
        ("百分之三", "rate.unreadable"),
        ("%", "rate.unreadable"),
    ],
)
def test_what_is_not_one_annual_rate_is_refused_with_its_reason(text, code):
    assert outcome(read_rate, text) == code


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_every_rate_reads_back_as_it_is_shown(points):
    assert read_rate(show_rate(points)) == points
    assert read_rate(f"{points}bp") == points


def test_a_rate_is_shown_without_needless_zeros():
    assert [show_rate(points) for points in (345, 340, 300, 0, 10_000, 1, 10_001, -1)] == [
        "3.45%",
        "3.4%",
        "3%",
        "0%",
        "100%",
        "0.01%",
        "100.01%",
        "-0.01%",
    ]


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=50) | st.text("0123456789.%％bpBP年化利率-至 ", max_size=16))
def test_any_text_is_a_rate_in_range_or_malformed(text):
    read = outcome(read_rate, text)
    assert read.startswith("rate.") if isinstance(read, str) else 0 <= read <= 10_000


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_rate, text).startswith("rate.")
