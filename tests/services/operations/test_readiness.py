"""Ready is who can write; a full disk and an unknown calendar are called by their names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql

from domain.administration.parameter import Parameters
from projections.core.database import WAL_BYTES, open_views
from services.house.house import House
from services.house.settings import Settings
from services.house.slow_check import EVERY_S, REST_S, SlowCheck
from services.house.working_days import unknown_years
from services.operations.doctor import LEAST_FREE, judged
from services.operations.health import Health, health
from services.operations.readiness import EVERY_S as LOOKS_S
from services.operations.readiness import Readiness
from tests.services.houses import STORY, tell
from tests.spec import NOON


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def now():
    return [NOON + timedelta(hours=1)]


@pytest.fixture
def house(tmp_path, now):
    with House.open(Settings(data=tmp_path), now=lambda: now[0]) as opened:
        tell(opened, *STORY)
        opened.views.fresh()
        yield opened


def red(house):
    return {f.what: f.said for f in judged(health(house, None)) if f.advice}


# --- ready ---------------------------------------------------------------------------------------


def test_who_cant_write_is_not_ready_and_is_so_again_when_he_can(house):
    clock = Clock()
    readiness = Readiness(house, clock)
    assert readiness.obstacle() == ""
    with closing(sqlite3.connect(house.settings.data / "log.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert readiness.obstacle() == ""  # it was looked at just now
        clock.now += LOOKS_S
        assert readiness.obstacle() == "数据库连不上"
        other.execute("ROLLBACK")
    clock.now += LOOKS_S
    assert readiness.obstacle() == ""


# --- the calendar --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "unknown"),
    [((2026, 10, 31), []), ((2026, 11, 1), [2027]), ((2027, 1, 1), [2027]), ((2025, 12, 1), [])],
)
def test_a_year_without_known_make_up_days_is_named_from_november_on(day, unknown):
    assert unknown_years(Parameters(), date(*day)) == unknown


def test_a_year_whose_make_up_days_the_office_has_set_is_known():
    saturday = date(2027, 2, 20)
    assert unknown_years(Parameters(days={saturday: True}), date(2026, 12, 1)) == []


def test_next_year_is_due_and_this_year_is_wrong():
    for this, due in ((False, True), (True, False)):
        state = Health(last=0, views={}, parked={}, years=((2027, this),))
        assert [f.due for f in judged(state) if f.advice] == [due]


# --- the disk ------------------------------------------------------------------------------------


def test_a_disk_that_is_nearly_full_is_told_before_it_is():
    for free, told in ((LEAST_FREE - 1, True), (LEAST_FREE, False)):
        state = Health(last=0, views={}, parked={}, free=free)
        assert any(f.what == "磁盘" for f in judged(state) if f.advice) is told


def test_the_wal_of_the_views_shrinks_again(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    with engine.connect() as db:
        assert db.execute(sql("PRAGMA journal_size_limit")).scalar() == WAL_BYTES
    engine.dispose()


# --- the slow look through the log ---------------------------------------------------------------


def looks(house, clock, many):
    said = []
    check = SlowCheck(house, said.append, clock)
    for _ in range(many):
        clock.now += EVERY_S
        check.step()
    return said


def damage(house, position):
    with closing(sqlite3.connect(house.settings.data / "log.db")) as file, file:
        file.execute(
            "UPDATE stored_events SET state = replace(state, '三', '五') WHERE rowid = ?",
            (position,),
        )


def test_a_changed_line_is_noticed_by_itself_and_told_once(house, now):
    clock = Clock()
    assert looks(house, clock, 2) == []
    assert "日志核对" not in red(house)
    damage(house, 3)
    assert looks(house, clock, 2) == []  # it was looked at just now
    now[0] += timedelta(seconds=REST_S)
    [said] = looks(house, clock, 2)
    assert "位置 3 内容与封存不符" in said
    assert "位置 3" in red(house)["日志核对"]
    assert health(house, None).check.faults == 1


def test_the_next_process_goes_on_where_this_one_ended(house):
    clock = Clock()
    looks(house, clock, 1)
    assert house.stores.checks.standing().position == len(STORY)
    looks(house, clock, 1)
    standing = house.stores.checks.standing()
    assert (standing.position, standing.ended) == (0, int(house.now().timestamp()))


def test_between_two_looks_nothing_is_written(house):
    clock = Clock()
    looks(house, clock, 2)
    before = house.stores.checks.standing()
    looks(house, clock, 50)
    assert house.stores.checks.standing() == before
