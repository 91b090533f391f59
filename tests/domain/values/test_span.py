"""Ranges: both ends from one text, and nothing taken apart that is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values.dates import read_days
from domain.values.money import read_money, show_money
from domain.values.rate import read_rate
from domain.values.span import split_range
from tests.domain.refusals import LONG


@pytest.mark.parametrize(
    ("text", "ends", "words"),
    [
        ("4500-7000", ("4500", "7000"), ""),
        ("4500–6000", ("4500", "6000"), ""),
        ("４５００～７０００元／月", ("4500元", "7000元"), ""),
        ("月薪4500-7000元", ("4500元", "7000元"), ""),
        ("4500-7000元/人/月", ("4500元", "7000元"), ""),
        ("约4500-7000", ("4500", "7000"), "约"),
        ("100-500万", ("100万", "500万"), ""),
        ("100万-500万元", ("100万元", "500万元"), ""),
        ("100万至1亿", ("100万", "1亿"), ""),
        ("1,000-2,000元", ("1,000元", "2,000元"), ""),
        ("8千-1.2万", ("8千", "1.2万"), ""),
        ("4-6千", ("4千", "6千"), ""),
        ("5000-1万", ("5000", "1万"), ""),
        ("三千到五千", ("三千", "五千"), ""),
        ("10-50人", ("10人", "50人"), ""),
        ("1-3年", ("1年", "3年"), ""),
        ("6个月-1年", ("6个月", "1年"), ""),
        ("3.5-5%", ("3.5%", "5%"), ""),
        ("10以上", ("10", ""), "以上"),
        ("10（含）以上", ("10", ""), "以上"),
        ("12000以上", ("12000", ""), "以上"),
        ("4500元起", ("4500元", ""), "起"),
        ("不低于10", ("10", ""), "不低于"),
        ("≥10", ("10", ""), "≥"),
        ("500以下", ("", "500"), "以下"),
        ("不超过500万", ("", "500万"), "不超过"),
        ("最高500万元", ("", "500万元"), "最高"),
        ("500万封顶", ("", "500万"), "封顶"),
        ("面议", ("", ""), "面议"),
        ("薪资面议", ("", ""), "面议"),
    ],
)
def test_a_range_is_split_into_its_ends(text, ends, words):
    assert split_range(text) == (*ends, words)


@pytest.mark.parametrize(
    "text",
    [
        *("", "300万", "近300万", "300多万", "4500元/月", "-5", "5-", "4.5k-6k", "三五千"),
        *("2026-03-01", "2026-03", "2026-12", "2026.3-2026.5", "20260301-20260331"),
        *("202603-202605", "2026-2027年", "3-5月", "3月-5月", "8:30-9:30", "8-10点"),
        *("不超过2026-03-01", "2026年3月以上", "0374-3560000", "400-8001234", "138-1234-5678"),
        *("6204-2RS", "C30-C50", "7000-4500", "500-100万", "2800-3000元/吨", "300-500万元以上"),
    ],
)
def test_what_is_no_range_is_left_as_it_is(text):
    assert split_range(text) is None


def test_the_ends_are_read_by_the_readers_of_figures():
    low, high, _ = split_range("100-500万元") or ("", "", "")
    assert (read_money(low), read_money(high)) == (100_000_000, 500_000_000)
    assert [read_days(end) for end in (split_range("6个月-1年") or ())[:2]] == [180, 365]
    assert [read_rate(end) for end in (split_range("3.5-5%") or ())[:2]] == [350, 500]
    assert [read_money(end, unit="元") for end in (split_range("3-5千") or ())[:2]] == [
        300_000,
        500_000,
    ]


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 10**12), st.integers(1, 1000))
def test_two_amounts_come_back_from_their_range(fen, times):
    text = f"{show_money(fen)}-{show_money(fen * times)}"
    ends = split_range(text)
    assert ends is None or [read_money(end) for end in ends[:2]] == [fen, fen * times]


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=30)
    | st.text("0123456789.,-~至到元万亿千百人月年%以上下约不超过最高一三", max_size=16)
)
def test_any_text_is_a_range_or_none(text):
    ends = split_range(text)
    assert ends is None or (len(ends) == 3 and set(map(type, ends)) == {str})


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_no_range(text):
    assert split_range(text) is None
