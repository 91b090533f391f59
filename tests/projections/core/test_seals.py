"""The chain: every change, loss, swap or cut of a stored line is found, and said where."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.parties.party import PartyStatusChanged
from projections.core.database import open_views
from projections.core.seals import Fault, Seals
from tests.examples import factory, live
from tests.logbook import Logbook
from tests.spec import NOON

STORY = (("party-e001", factory), *(("need-n1", event) for event in live))


@pytest.fixture
def log():
    return Logbook(*STORY)


@pytest.fixture
def seals(tmp_path, log):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    view = Seals(engine)
    view.catch_up(log.after, page=3)
    yield view
    engine.dispose()


def found(seals, log):
    return [(fault.position, fault.code) for fault in seals.verify(log.after, page=3)]


def test_an_untouched_log_has_no_faults(seals, log):
    assert seals.verify(log.after) == []


def test_one_changed_byte_breaks_the_seal_from_there_on(seals, log):
    log.damage(2, state=log.lines[1].state.replace("三".encode(), "五".encode(), 1))
    assert found(seals, log) == [(2, "seal.broken"), (3, "seal.broken"), (4, "seal.broken")]


def test_a_line_under_another_name_breaks_the_seal(seals, log):
    log.damage(4, name="need.paused")
    assert found(seals, log) == [(4, "seal.broken")]


def test_two_swapped_lines_are_found(seals, log):
    one, other = log.lines[2].state, log.lines[3].state
    log.damage(3, state=other)
    log.damage(4, state=one)
    assert (3, "seal.broken") in found(seals, log)


def test_a_missing_line_is_found(seals, log):
    del log.lines[1]
    assert {(2, "line.missing"), (3, "version.hole")} <= set(found(seals, log))


def test_a_log_that_was_cut_is_found(seals, log):
    del log.lines[3]
    assert seals.verify(log.after) == [Fault(4, "log.cut", "日志只到 3，封存到 4")]


def test_a_line_that_cant_be_read_is_found(seals, log):
    log.damage(4, state=b"[]")
    assert {(4, "line.unreadable"), (4, "seal.broken")} <= set(found(seals, log))


def test_the_seal_over_a_position_never_changes(seals, log):
    before = seals.at(4)
    log.write(("party-e001", PartyStatusChanged(status="dormant")))
    seals.catch_up(log.after)
    assert (seals.at(4), seals.last().position) == (before, 5)


def test_a_time_is_a_prefix_of_the_log_even_if_a_clock_ran_backwards(seals, log):
    log.write(("party-e001", PartyStatusChanged(status="dormant")))
    late = log.lines[4].recorded_at().isoformat().encode()
    early = (NOON - timedelta(days=1)).isoformat().encode()
    log.damage(5, state=log.lines[4].state.replace(late, early))
    seals.catch_up(log.after)
    times = [seals.position_at(NOON + timedelta(minutes=m)) for m in (-5, 0, 1, 3, 4, 60)]
    assert times == [0, 0, 1, 3, 5, 5]
