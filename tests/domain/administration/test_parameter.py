"""参数 and 工作日: figures with a first day, days set by hand, so many working days from a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from domain.administration.parameter import (
    PARAMETERS,
    CalendarDaySet,
    Parameters,
    ParameterSet,
    SetCalendarDay,
    SetParameter,
)
from domain.core.command import Role, recall
from domain.values.dates import workdays_after
from tests.spec import DAY, OFFICE, asks, given

ADMIN = asks(Role.ADMIN)
LATER = DAY + timedelta(days=10)


def set_to(value, since=DAY, name="decide_days"):
    return SetParameter(name=name, value=value, since=since)


def was_set(value, since=DAY):
    return ParameterSet(parameter="decide_days", value=value, since=since)


def test_a_figure_changes_from_a_day_on():
    given().when(set_to(45, LATER), ADMIN).then(was_set(45, LATER))
    parameters = recall(Parameters(), [was_set(45, LATER)])
    days = (DAY, LATER - timedelta(days=1), LATER)
    assert [parameters.on("decide_days", day) for day in days] == [30, 30, 45]


def test_what_was_set_last_for_the_latest_day_is_in_force():
    parameters = recall(Parameters(), [was_set(45, LATER), was_set(20), was_set(50, LATER)])
    assert [parameters.on("decide_days", day) for day in (DAY, LATER)] == [20, 50]


def test_setting_what_is_so_changes_nothing():
    given().when(set_to(30), ADMIN).then()
    given(was_set(45)).when(set_to(45, LATER), OFFICE).then()


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_figure_stays_within_its_bounds(name):
    row = PARAMETERS[name]
    for value in (row.least - 1, row.most + 1):
        given().when(set_to(value, name=name), ADMIN).malformed("number.range", "value")
    assert row.least <= row.default <= row.most


def test_what_is_wrong_is_named():
    given().when(set_to(1, name="colour"), ADMIN).malformed("parameter.unknown", "name")
    given().when(set_to(40, DAY - timedelta(days=1)), ADMIN).refused("parameter.past", "since")


def test_only_administrators_change_them():
    for role in (Role.BANK, Role.ENTERPRISE, Role.OFFICER, Role.CLOCK):
        given().when(set_to(40), asks(role, "b01")).refused("parameter.role", "role")
        given().when(SetCalendarDay(day=DAY, working=False), asks(role)).refused(
            "parameter.role", "role"
        )


def test_a_day_is_set_by_hand():
    off = CalendarDaySet(day=DAY, working=False)
    given().when(SetCalendarDay(day=DAY, working=False), ADMIN).then(off)
    given(off).when(SetCalendarDay(day=DAY, working=False), ADMIN).then()
    given(off).when(SetCalendarDay(day=DAY, working=True), ADMIN).then(
        CalendarDaySet(day=DAY, working=True)
    )


def weekdays(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, date(2026, 3, 3)),  # from Monday
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (date(2026, 3, 7), 3, date(2026, 3, 11)),  # from a Saturday
    ],
)
def test_so_many_working_days_later(day, count, expected):
    assert workdays_after(day, count, weekdays) == expected


@forall(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_the_last_of_so_many_days_is_a_working_day_and_so_many_lie_between(day, count):
    end = workdays_after(day, count, weekdays)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert weekdays(end)
    assert sum(map(weekdays, between)) == count


def test_less_than_may_be_set_by_now_does_not_count_where_an_older_log_has_it():
    before = ParameterSet(parameter="teaser_crowd", value=2, since=DAY)
    assert recall(Parameters(), [before]).on("teaser_crowd", DAY) == 5
    lower = SetParameter(name="teaser_crowd", value=4, since=DAY)
    given().when(lower, OFFICE).malformed("number.range", "value")
