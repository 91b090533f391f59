"""As of a past day: whatever a clock once said, the other days can be looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.clock import ClockConfirmed, ClockReturned
from domain.log.entry import line
from projections.core.database import open_views
from projections.core.times import Times
from tests.logbook import Logbook
from tests.spec import DAY, NOON

MINUTE, HOUR, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFF = timedelta(days=10)  # how long a county may be switched off
YEAR = 365 * DAYS


def a_log(*after, confirmed=()):
    """A log with a line at each time after noon; those in `confirmed` are an administrator's."""
    events = [
        ("clock", ClockConfirmed(day=DAY) if n in confirmed else ClockReturned())
        for n, _ in enumerate(after, 1)
    ]
    log = Logbook(*events)
    log.lines[:] = [
        line(kept.entry()._replace(recorded_at=NOON + time))
        for kept, time in zip(log.lines, after, strict=True)
    ]
    return log


@pytest.fixture
def times(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    yield Times(engine)
    engine.dispose()


def reached(times, log, *moments, page=2):
    """The position as of each moment; the same in whatever pages the log is read."""
    times.catch_up(log.after, page=page)
    positions = [times.position_at(NOON + moment) for moment in moments]
    digest = times.digest()
    for other in (1, 3, 500):
        times.rebuild(log.after, page=other)
        assert times.digest() == digest
    return positions


def test_a_time_is_a_prefix_of_the_log_even_if_a_clock_ran_backwards(times):
    log = a_log(0 * MINUTE, MINUTE, 2 * MINUTE, 3 * MINUTE, -1 * DAYS)
    moments = (-5 * MINUTE, 0 * MINUTE, MINUTE, 3 * MINUTE, HOUR)
    assert reached(times, log, *moments) == [0, 1, 2, 5, 5]


@pytest.mark.parametrize("many", [1, 5])
def test_lines_of_a_clock_a_year_ahead_hide_no_day_once_it_is_right(times, many):
    ahead = [YEAR + n * MINUTE for n in range(many)]
    log = a_log(0 * MINUTE, MINUTE, *ahead, 2 * MINUTE, HOUR, DAYS)
    days = reached(times, log, 0 * MINUTE, MINUTE, 2 * MINUTE, HOUR, 2 * DAYS, YEAR)
    assert days == [1, many + 2, many + 3, many + 4, many + 5, many + 5]


def test_control_while_nobody_knows_the_log_reaches_as_far_as_it_says(times):
    """It may have been switched off for a year."""
    log = a_log(0 * MINUTE, YEAR)
    assert reached(times, log, HOUR, DAYS, YEAR) == [1, 1, 2]


def test_a_right_clock_that_is_a_little_behind_is_believed_too(times):
    log = a_log(MINUTE, YEAR, 0 * MINUTE, DAYS)
    assert reached(times, log, HOUR, 2 * DAYS) == [3, 4]


def test_a_county_that_was_switched_off_keeps_its_days(times):
    log = a_log(0 * MINUTE, 21 * DAYS, 21 * DAYS - MINUTE, 22 * DAYS)
    assert reached(times, log, DAYS, 21 * DAYS, 23 * DAYS) == [1, 3, 4]


def test_a_clock_that_an_administrator_confirmed_is_right(times):
    """It was ahead from the beginning: nothing else could tell."""
    log = a_log(YEAR, YEAR + MINUTE, MINUTE, 2 * MINUTE, confirmed={3})
    assert reached(times, log, 0 * MINUTE, MINUTE, HOUR) == [0, 3, 4]


def test_a_line_that_cant_be_read_moves_no_clock(times):
    log = a_log(0 * MINUTE, MINUTE, 2 * MINUTE)
    log.damage(2, state=b"[]")
    assert reached(times, log, 0 * MINUTE, MINUTE, HOUR) == [2, 2, 3]


def test_a_leap_of_the_last_day_is_not_believed_until_somebody_confirms_it(times):
    log = a_log(0 * MINUTE, YEAR)
    times.catch_up(log.after)
    assert times.believed(OFF) == NOON
    log = a_log(0 * MINUTE, YEAR, YEAR + MINUTE, confirmed={3})
    times.rebuild(log.after)
    assert times.believed(OFF) == NOON + YEAR + MINUTE


def test_a_leap_over_no_more_than_a_holiday_is_believed(times):
    log = a_log(0 * MINUTE, OFF)
    times.catch_up(log.after)
    assert times.believed(OFF) == NOON + OFF


def test_an_empty_log_believes_nothing(times):
    assert times.believed(OFF) is None
