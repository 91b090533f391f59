"""时段: weeks make no whole months, 旬 do, and every day is in exactly one of each kind."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.periods import KINDS, period, periods

DAY = date(2022, 5, 27)


@pytest.mark.parametrize(
    ("kind", "first", "last", "title"),
    [
        ("day", "2022-05-27", "2022-05-27", "2022年5月27日"),
        ("week", "2022-05-23", "2022-05-29", "2022年第21周"),
        ("xun", "2022-05-21", "2022-05-31", "2022年5月下旬"),
        ("month", "2022-05-01", "2022-05-31", "2022年5月"),
        ("quarter", "2022-04-01", "2022-06-30", "2022年第2季度"),
        ("year", "2022-01-01", "2022-12-31", "2022年"),
    ],
)
def test_a_day_is_in_a_period_of_every_kind(kind, first, last, title):
    found = period(kind, DAY)
    assert (found.first.isoformat(), found.last.isoformat(), found.title) == (first, last, title)


@given(st.sampled_from(sorted(KINDS)), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_periods_follow_one_another_without_a_gap(kind, day):
    three = list(periods(kind, day, 3))
    assert three[-1].first <= day <= three[-1].last
    for before, after in itertools.pairwise(three):
        assert before.last + timedelta(days=1) == after.first


def test_a_kind_that_nobody_knows_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="no kind of period"):
        period("fortnight", DAY)
