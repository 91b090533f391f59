"""时段: weeks make no whole months, 旬 do, and every day is in exactly one of each kind."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.periods import KINDS, between, period, periods

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


@pytest.mark.parametrize(
    ("first", "last", "title", "before", "year_before"),
    [
        ("2024-03-01", "2024-03-31", "2024年3月", "2024年2月", "2023年3月"),
        ("2024-01-01", "2024-03-31", "2024年第1季度", "2023年第4季度", "2023年第1季度"),
        ("2024-01-01", "2024-12-31", "2024年", "2023年", "2023年"),
        (
            *("2024-02-29", "2024-03-09", "2024年2月29日至2024年3月9日"),
            *("2024年2月19日至2024年2月28日", "2023年2月28日至2023年3月9日"),
        ),
    ],
)
def test_any_days_have_the_days_before_and_those_of_the_year_before(
    first, last, title, before, year_before
):
    span = between(date.fromisoformat(first), date.fromisoformat(last))
    titles = (span.title, span.before.title, span.year_before.title)
    assert titles == (title, before, year_before)


@pytest.mark.parametrize(
    ("day", "title"), [(date(2020, 12, 30), "2019年第52周"), (DAY, "2021年第21周")]
)
def test_a_week_of_the_year_before_has_the_same_number(day, title):
    assert period("week", day).year_before.title == title


def test_days_that_end_before_they_begin_are_refused():
    with pytest.raises(Malformed) as refusal:
        between(DAY, DAY - timedelta(days=1))
    assert (refusal.value.code, refusal.value.field) == ("period.backwards", "last")
