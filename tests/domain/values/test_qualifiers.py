"""Words that say how exactly a figure is meant, set apart from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values.qualifiers import ABOUT, ABOVE, BELOW, set_apart
from tests.domain.refusals import LONG


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("约300万元", ("300万元", ABOUT, "约")),
        ("大概三百万", ("三百万", ABOUT, "大概")),
        ("300万元左右", ("300万元", ABOUT, "左右")),
        ("约300万元左右", ("300万元", ABOUT, "约、左右")),
        ("近300万", ("300万", BELOW, "近")),
        ("300多万元", ("300万元", ABOVE, "多")),
        ("不超过300万元", ("300万元", BELOW, "不超过")),
        ("300万元以内", ("300万元", BELOW, "以内")),
        ("1年以内", ("1年", BELOW, "以内")),
        ("不低于20人", ("20人", ABOVE, "不低于")),
        ("20人以上", ("20人", ABOVE, "以上")),
        ("300万元", ("300万元", "", "")),
        ("签约300万元", ("签约300万元", "", "")),
        ("附近", ("附近", "", "")),
    ],
)
def test_a_figure_is_set_apart_from_what_qualifies_it(text, parts):
    assert set_apart(text) == parts


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_stays_as_it_is(text):
    assert set_apart(text).figure == text


@settings(deadline=None, max_examples=200)
@given(st.text("0123456789约近多来左右以内上下不超过万元人 ", max_size=30))
def test_what_is_set_apart_says_nothing_of_exactness_any_more_or_stays(text):
    figure, sense, words = set_apart(text)
    assert (figure == text) if not words else (sense and len(figure) < len(text))
