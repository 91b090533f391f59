"""The chain: every change, loss, swap or cut of a stored line is found, and said where."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from domain.log.seal import sealed
from domain.parties.party import PartyStatusChanged
from projections.core.database import open_views, writing
from projections.core.seals import SEAL, Fault, Seals
from tests.examples import factory, live
from tests.logbook import Logbook

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


def test_one_changed_byte_is_one_fault_of_its_line(seals, log):
    log.damage(2, state=log.lines[1].state.replace("三".encode(), "五".encode(), 1))
    assert found(seals, log) == [(2, "seal.broken")]


def test_a_seal_that_was_made_to_fit_breaks_the_next(seals, log):
    """Whoever changes a line and its seal has to change them all."""
    log.damage(2, state=log.lines[1].state.replace("三".encode(), "五".encode(), 1))
    forged = sealed(log.lines[1], seals.at(1).hash)
    with writing(seals.engine) as db:
        db.execute(update(SEAL).where(SEAL.c.position == 2).values(hash=forged))
    assert found(seals, log) == [(3, "seal.broken")]


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


def test_a_log_that_was_put_back_keeps_the_seals_of_its_lines_over_unused_positions(seals, log):
    """PostgreSQL leaves a position unused where a transaction didn't come to its end."""
    for _ in range(36):
        log.write(("party-e001", PartyStatusChanged(status="dormant")))
    log.lines[:] = [line._replace(position=2 * line.position) for line in log.lines]
    with writing(seals.engine) as db:
        db.execute(delete(SEAL))
        seals.take(db, log.lines)
    before = seals.last()
    assert before.position == 80
    for end in (80, 72, 38, 2, 0):
        log.lines[:] = [line for line in log.lines if line.position <= end]
        kept = []
        forgotten = seals.cut(log.after, kept.extend)
        assert [seal.position for seal in forgotten] == list(range(end + 2, before.position + 1, 2))
        assert (kept, seals.last().position) == (forgotten, end)
        before = seals.last()


def test_seals_that_cant_be_written_down_are_not_forgotten(seals, log):
    def full(_):
        raise OSError("full")

    before = seals.last()
    del log.lines[2:]
    with pytest.raises(OSError, match="full"):
        seals.cut(log.after, full)
    assert seals.last() == before


def test_control_a_line_of_another_log_is_cut_with_all_that_follow(seals, log):
    log.damage(3, state=log.lines[2].state + b" ")
    assert [seal.position for seal in seals.cut(log.after, list)] == [3, 4]
